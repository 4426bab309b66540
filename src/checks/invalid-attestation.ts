import * as v from 'valibot';
import { clean, flag, notApplicable } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { shortened } from './wording.ts';

export default defineCheck({
  id: 'invalid-attestation',
  title: 'Attestations do not hold',
  why: 'They are to prove which workflow built these bytes from which commit; where one was forged, swapped or is about something else, so may the package be.',
  scope: 'package',
  needs: ['attestations'],
  uses: [],
  essential: 'where-offered',
  absence: 'attestations',
  leaves:
    "The package's name and version, to the registry that npm would fetch it from; once a day a question for today's keys to Sigstore, which names no package.",
  options: v.object({}),
  applies: ({ pkg }) => pkg.origin.kind === 'registry',
  run({ attestations }) {
    if (attestations.kind === 'none') return notApplicable;
    if (attestations.kind === 'valid') return clean;
    const { failures } = attestations;
    const [first = 'they contradict each other', ...others] = new Set(
      failures.map(({ detail }) => shortened(detail)),
    );
    return flag({
      severity: 'critical',
      confidence: 'high',
      message: `its attestations do not hold: ${first}`,
      advice: 'Do not install it; an older version whose attestations hold may do.',
      ...(others.length > 0 ? { excerpt: others } : {}),
      data: { failures: failures.map(({ code, detail }) => ({ code, detail })) },
    });
  },
});
