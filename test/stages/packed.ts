import { createHash } from 'node:crypto';
import type { TarballContent } from '../../src/evidence/needs.ts';

/** A tarball whose files hold what is given. */
export function content(
  texts: Readonly<Record<string, string>>,
  scripts: Readonly<Record<string, string>> = {},
) {
  const held = Object.entries(texts).map(([path, text]) => {
    const sha512 = `sha512-${createHash('sha512').update(text).digest('base64')}`;
    return [path, { size: Buffer.byteLength(text), sha512, executable: false }] as const;
  });
  const none = new Map<string, string>();
  const dependencies = { dependencies: none, optionalDependencies: none, peerDependencies: none };
  return {
    ...{ sha512: 'sha512-AAAA', packedSize: 1, unpackedSize: 1, files: new Map(held), oddities: [] },
    manifest: {
      ...{
        name: 'a',
        version: '1.0.0',
        scripts: new Map(Object.entries(scripts)),
        bundled: [],
        dependencies,
      },
      ...{ starts: [], forPlatforms: false, homes: [] },
    },
  } satisfies TarballContent;
}
