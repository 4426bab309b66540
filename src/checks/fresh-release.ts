import * as v from 'valibot';
import { clean, flag, unknownOutcome } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { duration, pointInTime } from './wording.ts';

const hourMs = 3_600_000;

export default defineCheck({
  id: 'fresh-release',
  title: 'Version was published very recently',
  why: 'Most malicious versions are found within hours or days; waiting lets somebody else meet them first.',
  scope: 'package',
  needs: ['publishHistory'],
  uses: [],
  essential: false,
  leaves: "The package's name, to the registry that npm would fetch it from.",
  options: v.object({
    minAgeHours: v.pipe(
      v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(24 * 3650)), 24),
      v.description('A version younger than this is flagged; exactly this old is old enough.'),
    ),
  }),
  stricter: { minAgeHours: 'larger' },
  applies: ({ pkg }) => pkg.origin.kind === 'registry',
  run({ publishHistory }, _maybe, { pkg, now, options }) {
    const publishedMs = Date.parse(publishHistory.publishedAt);
    // No comparison with NaN is ever true: an unreadable time would pass for an old one.
    if (Number.isNaN(publishedMs))
      return unknownOutcome('malformed', 'the time of publication cannot be read');

    const ageMs = now.getTime() - publishedMs;
    const minAgeMs = options.minAgeHours * hourMs;
    if (ageMs >= minAgeMs) return clean;

    const oldEnoughAt = new Date(publishedMs + minAgeMs);
    const asked = pkg.exactlyRequested ? '; you asked for exactly this version' : '';
    return flag({
      severity: 'medium',
      confidence: 'high',
      message: `published ${duration(ageMs)} ago, old enough at ${pointInTime(oldEnoughAt)}${asked}`,
      advice: pkg.exactlyRequested
        ? 'Unless you know why it has to be this one, take an older version or wait.'
        : `Wait until ${pointInTime(oldEnoughAt)}, or ask for an older version.`,
      data: {
        publishedAt: publishHistory.publishedAt,
        oldEnoughAt: oldEnoughAt.toISOString(),
        minAgeHours: options.minAgeHours,
        exactlyRequested: pkg.exactlyRequested,
      },
    });
  },
});
