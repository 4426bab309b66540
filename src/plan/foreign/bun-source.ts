import { posix } from 'node:path';
import type { Source } from './lock.ts';
import { gitSource, isGitAddress, isTarballPath } from './sources.ts';

/** What stands behind the name in the first text of an entry. */
export function bunSource(rest: string): { readonly source: Source; readonly version: string } {
  const local = /^(workspace|link|file):(.*)$/s.exec(rest);
  if (local !== null) {
    const [, protocol, written = ''] = local;
    const path = posix.normalize(written);
    if (protocol === 'workspace') return { source: { kind: 'workspace', path }, version: '' };
    return { source: { kind: isTarballPath(path) ? 'file' : 'directory', path }, version: '' };
  }
  if (isGitAddress(rest)) return { source: gitSource(rest), version: '' };
  if (/^https?:/.test(rest)) return { source: { kind: 'remote', url: rest }, version: '' };
  if (isTarballPath(rest) && /^[./]/.test(rest)) return { source: { kind: 'file', path: rest }, version: '' };
  return { source: { kind: 'registry' }, version: rest };
}
