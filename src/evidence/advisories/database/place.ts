import { join } from 'node:path';
import type { Folders } from '../../../config/folders.ts';
import { hasCode, messageOf } from '../../../errors.ts';
import type { Files } from '../../../host/host.ts';
import { DatabaseDamaged } from './format.ts';
import { type Database, openDatabase } from './open.ts';

export type LocalDatabase =
  | { readonly kind: 'open'; readonly path: string; readonly database: Database }
  | { readonly kind: 'none'; readonly path: string | undefined }
  | { readonly kind: 'damaged'; readonly path: string; readonly why: string };

/** Undefined where there is no folder to keep anything in. */
export function databasePath({ cache }: Pick<Folders, 'cache'>): string | undefined {
  return cache && join(cache, 'advisories.npqdb');
}

/** Whoever gets it open has to close it. A file that cannot be opened is as good as a damaged one. */
export async function openLocalDatabase(
  files: Pick<Files, 'openForReading'>,
  path: string | undefined,
): Promise<LocalDatabase> {
  if (path === undefined) return { kind: 'none', path };
  try {
    const file = await files.openForReading(path);
    if (file === undefined) return { kind: 'none', path };
    return { kind: 'open', path, database: await openDatabase(file) };
  } catch (error) {
    if (!(error instanceof DatabaseDamaged) && !hasCode(error)) throw error;
    return { kind: 'damaged', path, why: messageOf(error) };
  }
}
