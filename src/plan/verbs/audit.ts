import { hasCode, messageOf, NpqError } from '../../errors.ts';
import { plain } from '../npm-config-errors.ts';

/**
 * npm takes a registry that does not answer its audit for one that knows of no hole, and then mends nothing; what
 * nobody could find out is no reason to say that there is nothing to mend.
 */
export function auditFailure(report: unknown): NpqError | undefined {
  if (report === null || typeof report !== 'object' || !('error' in report)) return undefined;
  const { error } = report;
  if (error === null || error === undefined) return undefined;
  const code = hasCode(error) ? ` (${error.code})` : '';
  return new NpqError('registry-unreachable', {
    message: `Expected the registry to say which packages have holes, got no answer${code}: ${plain(messageOf(error)).slice(0, 300)}`,
    hint: 'See whether it has an audit at all: `npm audit`',
    cause: error,
  });
}
