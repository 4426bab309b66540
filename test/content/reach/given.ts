import { decodeManifest } from '../../../src/content/packed-manifest.ts';
import { type PackageTexts, reachOf } from '../../../src/content/reach/reach.ts';
import { loadsWrittenIn } from '../../../src/content/reach/references.ts';
import type { Unfolding } from '../../../src/content/syntax/unfold.ts';

/** By path: its text, or its size where nobody reads it. */
export type Files = Readonly<Record<string, string | number>>;

export const largeBytes = 200 * 1024;

/** A package of these files; `package.json` is made of `manifest`. */
export function aPackage(
  manifest: object,
  files: Files = {},
  unfolded: Readonly<Record<string, Unfolding>> = {},
): PackageTexts {
  const all = new Map(Object.entries({ 'package.json': JSON.stringify(manifest), ...files }));
  const decoded = decodeManifest(JSON.stringify(manifest));
  if (decoded.status !== 'decoded') throw new Error(decoded.detail);
  const sizes = [...all].map(([path, held]) => {
    const size = typeof held === 'number' ? held : Buffer.byteLength(held);
    return [path, { size, sha512: 'sha512-x', executable: false }] as const;
  });
  const text = (path: string) => {
    const held = all.get(path);
    return typeof held === 'string' ? held : undefined;
  };
  return {
    ...{ manifest: decoded.manifest, files: new Map(sizes), text },
    loads(path) {
      const source = text(path);
      return source === undefined ? undefined : loadsWrittenIn(source);
    },
    unfolded: (path) => unfolded[path],
  };
}

/** What runs at install of a package whose postinstall is `command`. */
export function installed(command: string, files: Files = {}, more: object = {}) {
  return reachOf(aPackage({ name: 'teapot', scripts: { postinstall: command }, ...more }, files)).install;
}

export function paths(reached: readonly { readonly path: string }[]): readonly string[] {
  return reached.map(({ path }) => path);
}
