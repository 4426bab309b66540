import { join } from 'node:path';
import type { Files } from '../host/host.ts';
import { sha512Of } from './integrity.ts';
import type { FileDifference, TarballFile } from './needs.ts';

type FilesToRead = Pick<Files, 'info' | 'list' | 'readBytes'>;

/** Where the files of a folder are not those of the tarball; paths are inside the package. */
export async function differingFiles(
  files: FilesToRead,
  folder: string,
  expected: ReadonlyMap<string, TarballFile>,
): Promise<readonly FileDifference[]> {
  const differences: FileDifference[] = [];
  const left = new Set(expected.keys());
  for (const path of await walk(files, folder, '', bundledFolders(expected))) {
    const file = expected.get(path);
    left.delete(path);
    if (file === undefined) differences.push({ path, what: 'added' });
    else if (!(await sameFile(files, join(folder, path), file))) differences.push({ path, what: 'changed' });
  }
  for (const path of left) differences.push({ path, what: 'missing' });
  return differences;
}

async function sameFile(files: FilesToRead, path: string, expected: TarballFile): Promise<boolean> {
  const info = await files.info(path);
  // A pipe or device would never come to an end, and a link leads to what nobody looked at.
  if (info?.kind !== 'file' || info.size > expected.size) return false;
  const bytes = await files.readBytes(path);
  if (bytes === undefined) return false;
  if (sha512Of(bytes) === expected.sha512) return true;
  // npm rewrites the first line of a program that ends in CR LF, so that a shell finds its interpreter.
  const end = bytes.indexOf('\n');
  if (bytes.subarray(0, 2).toString('latin1') !== '#!' || end === -1) return false;
  return (
    sha512Of(Buffer.concat([bytes.subarray(0, end), Buffer.from('\r\n'), bytes.subarray(end + 1)])) ===
    expected.sha512
  );
}

/** Paths of the folders of packages, or of scopes, that the tarball itself brings. */
function bundledFolders(expected: ReadonlyMap<string, TarballFile>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of expected.keys()) {
    const parts = path.split('/');
    for (const [index, part] of parts.entries()) {
      if (part !== 'node_modules') continue;
      for (let end = index + 1; end <= index + 3 && end <= parts.length; end += 1)
        found.add(parts.slice(0, end).join('/'));
    }
  }
  return found;
}

/** Where a folder stands: npm nests packages in node_modules beside package.json, and nowhere deeper. */
type Where = 'package' | 'modules' | 'scope' | 'deeper';

function whereIs(name: string, where: Where): Where {
  if (where === 'modules') return name.startsWith('@') ? 'scope' : 'package';
  if (where === 'scope') return 'package';
  return where === 'package' && name === 'node_modules' ? 'modules' : 'deeper';
}

/**
 * Everything below a package's folder but folders; packages that npm nested in it, and the links to their
 * programs, are compared by themselves, unless the tarball brought them.
 */
async function walk(
  files: FilesToRead,
  folder: string,
  prefix: string,
  bundled: ReadonlySet<string>,
  where: Where = 'package',
): Promise<string[]> {
  const found: string[] = [];
  const inModules = where === 'modules' || where === 'scope';
  for (const name of await files.list(join(folder, prefix))) {
    const path = `${prefix}${name}`;
    const inside = whereIs(name, where);
    const isOthers = (inModules || inside === 'modules') && !bundled.has(path);
    const kind = (await files.info(join(folder, path)))?.kind;
    if (kind !== 'directory') {
      if (!isOthers || !inModules) found.push(path);
    } else if (!isOthers) found.push(...(await walk(files, folder, `${path}/`, bundled, inside)));
  }
  return found;
}
