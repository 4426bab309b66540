import * as v from 'valibot';
import { clean, flag, unknownOutcome } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { hitsOf, noCode, rowFinding } from './row-findings.ts';

export default defineCheck({
  id: 'manifest-confusion',
  title: 'Registry and tarball say different things about it',
  why: 'The registry does not compare what it shows with what is in the tarball; npm believes now one and now the other, and people read the first.',
  scope: 'package',
  needs: ['tarball', 'versionDocument'],
  uses: [],
  // Without either of the two other checks, which cannot do without, say that something is missing.
  essential: false,
  leaves: "The package's name and version, to the registry that npm would fetch it from.",
  options: v.object({}),
  applies: ({ pkg }) => pkg.origin.kind === 'registry',
  run({ tarball, versionDocument }, _maybe, { pkg }) {
    if (tarball.code === undefined) return unknownOutcome('not-looked-at', noCode);
    const hits = hitsOf(pkg, tarball, versionDocument);
    const finding = rowFinding(
      hits.filter(({ id }) => id === 'M5'),
      hits,
    );
    return finding === undefined
      ? clean
      : flag({ ...finding, advice: finding.severity === 'low' ? finding.advice : whomToBelieve });
  },
});

const whomToBelieve =
  'Read the package.json inside of the tarball before you install it; npm pack fetches it without running anything.';
