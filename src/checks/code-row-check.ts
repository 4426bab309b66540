import * as v from 'valibot';
import type { Hit } from '../content/rows/rows.ts';
import { clean, flag, unknownOutcome } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { newsOf, noCode, rowFinding } from './row-findings.ts';

interface About {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** The rows of the table that this check tells of. */
  own(hit: Hit): boolean;
}

/** A check of what a package's files show by themselves; earlier versions only make what they had too milder. */
export function codeRowCheck({ own, ...about }: About) {
  return defineCheck({
    ...about,
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
      const finding = rowFinding(hits.filter(own), hits);
      return finding === undefined ? clean : flag(finding);
    },
  });
}
