import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type RawEntry, rawTarball } from '../../world/tarballs.ts';
import { grown } from './growing.ts';

/**
 * The tarball of a folder with everything that lies in it, also what npm pack would leave out: what somebody
 * publishes need not be made by npm pack. Links are entries of their own, as a tarball would hold them.
 */
export function packFolder(folder: string, more: readonly RawEntry[] = []): Buffer {
  const entries = entriesOf(folder, '');
  const rank = ({ path }: RawEntry) => (path === 'package/package.json' ? 0 : 1);
  return rawTarball([...entries, ...more].sort((one, other) => rank(one) - rank(other)));
}

/** What `<case>/grow.json` describes, for one of the case's folders. */
export function grownEntries(caseFolder: string, part: 'package' | 'previous'): readonly RawEntry[] {
  const file = join(caseFolder, 'grow.json');
  return existsSync(file) ? grown(readFileSync(file, 'utf8'), part) : [];
}

function entriesOf(folder: string, inside: string): readonly RawEntry[] {
  const names = readdirSync(join(folder, inside)).sort();
  return names.flatMap((name): readonly RawEntry[] => {
    const place = inside === '' ? name : `${inside}/${name}`;
    const file = join(folder, place);
    const path = `package/${place}`;
    const stat = lstatSync(file);
    if (stat.isDirectory()) return entriesOf(folder, place);
    if (stat.isSymbolicLink()) return [{ path, type: 'symlink', linkpath: readlinkSync(file) }];
    if (stat.isFIFO()) return [{ path, type: 'fifo' }];
    if (!stat.isFile()) return [{ path, type: 'character-device' }];
    return [{ path, body: readFileSync(file), mode: stat.mode & 0o111 ? 0o755 : 0o644 }];
  });
}
