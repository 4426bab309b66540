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
  /** Whether a finding is part of the story; absent: every one of these checks is. */
  counts?(finding: Finding): boolean;
  tell(parts: Parts<C>): FindingDraft;
}

export function defineStory<const C extends string>(story: Story<C>): Story<C> {
  return story;
}
