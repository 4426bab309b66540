import * as v from 'valibot';
import { clean, flag, unknownOutcome } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { newsOf, noCode, rowFinding } from './row-findings.ts';

export default defineCheck({
  id: 'suspicious-code',
  title: 'Its code does together what honest packages do not',
  why: 'Code that steals looks alike: it hides, collects secrets and sends them away. One of these may be honest, two in one place hardly ever are.',
  scope: 'package',
  needs: ['tarball'],
  uses: ['versionDocument', 'previousContent'],
  essential: true,
  leaves:
    "The package's name and version, to the registry that npm would fetch it from; of one that shows something also an earlier version.",
  options: v.object({}),
  // What lies in the project's own folders is its own.
  applies: ({ pkg }) => pkg.origin.kind !== 'workspace' && pkg.origin.kind !== 'directory',
  run({ tarball }, maybe, { pkg }) {
    if (tarball.code === undefined) return unknownOutcome('not-looked-at', noCode);
    const hits = newsOf(pkg, tarball, maybe);
    const finding = rowFinding(
      hits.filter((hit) => hit.class !== 'M'),
      hits,
    );
    return finding === undefined ? clean : flag(finding);
  },
});
