import type { Evidence } from '../evidence/gather.ts';
import { boundSha512 } from '../evidence/integrity.ts';
import type { CheckResult } from '../model/outcome.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { ToldWaiver } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import { actionOn, verdictOn } from '../verdict/decide.ts';
import type { WaivablePackage } from '../verdict/waiver-reach.ts';
import { applyWaivers } from '../verdict/waivers.ts';
import type { Session } from './session.ts';

/** What remains of the verdict on these packages once the waivers that count have excused what they may. */
export function excuse(
  { findings, unknowns, kind }: Verdict,
  results: readonly CheckResult[],
  session: Pick<Session, 'waivers' | 'policy' | 'host' | 'request' | 'config'>,
  packages: readonly PlannedPackage[],
  evidence: Pick<Evidence, 'read'>,
): { readonly verdict: Verdict; readonly waivers: readonly ToldWaiver[] } {
  const { waivers, policy, host } = session;
  if (waivers.length === 0) return { verdict: { kind, findings, unknowns }, waivers: [] };
  const waived = applyWaivers(findings, {
    ...{ waivers, results, packages: waivable(packages, evidence), now: host.clock.now() },
    whole: isWhole(session),
    alone: (finding) => actionOn(policy, finding),
  });
  return { verdict: verdictOn(waived.findings, unknowns), waivers: waived.told };
}

/** What a package bundles has no bytes of its own: those of the tarball that it lies in bind it. */
export function waivable(
  packages: readonly PlannedPackage[],
  evidence: Pick<Evidence, 'read'>,
): readonly WaivablePackage[] {
  const byKey = new Map(packages.map((pkg) => [pkg.key, pkg]));
  const sha512Of = (pkg: PlannedPackage, steps = 0): string | undefined => {
    const { origin, integrity } = pkg;
    const holder = origin.kind === 'bundled' ? byKey.get(origin.by) : undefined;
    if (holder !== undefined) return steps > byKey.size ? undefined : sha512Of(holder, steps + 1);
    return (
      evidence.read(pkg, 'tarball')?.sha512 ?? (integrity === undefined ? undefined : boundSha512(integrity))
    );
  };
  return packages.map((pkg) => ({
    ...{ key: pkg.key, name: pkg.name, version: pkg.version },
    ...{ named: pkg.origin.kind === 'registry', sha512: sha512Of(pkg) },
  }));
}

/** Whether the project's whole tree is looked at. */
function isWhole({ request, config }: Pick<Session, 'request' | 'config'>): boolean {
  if (request.own.base !== undefined) return false;
  return request.specs.length === 0 && !config.global && config.workspaces.length === 0;
}
