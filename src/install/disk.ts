import { join } from 'node:path';
import { differingFiles } from '../evidence/differing-files.ts';
import type { FileDifference, TarballFile } from '../evidence/needs.ts';
import type { Files } from '../host/host.ts';
import type { PackageId } from '../model/package-id.ts';

/** What lies at a place of the tree on disk. */
export type OnDisk =
  | { readonly kind: 'package'; readonly id: PackageId; readonly link: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string };

const manifestLimit = 16 * 1024 * 1024;

export async function readPlace(files: Files, folder: string): Promise<OnDisk> {
  const place = await files.info(folder);
  if (place === undefined) return { kind: 'absent' };
  const path = join(folder, 'package.json');
  const manifest = await files.info(path);
  if (manifest === undefined) return { kind: 'unreadable', why: 'there is no package.json' };
  if (manifest.size > manifestLimit) return { kind: 'unreadable', why: 'its package.json is too large' };
  const text = (await files.readText(path)) ?? '';
  const id = decodeId(text);
  if (id === undefined) return { kind: 'unreadable', why: 'its package.json names no package' };
  return { kind: 'package', id, link: place.kind === 'link' };
}

/** Folders without a version are allowed to npm: the version is then empty. */
export function decodeId(text: string): PackageId | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (value === null || typeof value !== 'object') return undefined;
    const { name, version } = value as { name?: unknown; version?: unknown };
    if (typeof name !== 'string') return undefined;
    return { name, version: typeof version === 'string' ? version : '' };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Where the files on disk are not the vetted ones; paths are inside the package. */
export async function compareFiles(
  files: Files,
  folder: string,
  vetted: ReadonlyMap<string, TarballFile>,
  { mayHaveMore }: { readonly mayHaveMore: boolean } = { mayHaveMore: false },
): Promise<readonly string[]> {
  const all = await differingFiles(files, folder, vetted);
  const differences = all.filter(({ what }) => !(mayHaveMore && what === 'added'));
  return differences.map(({ path, what }) => `${path} ${words[what]}`);
}

const words: Readonly<Record<FileDifference['what'], string>> = {
  added: 'was not there when the package was vetted',
  changed: 'has other content than the vetted one',
  missing: 'is missing',
};
