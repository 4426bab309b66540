import { posix } from 'node:path';
import { malformed, shown, splitName } from './decode.ts';
import type { Source } from './lock.ts';
import { gitSource, isGitAddress, isTarballPath, withoutFragment } from './sources.ts';

/** What yarn's `name@reference` stands for. */
export interface Referenced {
  readonly name: string;
  /** Absent where only the entry's own field says it. */
  readonly version?: string;
  readonly source: Source;
  readonly resolved?: string;
  readonly patches: readonly string[];
}

/** `npm:1.0.0::__archiveUrl=…` without what is bound to it. */
export function bindingsOf(text: string): {
  readonly reference: string;
  readonly bindings: ReadonlyMap<string, string>;
} {
  const at = text.lastIndexOf('::');
  if (at < 0) return { reference: text, bindings: new Map() };
  return { reference: text.slice(0, at), bindings: new Map(new URLSearchParams(text.slice(at + 2))) };
}

export function berrySource(
  name: string,
  reference: string,
  bindings: ReadonlyMap<string, string>,
  folder: string,
  file: string,
): Referenced {
  const here = (path: string) => posix.join(folder, withoutFragment(path));
  const plain = (source: Source): Referenced => ({ name, source, patches: [] });
  const [, protocol = '', rest = ''] = /^([a-z][a-z0-9+.-]*:)?(.*)$/s.exec(reference) ?? [];
  switch (protocol) {
    case 'npm:': {
      const resolved = bindings.get('__archiveUrl');
      const source = { kind: 'registry' } as const;
      return { ...plain(source), version: rest, ...(resolved === undefined ? {} : { resolved }) };
    }
    case 'workspace:':
      return plain({ kind: 'workspace', path: posix.normalize(rest) });
    case 'link:':
    case 'portal:':
      return plain({ kind: 'directory', path: here(rest) });
    case 'file:':
      return plain({ kind: isTarballPath(withoutFragment(rest)) ? 'file' : 'directory', path: here(rest) });
    case 'exec:':
      return plain({ kind: 'made', script: here(rest) });
    case 'patch:':
      return patched(name, rest, folder, file);
    default:
      if (isGitAddress(reference)) return plain(gitSource(reference));
      if (/^https?:/.test(reference)) return plain({ kind: 'remote', url: withoutFragment(reference) });
      throw malformed(
        file,
        `found ${shown(reference)} for ${shown(name)}, which no protocol of yarn's explains`,
      );
  }
}

/** `patch:is-odd@npm%3A0.1.2#./is-odd.patch`: what is patched, and by which files; yarn brings some of its own. */
function patched(name: string, rest: string, folder: string, file: string): Referenced {
  const at = rest.indexOf('#');
  const inner = splitName(decoded(at < 0 ? rest : rest.slice(0, at), file));
  if (inner === undefined) throw malformed(file, `found the patch ${shown(rest)} of ${shown(name)}`);
  const { reference, bindings } = bindingsOf(inner.rest);
  const full = /^[a-z][a-z0-9+.-]*:/.test(reference) ? reference : `npm:${reference}`;
  const original = berrySource(inner.name, full, bindings, folder, file);
  const files = at < 0 ? [] : rest.slice(at + 1).split('&');
  const own = files.filter((one) => !/builtin<[^>]*>$/.test(one));
  return { ...original, patches: [...original.patches, ...own] };
}

function decoded(text: string, file: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(file, `found the address ${shown(text)}`);
  }
}
