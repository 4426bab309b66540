import * as v from 'valibot';
import type { FindingDraft } from '../model/finding.ts';
import { clean, flag, type Outcome, outcomeOfUnknown } from '../model/outcome.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { defineCheck } from './define.ts';
import {
  bundleFinding,
  type Claim,
  documentFindings,
  formFinding,
  noSuchVersion,
} from './lockfile-claims.ts';

export default defineCheck({
  id: 'lockfile-tampering',
  title: 'A lockfile says something else than the project asks for or the registry publishes',
  why: "npm follows a lockfile without a question: one changed line there installs another package, a folder or a stranger's bytes under a trusted name.",
  scope: 'package',
  needs: [],
  uses: ['versionDocument', 'tarball'],
  essential: true,
  leaves: "The package's name, to the registry that npm would fetch it from.",
  options: v.object({}),
  applies: ({ pkg }) => claimsOf(pkg).length > 0,
  runOnVetted: ({ pkg }) => ending(formFindings(pkg)),
  run(_facts, { versionDocument, tarball }, { pkg }) {
    const forms = formFindings(pkg);
    if (forms.length > 0) return flag(...forms);
    const claims = claimsOf(pkg);
    if (pkg.origin.kind === 'bundled') {
      if (tarball.status === 'unknown' && tarball.reason !== 'promised-but-missing') {
        return outcomeOfUnknown(tarball);
      }
      const inside = tarball.status === 'known' ? tarball.value.manifest : undefined;
      return ending(claims.flatMap((claim) => bundleFinding(claim, pkg.origin, inside) ?? []));
    }
    if (pkg.origin.kind !== 'registry') return clean;
    if (versionDocument.status === 'known') {
      const { dist } = versionDocument.value;
      return ending(claims.flatMap((claim) => documentFindings(claim, pkg, dist)));
    }
    if (versionDocument.reason !== 'promised-but-missing') return outcomeOfUnknown(versionDocument);
    return ending(claims.map((claim) => noSuchVersion(claim, pkg)));
  },
});

/** Places that say the same of one package need it said once. */
function claimsOf({ entries }: PlannedPackage): readonly Claim[] {
  const claims = new Map<string, Claim>();
  for (const { place, recorded } of entries) {
    if (recorded === undefined) continue;
    const key = JSON.stringify(recorded);
    if (!claims.has(key)) claims.set(key, { place, recorded });
  }
  return [...claims.values()];
}

function formFindings(pkg: PlannedPackage): readonly FindingDraft[] {
  return claimsOf(pkg).flatMap((claim) => formFinding(claim) ?? []);
}

function ending(findings: readonly FindingDraft[]): Outcome {
  return findings.length === 0 ? clean : flag(...findings);
}
