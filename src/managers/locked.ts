import { join } from 'node:path';
import type { Files } from '../host/host.ts';
import type { PackageId } from '../model/package-id.ts';

/**
 * Whether a lockfile may have chosen this version already. Read by its words alone, whatever the format: a version
 * that is taken for locked is only offered, and judged like any other once it is asked for.
 */
export async function lockedIn(
  files: Pick<Files, 'readText'>,
  root: string,
  lockfiles: readonly string[],
): Promise<(id: PackageId) => boolean> {
  const texts = await Promise.all(lockfiles.map((name) => files.readText(join(root, name))));
  const text = texts.join('\n');
  return ({ name, version }) => {
    const base = name.slice(name.indexOf('/') + 1);
    return [`${name}@${version}`, `${name}@npm:${version}`, `/${name}/-/${base}-${version}.tgz`].some((one) =>
      text.includes(one),
    );
  };
}
