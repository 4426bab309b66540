import * as v from 'valibot';
import { expectsBinaries, isMachineCode } from '../content/difference/machine-code.ts';
import { sizeWords } from '../content/difference/sizes.ts';
import { clean, flag } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { shortened } from './wording.ts';

const mostShown = 8;

export default defineCheck({
  id: 'foreign-binary',
  title: 'Has machine code that nothing announces',
  why: 'Nobody can read what a compiled program does, so a package that does not say that it has any is worth a look.',
  scope: 'package',
  needs: ['tarball'],
  uses: [],
  essential: false,
  leaves: "The package's name and version, to the registry that npm would fetch it from.",
  options: v.object({}),
  applies: ({ pkg }) => pkg.origin.kind !== 'workspace' && pkg.origin.kind !== 'directory',
  run({ tarball }) {
    const { files, code } = tarball;
    const binaries = [...(code?.files ?? [])]
      .filter(([, file]) => isMachineCode(file))
      .map(([path, { format = '' }]) => ({ path, format, size: files.get(path)?.size ?? 0 }));
    const [first] = binaries;
    if (first === undefined) return clean;
    const expected = expectsBinaries(tarball);
    const formats = [...new Set(binaries.map(({ format }) => format))];
    const what = binaries.length === 1 ? first.path : `${binaries.length} files, ${first.path} first`;
    return flag({
      severity: expected ? 'info' : 'low',
      confidence: 'high',
      message: expected
        ? `has machine code (${formats.join(', ')}), as a package for platforms or with a build has`
        : `has machine code (${formats.join(', ')}) in ${shortened(what, 200)}, and neither a build nor a platform that it is for`,
      advice: 'Find out in its documentation what the program is for, and where it was built.',
      excerpt: binaries
        .slice(0, mostShown)
        .map(({ path, format, size }) => `${shortened(path, 120)} (${format}, ${sizeWords(size)})`),
      data: {
        expected,
        files: binaries.slice(0, 100).map(({ path, format, size }) => ({ path, format, size })),
      },
    });
  },
});
