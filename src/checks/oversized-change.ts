import * as v from 'valibot';
import { hasNewsIn, outgrown } from '../content/difference/file-rows.ts';
import { jumpOf } from '../content/difference/jump.ts';
import { sizeWords } from '../content/difference/sizes.ts';
import { differenceOf, type FileSize } from '../content/difference.ts';
import { clean, flag } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { pasteable, shortened } from './wording.ts';

const mostShown = 8;
/** Of 325 honest releases three doubled and grew by so much. */
const grownByBytes = 500_000;

export default defineCheck({
  id: 'oversized-change',
  title: 'Is much larger than the version before',
  why: 'What is hidden needs room: a package that doubles has something in it that nobody has seen yet, mostly by mistake.',
  scope: 'package',
  needs: ['tarball', 'previousContent'],
  uses: [],
  essential: false,
  leaves:
    'Of a package that shows something that could be new: the name and version of an earlier one, to the registry that npm would fetch it from.',
  options: v.object({}),
  applies: ({ pkg }) => pkg.origin.kind === 'registry',
  run({ tarball, previousContent }, _maybe, { pkg }) {
    // The last of them is the one that had time to be looked at, or else the only one.
    const before = previousContent.releases.at(-1);
    if (before === undefined) return clean;
    const difference = differenceOf(before.content, tarball);
    const { size } = difference;
    const grownBy = size.after - size.before;
    const whole = grownBy > grownByBytes && size.after >= 2 * size.before;
    // With something new in it, or in a patch, new-capability tells of the file.
    const given = { difference, content: tarball };
    const isPatch = jumpOf(before.version, pkg.version) === 'patch';
    const files = isPatch ? [] : outgrown(given).filter(({ path }) => !hasNewsIn(path, given));
    if (!whole && files.length === 0) return clean;
    const grown = `grew from ${sizeWords(size.before)} to ${sizeWords(size.after)}`;
    const told = whole ? grown : `has ${files.map(({ says }) => says).join(', ')}`;
    const compare = pasteable('npq diff', pkg.name);
    return flag({
      severity: 'low',
      confidence: 'medium',
      message: shortened(`${before.version} → ${pkg.version}: ${told}`, 600),
      advice:
        compare === undefined
          ? 'Look at what came with it.'
          : `Look at what came with it: ${compare} ${before.version} ${pkg.version}`,
      excerpt: largest(difference.files.added).map(({ path, size: bytes }) => {
        return `${shortened(path, 120)} (new, ${sizeWords(bytes)})`;
      }),
      data: {
        from: before.version,
        ...{ to: pkg.version, unpackedBefore: size.before, unpackedAfter: size.after },
        files: files.slice(0, 100).map(({ path }) => path),
      },
    });
  },
});

function largest(files: readonly FileSize[]): readonly FileSize[] {
  return files.toSorted((a, b) => b.size - a.size).slice(0, mostShown);
}
