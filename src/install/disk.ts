import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TarballFile } from '../evidence/needs.ts';
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
): Promise<readonly string[]> {
  const differences: string[] = [];
  const left = new Set(vetted.keys());
  for (const path of await walk(files, folder, '', vetted)) {
    const expected = vetted.get(path);
    left.delete(path);
    if (expected === undefined) differences.push(`${path} was not there when the package was vetted`);
    else if (!(await sameFile(files, join(folder, path), expected)))
      differences.push(`${path} has other content than the vetted one`);
  }
  for (const path of left) differences.push(`${path} is missing`);
  return differences;
}

async function sameFile(files: Files, path: string, expected: TarballFile): Promise<boolean> {
  const bytes = await files.readBytes(path);
  if (bytes === undefined) return false;
  if (sha512(bytes) === expected.sha512) return true;
  // npm rewrites the first line of a program that ends in CR LF, so that a shell finds its interpreter.
  const end = bytes.indexOf('\n');
  if (bytes.subarray(0, 2).toString('latin1') !== '#!' || end === -1) return false;
  return (
    sha512(Buffer.concat([bytes.subarray(0, end), Buffer.from('\r\n'), bytes.subarray(end + 1)])) ===
    expected.sha512
  );
}

function sha512(bytes: Buffer): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/**
 * Everything below a package's folder but folders; packages that npm nested in it are compared by themselves,
 * unless the vetted tarball brought them.
 */
async function walk(
  files: Files,
  folder: string,
  prefix: string,
  vetted: ReadonlyMap<string, TarballFile>,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of await files.list(join(folder, prefix))) {
    const path = `${prefix}${name}`;
    const kind = (await files.info(join(folder, path)))?.kind;
    if (kind !== 'directory') found.push(path);
    else if (path !== 'node_modules' || [...vetted.keys()].some((one) => one.startsWith('node_modules/')))
      found.push(...(await walk(files, folder, `${path}/`, vetted)));
  }
  return found;
}
