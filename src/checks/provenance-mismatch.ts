import * as v from 'valibot';
import type { Json } from '../model/finding.ts';
import { severityRank } from '../model/finding.ts';
import { clean, flag, notApplicable, type Outcome, outcomeOfUnknown } from '../model/outcome.ts';
import type { Provenance } from '../provenance/facts.ts';
import { defineCheck } from './define.ts';
import { type Change, changesSince, notTheSource } from './provenance-changes.ts';
import { demandsOn, demandsOption, unmet } from './provenance-demands.ts';
import { otherVersion, shortened } from './wording.ts';

export default defineCheck({
  id: 'provenance-mismatch',
  title: 'Built from another place than it says, or than before',
  why: 'Provenance proves where a version was built; that helps only if it is the place that the package names, and where it was built before.',
  scope: 'package',
  needs: ['versionDocument'],
  uses: ['attestations', 'previousAttestations'],
  essential: false,
  leaves:
    "The package's name, this version and the one attested before it, to the registry that npm would fetch it from.",
  options: v.object({ demands: demandsOption }),
  stricter: { demands: 'more' },
  applies: ({ pkg }) => pkg.origin.kind === 'registry',
  run({ versionDocument }, { attestations, previousAttestations }, { pkg, options }) {
    const demands = demandsOn(pkg.name, options.demands);
    if (attestations.status === 'unknown') {
      return demands.length > 0 ? unshown(attestations.detail) : outcomeOfUnknown(attestations);
    }
    if (attestations.value.kind !== 'valid') {
      return demands.length > 0 ? unshown('it has no attestations that hold') : notApplicable;
    }
    const { provenance } = attestations.value;
    const before =
      previousAttestations.status === 'known' && previousAttestations.value.kind === 'valid'
        ? previousAttestations.value
        : undefined;
    const elsewhere = notTheSource(provenance, versionDocument.repository, before);
    const changes = [
      ...unmet(demands, provenance),
      ...(elsewhere ? [elsewhere] : []),
      ...changesSince(provenance, before),
    ].sort((one, other) => severityRank(other.severity) - severityRank(one.severity));
    const [worst, ...others] = changes;
    if (worst) return told(worst, others, provenance, before && otherVersion(pkg, before.version));
    return previousAttestations.status === 'unknown' ? outcomeOfUnknown(previousAttestations) : clean;
  },
});

/** What it may mean, where the change itself does not say it. */
const consequences: Readonly<Record<Change['what'], string>> = {
  repository: "; its code may be somebody else's",
  workflow: '; other steps than before decided what is in it',
  'ref kind': '; it may hold what was never released',
  runner: '; whoever has that machine decided what is in it',
  trigger: '',
  demand: '',
};

function told(
  worst: Change,
  others: readonly Change[],
  provenance: Provenance,
  command: string | undefined,
): Outcome {
  return flag({
    severity: worst.severity,
    confidence: 'medium',
    message: `${shortened(worst.text)}${consequences[worst.what]}`,
    advice: `Look whether its maintainers announced that; until then take the version before it${command === undefined ? '' : `: ${command}`}.`,
    ...(others.length > 0 ? { excerpt: others.map(({ text }) => shortened(text)) } : {}),
    data: {
      changes: [worst, ...others].map(({ what, text }) => ({ what, text })),
      provenance: factsOf(provenance),
    },
  });
}

/** A demand is there to be shown: what cannot be found out does not meet it. */
function unshown(why: string): Outcome {
  return flag({
    severity: 'high',
    confidence: 'high',
    message: `does not show what your settings demand of its provenance: ${shortened(why)}`,
    advice: 'Take a version with provenance, or change provenance-mismatch.demands in your npq.json.',
    data: { changes: [{ what: 'demand', text: why }] },
  });
}

function factsOf({ log, ...facts }: Provenance): Json {
  return { ...facts, log: { ...log } };
}
