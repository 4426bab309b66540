import semver from 'semver';
import * as v from 'valibot';
import { type Strength, strengths } from '../evidence/needs.ts';
import type { Severity } from '../model/finding.ts';
import { clean, flag } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { otherVersion } from './wording.ts';

const dayMs = 24 * 3_600_000;

export default defineCheck({
  id: 'trust-downgrade',
  title: 'Vouched for less than the versions before it',
  why: 'Who steals a token can publish, but not with the provenance or the approval that earlier versions had.',
  scope: 'package',
  needs: ['trustHistory', 'publishHistory'],
  uses: [],
  essential: false,
  leaves: "The package's name, to the registry that npm would fetch it from.",
  options: v.object({
    settledAfterDays: v.pipe(
      v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3_650)), 30),
      v.description(
        'Where a version as weak as this one has stood for so long, the change is no news and counts little.',
      ),
    ),
  }),
  stricter: { settledAfterDays: 'larger' },
  applies: ({ pkg }) => pkg.origin.kind === 'registry',
  run({ trustHistory, publishHistory }, _maybe, { pkg, options }) {
    const { publishedAt, versions } = publishHistory;
    const strengthOf = (version: string): Strength => trustHistory.get(version) ?? 'none';
    const earlier = versions
      // What was taken back since, as malicious versions are, sets no example.
      .filter(({ at, version }) => at < publishedAt && version !== pkg.version && trustHistory.has(version))
      .map(({ version, at }) => ({ version, at, strength: strengthOf(version), ...lineOf(version) }));
    const { line, isPrerelease } = lineOf(pkg.version);
    // Prereleases often come from a nightly workflow or by hand; only another prerelease has to match them.
    const comparable = earlier.filter((one) => isPrerelease || !one.isPrerelease);
    const own = comparable.filter((one) => one.line === line);
    const lineBelow = comparable.reduce(
      (best, one) => (one.line < line ? Math.max(best, one.line) : best),
      -2,
    );
    const peers = own.length > 0 ? own : comparable.filter((one) => one.line === lineBelow);

    const strength = strengthOf(pkg.version);
    const most = peers.reduce<number>((least, one) => Math.min(least, rank(one.strength)), strengths.length);
    // The last of the strongest: a slip between two of them settles nothing.
    const best = peers.findLast((one) => rank(one.strength) === most);
    if (best === undefined || rank(best.strength) >= rank(strength)) return clean;

    const sinceBest = peers.filter((one) => one.at > best.at && rank(one.strength) >= rank(strength));
    const [firstWeak] = sinceBest;
    const settled =
      firstWeak !== undefined &&
      Date.parse(publishedAt) - Date.parse(firstWeak.at) >= options.settledAfterDays * dayMs;
    const maintenance = comparable.some((one) => one.line > line);
    const command = otherVersion(pkg, best.version);
    return flag({
      severity: severityOf(strength, { settled, lesser: isPrerelease || maintenance || own.length === 0 }),
      confidence: 'medium',
      message: `${words[strength]}; ${best.version} ${wordsThen[best.strength]}${settled ? `, but ${firstWeak.version} did no more` : ''}`,
      advice: settled
        ? 'Its maintainers seem to publish by hand now; nothing to do unless that is news to you.'
        : `Stay at ${best.version} until its maintainers say why${command === undefined ? '' : `: ${command}`}.`,
      data: {
        strength,
        before: { version: best.version, strength: best.strength },
        ...{ settled, maintenance, prerelease: isPrerelease, newLine: own.length === 0 },
      },
    });
  },
});

const words: Readonly<Record<Strength, string>> = {
  approved: 'was approved by a person',
  'trusted-publisher': 'was published by its CI, and no person had to approve it',
  attested: 'has provenance, but was published with a token, which can be stolen',
  none: 'was published without provenance, for which a stolen token is enough',
};
const wordsThen: Readonly<Record<Strength, string>> = {
  approved: 'had been approved by a person',
  'trusted-publisher': 'had come from its CI, with provenance and without a token',
  attested: 'had provenance',
  none: 'had none',
};

function severityOf(
  strength: Strength,
  { settled, lesser }: { readonly settled: boolean; readonly lesser: boolean },
): Severity {
  if (settled) return 'low';
  return strength === 'none' && !lesser ? 'high' : 'medium';
}

function rank(strength: Strength): number {
  return strengths.indexOf(strength);
}

/** Versions that no release follows from, such as `latest`, are a line of their own. */
function lineOf(version: string): { readonly line: number; readonly isPrerelease: boolean } {
  if (semver.valid(version, true) === null) return { line: -1, isPrerelease: false };
  return { line: semver.major(version, true), isPrerelease: semver.prerelease(version) !== null };
}
