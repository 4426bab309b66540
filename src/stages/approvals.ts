import { approveInManifest } from '../install/approve.ts';
import { listed } from '../model/listed.ts';
import type { Plan, PlannedPackage } from '../model/plan.ts';
import type { Looked } from './look.ts';
import type { Edits, Session } from './session.ts';

/** The places of the tree whose packages the user approved. */
export function approvedPlaces(plan: Plan, edits: Edits): readonly string[] {
  return approvedOf(plan, edits).flatMap(({ entries }) =>
    entries.filter(({ inert }) => !inert).map(({ place }) => place),
  );
}

/**
 * Writes what was approved where npm will see it, before npm runs: npm 12 runs nothing else. An npm that knows no
 * allowScripts needs no entry; there the ledger alone remembers. Answers what there is to tell.
 */
export async function keepApprovals(
  { host, config, npm }: Session,
  { resolved: { plan, scriptRules } }: Looked,
  edits: Edits,
): Promise<readonly string[]> {
  const approved = approvedOf(plan, edits);
  if (approved.length === 0) return [];
  const names = listed(
    approved.map(({ key }) => key),
    8,
  );
  if (config.get('dry-run') === true) return [`Your approval of ${names} was kept nowhere (--dry-run).`];
  if (scriptRules.approvals === 'package.json') {
    const keys = approved.flatMap(({ entries }) => entries.flatMap(({ approvalKey }) => approvalKey ?? []));
    await approveInManifest(host.files, plan.path, keys);
    return [`allowScripts in package.json now approves ${listed([...new Set(keys)], 8)}.`];
  }
  const why =
    scriptRules.unreviewed === 'runs'
      ? `npm ${npm.version} has no allowScripts that counts`
      : 'its allowScripts stand elsewhere than in package.json';
  return [`Your approval of ${names} is kept in npq's own ledger: ${why}.`];
}

function approvedOf({ packages }: Plan, { approvedScripts }: Edits): readonly PlannedPackage[] {
  return packages.filter(({ key }) => approvedScripts.has(key));
}
