import { posix } from 'node:path';
import { type Fields, malformed, shown, textIn } from './decode.ts';
import type { Source } from './lock.ts';
import { gitSource, isGitAddress } from './sources.ts';

export interface PnpmSource {
  readonly source: Source;
  readonly resolved?: string;
  readonly integrity?: string;
}

/** `isRegistrys`: by its key it is a package of a registry, whatever is written below it. */
export function pnpmSource(resolution: Fields, isRegistrys: boolean, key: string, file: string): PnpmSource {
  const read = (field: string) => textIn(resolution, field, file);
  const integrity = read('integrity');
  const bound = integrity === undefined ? {} : { integrity };
  const type = read('type');
  const [directory, repo, tarball] = [read('directory'), read('repo'), read('tarball')];
  if (type === 'directory' || directory !== undefined) {
    return { source: { kind: 'directory', path: posix.normalize(directory ?? '.') } };
  }
  if (type === 'git' || repo !== undefined) {
    const address = repo ?? '';
    const git = gitSource(`${address}#${read('commit') ?? ''}`);
    return {
      source: isGitAddress(address) || git.kind !== 'git' ? git : { ...git, spec: prefixed(git.spec) },
    };
  }
  if (type !== undefined && type !== 'tarball') {
    // Node and the like: pnpm fetches these from their makers.
    return { source: { kind: 'remote', url: read('url') ?? key }, ...bound };
  }
  if (tarball?.startsWith('file:')) return { source: { kind: 'file', path: tarball.slice(5) }, ...bound };
  if (isRegistrys) {
    return {
      source: { kind: 'registry' },
      ...(tarball === undefined ? {} : { resolved: tarball }),
      ...bound,
    };
  }
  if (tarball === undefined) throw malformed(file, `found nothing that says where ${shown(key)} comes from`);
  return { source: { kind: 'remote', url: tarball }, ...bound };
}

function prefixed(spec: string): string {
  return /^[a-z+]+:/.test(spec) ? spec : `git+ssh://${spec}`;
}
