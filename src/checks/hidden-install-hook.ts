import * as v from 'valibot';
import { clean, flag, unknownOutcome } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { newsOf, noCode, rowFinding } from './row-findings.ts';

export default defineCheck({
  id: 'hidden-install-hook',
  title: 'Runs something at install in a way that nobody is meant to see',
  why: 'Who looks for install scripts reads a few words in package.json; attacks start from build files, bundled packages, git dependencies, or a script that only loads the real one.',
  scope: 'package',
  needs: ['tarball'],
  uses: ['versionDocument', 'previousContent'],
  essential: true,
  leaves:
    "The package's name and version, to the registry that npm would fetch it from; of one that shows something also an earlier version.",
  options: v.object({}),
  applies: ({ pkg }) => pkg.origin.kind !== 'workspace' && pkg.origin.kind !== 'directory',
  run({ tarball }, maybe, { pkg }) {
    if (tarball.code === undefined) return unknownOutcome('not-looked-at', noCode);
    const hits = newsOf(pkg, tarball, maybe);
    // What only differs between two places has a check of its own.
    const finding = rowFinding(
      hits.filter(({ id, class: kind }) => kind === 'M' && id !== 'M5'),
      hits,
    );
    return finding === undefined ? clean : flag(finding);
  },
});
