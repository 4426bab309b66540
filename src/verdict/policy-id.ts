import { createHash } from 'node:crypto';
import { contentRules } from '../content/record.ts';
import type { Json } from '../model/finding.ts';
import type { Policy } from './policy.ts';

/**
 * Raised by hand when checks, judgements or the deciding come to other conclusions than before. What the
 * ledger says was vetted under older rules then does not count any more.
 */
const rulesVersion = 2;

/**
 * Names what "vetted" means: the policy's content, the rules, and which checks with which options. The same
 * content has the same id under whatever name, and any other content has another.
 */
export function policyId(
  policy: Policy,
  checks: ReadonlyMap<string, { readonly [key: string]: Json }>,
): string {
  const content = { rulesVersion, contentRules, ...contentOf(policy), checks: Object.fromEntries(checks) };
  return createHash('sha256')
    .update(JSON.stringify(sorted(content)))
    .digest('hex')
    .slice(0, 16);
}

/** Without where it was written: the same words in another line decide the same. */
function contentOf({ severities, checks, unknowns, atLeast }: Policy): object {
  const rules = checks.map(({ at: _at, ...rule }) => rule);
  return { severities, rules, unknowns, ...(atLeast ? { atLeast: contentOf(atLeast) } : {}) };
}

/** Arrays keep their order, which means something; keys of objects have none. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return entries.sort(([left], [right]) => (left < right ? -1 : 1));
}
