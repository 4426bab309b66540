import { join } from 'node:path';
import { NpqError } from '../../errors.ts';
import type { Files } from '../../host/host.ts';

/** In the order in which one of them counts. */
export const foreignFiles = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock'] as const;
export type ForeignFile = (typeof foreignFiles)[number];

const binary = 'bun.lockb';

/** All lockfiles of other managers in this folder, whether npq can read them or not. */
export async function foreignBeside(
  files: Pick<Files, 'realPath'>,
  folder: string,
): Promise<readonly string[]> {
  const names = [...foreignFiles, binary];
  const there = await Promise.all(
    names.map(async (name) => (await files.realPath(join(folder, name))) !== undefined),
  );
  return names.filter((_, index) => there[index]);
}

/** The lockfile of another manager that counts in this folder; undefined where there is none. */
export async function detectForeign(
  files: Pick<Files, 'realPath'>,
  folder: string,
): Promise<ForeignFile | undefined> {
  const found = await foreignBeside(files, folder);
  const file = foreignFiles.find((name) => found.includes(name));
  if (file !== undefined) return file;
  if (found.length === 0) return undefined;
  throw new NpqError('config-invalid', {
    message: `Expected a lockfile that is text, found ${binary}, which only bun can read.`,
    hint: 'Let bun write it as text: bun install --save-text-lockfile --frozen-lockfile --lockfile-only',
  });
}
