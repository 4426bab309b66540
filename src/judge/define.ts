import type { Finding, FindingDraft } from '../model/finding.ts';

/** Findings on one subject, by check id, at least one for every check that the story needs. */
export type Parts<C extends string> = { readonly [K in C]: readonly [Finding, ...Finding[]] };

export interface Story<C extends string = string> {
  /** kebab-case, the name of the bad thing; shares one name space with the checks. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** Check ids; the story is told where each of them has flagged the same subject. */
  readonly from: readonly C[];
  /** Groups of check ids, of each of which at least one has to have flagged it as well. */
  readonly besides?: readonly (readonly string[])[];
  /** Check ids that the story needs not, and tells of where they are there. */
  readonly also?: readonly string[];
  /** Whether a finding is part of the story, `all` being what else is known of it; absent: all of these checks are. */
  counts?(finding: Finding, all: readonly Finding[]): boolean;
  /** `absorbs` are all that are part of it, in the order of reports. */
  tell(parts: Parts<C>, absorbs: readonly Finding[]): FindingDraft;
}

export function defineStory<const C extends string>(story: Story<C>): Story<C> {
  return story;
}

/** Every check that a story may be made of. */
export function checksOf({ from, besides = [], also = [] }: Story): readonly string[] {
  return [...from, ...besides.flat(), ...also];
}
