import * as v from 'valibot';
import type { FindingDraft } from '../model/finding.ts';
import { clean, flag, type Outcome, outcomeOfUnknown, unknownOutcome } from '../model/outcome.ts';
import type { Plan, PlannedPackage } from '../model/plan.ts';
import { defineCheck } from './define.ts';
import {
  bundleFindings,
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
  runOnVetted: ({ pkg, plan }) => ending(formFindings(pkg, plan)),
  run(_facts, { versionDocument, tarball }, { pkg, plan }) {
    const forms = formFindings(pkg, plan);
    if (forms.length > 0) return flag(...forms);
    const claims = claimsOf(pkg, plan);
    if (pkg.origin.kind === 'bundled') {
      if (tarball.status === 'unknown' && tarball.reason !== 'promised-but-missing') {
        return outcomeOfUnknown(tarball);
      }
      const inside = tarball.status === 'known' ? tarball.value.manifest : undefined;
      return ending(claims.flatMap((claim) => bundleFindings(claim, pkg, inside)));
    }
    if (pkg.origin.kind !== 'registry') return clean;
    if (versionDocument.status === 'known') {
      const inside = tarball.status === 'known' ? tarball.value.manifest : undefined;
      const findings = claims.flatMap((claim) => documentFindings(claim, pkg, versionDocument.value, inside));
      return findings.length > 0 ? flag(...findings) : bound(pkg, plan);
    }
    if (versionDocument.reason !== 'promised-but-missing') return outcomeOfUnknown(versionDocument);
    return ending(claims.map((claim) => noSuchVersion(claim, pkg)));
  },
});

/** Places that say the same of one package need it said once. */
function claimsOf({ entries }: PlannedPackage, plan?: Plan): readonly Claim[] {
  const by = plan?.lockfile?.manager ?? 'npm';
  const claims = new Map<string, Claim>();
  for (const { place, recorded } of entries) {
    if (recorded === undefined) continue;
    const key = JSON.stringify(recorded);
    if (!claims.has(key)) claims.set(key, { place, recorded, by });
  }
  return [...claims.values()];
}

/** Name, version and address are as they should be; whether the bytes are is another question. */
function bound({ name, version, entries }: PlannedPackage, { lockfile }: Plan): Outcome {
  if (!entries.some(({ recorded }) => recorded?.ownArchive === true)) return clean;
  const detail = `${lockfile?.file ?? 'the lockfile'} binds ${name}@${version} by a checksum of an archive of ${lockfile?.manager ?? 'its manager'}'s own, which nobody publishes`;
  return { ...unknownOutcome('not-offered', detail), inherent: true };
}

function formFindings(pkg: PlannedPackage, plan: Plan): readonly FindingDraft[] {
  return claimsOf(pkg, plan).flatMap((claim) => formFinding(claim) ?? []);
}

function ending(findings: readonly FindingDraft[]): Outcome {
  return findings.length === 0 ? clean : flag(...findings);
}
