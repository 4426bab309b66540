import { messageText } from './escape-sarif.ts';

/** What a finding may be called after: a check, or a story that several checks tell together. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** The verdict is incomplete where it could not be done. */
  readonly essential: boolean;
}

/** Severity is a finding's own; by default a rule counts as much as the verdict needs it. */
export function sarifRule({ id, title, why, essential }: Rule) {
  return {
    id,
    name: id,
    shortDescription: { text: messageText(title) },
    fullDescription: { text: messageText(why) },
    help: { text: `${messageText(why)}\n\nWhat it needs, and its options: npq explain ${id}` },
    defaultConfiguration: { level: essential ? 'error' : 'warning' },
    properties: { tags: ['security', 'supply-chain'] },
  };
}

/** A rule by its id: SARIF wants its place among the rules too. */
export function ruleReference(rules: readonly Rule[], id: string) {
  const index = rules.findIndex((rule) => rule.id === id);
  return index < 0 ? { id } : { id, index };
}
