import type { Finding } from '../model/finding.ts';

/**
 * A difference between two versions that comes to a new script and nothing else: some honest packages begin to run
 * one, so that this is told with the script itself and is no second witness against it. Where it is critical
 * something else speaks against the release already.
 */
export function isScriptAlone({ check, severity, data }: Finding): boolean {
  if (check !== 'new-capability' || severity === 'critical' || !Array.isArray(data['rows'])) return false;
  const rows = data['rows'].map((row: unknown) => (typeof row === 'object' && row !== null ? row : {}));
  const telling = rows.filter((row) => !('tier' in row) || row.tier !== 'info');
  return telling.length > 0 && telling.every((row) => 'id' in row && /^D[12]$/.test(`${row.id}`));
}
