import type { Lookalike, LookalikeKind } from '../names/lookalike.ts';
import { duration, pasteable } from './wording.ts';

/** How the name differs from the one that was probably meant. */
const differences: Readonly<Record<LookalikeKind, string>> = {
  'swapped-letters': 'letters are swapped',
  'doubled-letter': 'a letter is doubled',
  'undoubled-letter': 'of a double letter one is missing',
  'missing-letter': 'a letter is missing',
  'extra-letter': 'there is a letter too many',
  'neighbouring-key': 'a neighbouring key was hit',
  'look-alike-letter': 'letters are replaced by ones that look alike',
  'wrong-letter': 'a letter is another',
  'same-sound': 'it sounds the same',
  separators: 'it differs in separators alone',
  scope: 'the scope is another',
  'dropped-scope': 'the scope is missing',
  affix: 'it differs in an addition that means nothing',
  'word-order': 'the words stand in another order',
  plural: 'one is the plural of the other',
  'foreign-letters': 'it has letters of another script',
};

/** What speaks for and against a name; `young`: its downloads say nothing. */
export interface Circumstances {
  readonly like: Lookalike;
  readonly weekly: number | undefined;
  readonly ageMs: number | undefined;
  readonly young: boolean;
}

export function messageOf({ like, weekly, ageMs, young }: Circumstances): string {
  const facts = [
    `has nearly the name of ${like.target}, which many more use: ${differences[like.kind]}`,
    weekly === undefined ? 'how often it is downloaded is unknown' : `downloaded ${times(weekly)} a week`,
    ...(ageMs === undefined || !young ? [] : [`first published ${duration(ageMs)} ago`]),
  ];
  return facts.join('; ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count.toLocaleString('en-US')} times`;
}

/** `by`: who asks for it, where that is not the user. */
export function adviceOf({ target }: Lookalike, by: string | undefined): string {
  if (by !== undefined) {
    return `Anybody can publish such a name, and what it runs has your rights. Find out whether ${by} means ${target}.`;
  }
  const command = pasteable('npq install', target);
  const instead = command === undefined ? `ask for ${target}` : command;
  return `Anybody can publish such a name, and what it runs has your rights. If you meant ${target}: ${instead}`;
}
