import { posix, win32 } from 'node:path';

/** Where npm would put an entry of a tarball; `odd` says what is wrong with it. */
export type Placement =
  | { readonly kind: 'file'; readonly path: string; readonly odd?: string }
  | { readonly kind: 'nothing'; readonly odd?: string };

const nothing: Placement = { kind: 'nothing' };
const maxDepth = 1_024;

/**
 * The rules of pacote's filter and of tar's Unpack, in their order: links are dropped, only files are made,
 * `.gitignore` becomes `.npmignore`, the first folder is taken off, `..` is refused and roots are cut away.
 * `seenIgnores` remembers the .npmignore files of this tarball; `linkPath` is what a link leads to.
 */
export function placementOf(
  path: string,
  type: string,
  seenIgnores: Set<string>,
  linkPath: string | undefined = undefined,
): Placement {
  if (/Link$/.test(type)) {
    const kind = `a ${type === 'Link' ? 'hard' : 'symbolic'} link`;
    const out = linkPath !== undefined && leadsOut(path, type, linkPath);
    return { kind: 'nothing', odd: out ? `${kind} that leads out of the package` : kind };
  }
  if (/^(Directory|GNUDumpDir)$/.test(type)) return nothing;
  if (!/File$/.test(type)) return { kind: 'nothing', odd: `an entry of type ${type}` };

  const renamed = afterIgnoreRule(path, seenIgnores);
  if (renamed === undefined) return nothing;
  const parts = renamed.split('/').slice(1);
  if (parts.length > maxDepth) return { kind: 'nothing', odd: 'a path that is too deep to unpack' };
  const [root, rest] = cutRoot(parts.join('/'));
  if (rest.split(/[/\\]/).includes('..'))
    return { kind: 'nothing', odd: 'a path that leads out of the package' };
  const place = posix.normalize(rest).replace(/\/+$/, '');
  if (place === '.' || place === '') return { kind: 'nothing', odd: 'a file in place of the package folder' };
  if (root !== '' || renamed.startsWith('/')) return { kind: 'file', path: place, odd: 'an absolute path' };
  if (place.includes('\\'))
    return { kind: 'file', path: place, odd: 'a backslash, which Windows takes for a folder' };
  return { kind: 'file', path: place };
}

/** A symbolic link is meant from its own folder, a hard one from the tarball's root. */
function leadsOut(path: string, type: string, linkPath: string): boolean {
  if (/^(?:[/\\]|[a-z]:)/i.test(linkPath)) return true;
  const from = type === 'Link' ? '' : posix.dirname(path);
  const [root] = path.split('/', 1);
  const target = posix.join(from, linkPath.replaceAll('\\', '/'));
  return target !== root && !target.startsWith(`${root}/`);
}

function afterIgnoreRule(path: string, seenIgnores: Set<string>): string | undefined {
  const base = posix.basename(path);
  if (base === '.npmignore') seenIgnores.add(path);
  if (base !== '.gitignore') return path;
  const renamed = path.replace(/\.gitignore$/, '.npmignore');
  return seenIgnores.has(renamed) ? undefined : renamed;
}

/** As tar does it on every platform: `/`, `C:\` and `//?/C:/` go, as often as they come. */
function cutRoot(path: string): readonly [root: string, rest: string] {
  let rest = path;
  let cut = '';
  for (
    let { root } = win32.parse(rest);
    root !== '' || win32.isAbsolute(rest);
    { root } = win32.parse(rest)
  ) {
    const part = rest.startsWith('/') && !rest.startsWith('//?/') ? '/' : root;
    if (part === '') break;
    cut += part;
    rest = rest.slice(part.length);
  }
  return [cut, rest];
}
