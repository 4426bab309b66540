import { join } from 'node:path';
import { NpqError } from '../../errors.ts';
import type { Files } from '../../host/host.ts';

/** In the order in which one of them counts. */
export const foreignFiles = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock'] as const;
export type ForeignFile = (typeof foreignFiles)[number];

export interface Detected {
  readonly file: ForeignFile;
  /** Others that lie beside it. */
  readonly others: readonly string[];
}

const binary = 'bun.lockb';

/** The lockfile of another manager that counts in this folder; undefined where there is none. */
export async function detectForeign(
  files: Pick<Files, 'realPath'>,
  folder: string,
): Promise<Detected | undefined> {
  const exists = async (name: string) => (await files.realPath(join(folder, name))) !== undefined;
  const names = [...foreignFiles, binary];
  const there = await Promise.all(names.map(exists));
  const found = names.filter((_, index) => there[index]);
  const file = foreignFiles.find((name) => found.includes(name));
  if (file !== undefined) return { file, others: found.filter((name) => name !== file) };
  if (found.length === 0) return undefined;
  throw new NpqError('config-invalid', {
    message: `Expected a lockfile that is text, found ${binary}, which only bun can read.`,
    hint: 'Let bun write it as text: bun install --save-text-lockfile --frozen-lockfile --lockfile-only',
  });
}
