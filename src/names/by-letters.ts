import { drawnAlike, sound, squashed, wordsOf } from './forms.ts';
import type { Lookalike, Strength } from './lookalike.ts';
import { type Neighbour, neighbourhood } from './neighbours.ts';
import type { Popular } from './popular.ts';
import type { Slip } from './slip.ts';

export interface ByLetters {
  /** The popular name that is one slip away; `bare` is the part of `name` that is looked at. */
  find(bare: string): Lookalike | undefined;
}

/** Slips that hardly ever make another meaningful name. */
const hardlyMeant: ReadonlySet<Slip['kind']> = new Set([
  'swapped-letters',
  'doubled-letter',
  'undoubled-letter',
]);

export function byLetters(popular: Popular): ByLetters {
  const near = neighbourhood(popular.plain);
  const sounds = soundsOf(popular);
  const nameAt = (rank: number | undefined) => (rank === undefined ? undefined : popular.names[rank]);
  const spokenAlike = (bare: string, typed: string): Lookalike | undefined => {
    const spoken = sound(typed);
    const target = spoken === undefined ? undefined : nameAt(sounds().get(spoken));
    if (target === undefined || typed === squashed(target) || typed[0] !== target[0]) return undefined;
    const words = wordsOf(bare);
    if (words.length !== wordsOf(target).length) return undefined;
    const meant = isWordOfItsOwn(words, wordsOf(target), popular);
    return meant ? undefined : { target, kind: 'same-sound', strength: 'weak' };
  };
  return {
    find(bare) {
      const typed = squashed(bare);
      const alike = typed.length < 5 ? undefined : drawnAlike(typed).map((form) => popular.plain.get(form));
      const target = nameAt(alike?.find((rank) => rank !== undefined));
      if (target !== undefined) return { target, kind: 'look-alike-letter', strength: 'strong' };
      const weigh = (neighbours: readonly Neighbour<number>[]) =>
        neighbours.map((one) => weighed(bare, one, popular)).filter((one) => one !== undefined);
      const once = weigh(near.of(typed));
      const found = once.length > 0 || typed.length < 8 ? once : weigh(near.shuffled(typed));
      if (found.length === 0) return spokenAlike(bare, typed);
      return found.find(({ strength }) => strength === 'strong') ?? found[0];
    },
  };
}

function weighed(
  bare: string,
  { value: rank, text, slip }: Neighbour<number>,
  popular: Popular,
): Lookalike | undefined {
  const target = popular.names[rank];
  if (target === undefined) return undefined;
  const strength = strengthOf(bare, target, rank, text.length, slip, popular);
  return strength && { target, kind: slip.kind, strength };
}

/** The shorter a name, the more of its neighbours are names in their own right. */
function strengthOf(
  bare: string,
  target: string,
  rank: number,
  letters: number,
  slip: Slip,
  popular: Popular,
): Strength | undefined {
  if (hardlyMeant.has(slip.kind) && slip.lost.length < 3) return letters >= 4 ? 'strong' : undefined;
  if (isVersion(bare, slip) || isPlural(slip, letters)) return undefined;
  if (letters < 5) return isShortSlip(bare, rank, letters, slip, popular) ? 'weak' : undefined;
  const typedWords = wordsOf(bare);
  const meantWords = wordsOf(target);
  const oneWord = typedWords.length === meantWords.length;
  if (isWordOfItsOwn(typedWords, meantWords, popular) && (oneWord || letters < 12)) return undefined;
  if (!oneWord && letters < 8) return undefined;
  const changed = typedWords.find((word) => !meantWords.includes(word)) ?? '';
  if (changed.length < 3) return undefined;
  // Nobody slips on the first letter, and a reader sees it first; with a second word in place it still misleads.
  if (
    slip.at === 0 &&
    (slip.kind !== 'missing-letter' || letters < 7) &&
    slip.kind !== 'look-alike-letter' &&
    meantWords.length < 2
  ) {
    return undefined;
  }
  return slip.lost.length < 3 && (letters >= 7 || rank < 2000) ? 'strong' : 'weak';
}

/** Among three and four letters only the best known names are told from their neighbours. */
function isShortSlip(bare: string, rank: number, letters: number, slip: Slip, popular: Popular): boolean {
  const enough = letters === 4 || (letters === 3 && slip.kind === 'extra-letter');
  return enough && rank < 500 && slip.at > 0 && /^[a-z]{4,}$/.test(bare) && popular.bearersOf(bare) === 0;
}

/** Another word that people name packages by was most likely meant: `date-fns` and `data-fns`. */
function isWordOfItsOwn(typed: readonly string[], meant: readonly string[], popular: Popular): boolean {
  return typed.every((word) => meant.includes(word) || popular.bearersOf(word) > 0);
}

/** `extend2`, `es2016`: another version, and told as one. A digit in the place of a letter is none. */
function isVersion(bare: string, slip: Slip): boolean {
  if (slip.kind === 'look-alike-letter') return false;
  if (/\d/.test(slip.lost)) return true;
  if (!/\d/.test(slip.found)) return false;
  return slip.lost === '' || slip.at >= squashed(bare).length - 1;
}

function isPlural({ lost, found, at }: Slip, letters: number): boolean {
  return (
    (found === 's' && lost === '' && at === letters) || (lost === 's' && found === '' && at === letters - 1)
  );
}

/** Built at first use, as few names come so far. */
function soundsOf(popular: Popular): () => ReadonlyMap<string, number> {
  let sounds: Map<string, number> | undefined;
  return () => {
    if (sounds === undefined) {
      sounds = new Map();
      for (const [form, rank] of popular.plain) {
        const spoken = sound(form);
        if (spoken !== undefined && !sounds.has(spoken)) sounds.set(spoken, rank);
      }
    }
    return sounds;
  };
}
