import { basename, dirname, join } from 'node:path';
import type { Service } from '../../../config/services.ts';
import type { Clock, Files } from '../../../host/host.ts';
import type { Http } from '../../http.ts';
import { fetchChanges } from './catch-up.ts';
import type { Collection } from './collection.ts';
import { encodeDatabase } from './encode.ts';
import { DatabaseDamaged, type DatabaseHeader } from './format.ts';
import { type Database, openDatabase } from './open.ts';
import { openLocalDatabase } from './place.ts';
import {
  type DumpPorts,
  DumpRefused,
  fetchWhole,
  type Patience,
  type UpdateSteps,
  usualPatience,
} from './whole.ts';

export interface UpdateInput {
  readonly files: Pick<
    Files,
    'openForReading' | 'scratch' | 'writeAtomic' | 'exclusively' | 'list' | 'remove'
  >;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly http: Http;
  /** OSV's dump, or a mirror of it. */
  readonly service: Service;
  readonly path: string;
  readonly steps: UpdateSteps;
  readonly patience?: Patience;
}

export interface Updated {
  /** `newer-there`: another npq has put a newer one in place meanwhile, which stays. */
  readonly how: 'whole' | 'changes' | 'newer-there';
  readonly header: DatabaseHeader;
  readonly bytes: number;
  /** Why the changes alone would not do, where they were tried; a clause. */
  readonly fellBack?: string;
}

/** Deleted records are in no list of changes, and a mistake in one would stay for ever. */
const wholeAfterMs = 30 * 24 * 3_600_000;
/** A source that lost half of what it had is not believed. */
const leastShare = 0.5;

/**
 * Brings the local database up to date; until the new file stands whole, the old one does. Throws `DumpRefused`
 * where the source has nothing that can be used, and what the disk throws.
 */
export async function updateDatabase(input: UpdateInput): Promise<Updated> {
  const { files, path, clock, http, service, steps, patience = usualPatience } = input;
  const now = clock.now();
  const ports: DumpPorts = { http, service, files, folder: dirname(path), clock, now, steps, patience };
  const local = await openLocalDatabase(files, path);
  const earlier = local.kind === 'open' ? local.database : undefined;
  try {
    const changed = await tryChanges(ports, earlier);
    const collection = changed.collection ?? (await fetchWhole(ports));
    requireNotShrunk(collection, earlier);
    steps.stage('writing the database');
    const madeAt = now.toISOString();
    const wholeAt = changed.collection === undefined ? madeAt : (earlier?.header.wholeAt ?? madeAt);
    const newest = (collection.newest ?? now).toISOString();
    const { byName, unreadable } = collection;
    const content = encodeDatabase(byName, { unreadable, newest, madeAt, wholeAt });
    const placed = await place(input, content);
    const how = placed.ours ? (changed.collection === undefined ? 'whole' : 'changes') : 'newer-there';
    const { fellBack } = changed;
    return {
      how,
      header: placed.header,
      bytes: placed.bytes,
      ...(fellBack === undefined ? {} : { fellBack }),
    };
  } finally {
    await earlier?.close();
  }
}

async function tryChanges(
  ports: DumpPorts,
  earlier: Database | undefined,
): Promise<{ readonly collection?: Collection; readonly fellBack?: string }> {
  if (earlier === undefined) return {};
  const ageMs = ports.now.getTime() - Date.parse(earlier.header.wholeAt);
  if (!(ageMs >= 0 && ageMs < wholeAfterMs)) return {};
  try {
    const collection = await fetchChanges(ports, earlier);
    return collection === undefined ? {} : { collection };
  } catch (error) {
    if (!(error instanceof DumpRefused) && !(error instanceof DatabaseDamaged)) throw error;
    return { fellBack: error.message };
  }
}

function requireNotShrunk({ byName }: Collection, earlier: Database | undefined): void {
  const before = earlier?.header.names ?? 0;
  if (byName.size < before * leastShare) {
    throw new DumpRefused(`it speaks of ${byName.size} packages, and of ${before} the last time`);
  }
}

/** What is written is read again before it counts. */
async function place({ files, path, clock }: UpdateInput, content: Uint8Array) {
  const mine = await reread(content);
  return files.exclusively(path, async () => {
    await removeDrafts(files, path);
    const there = await openLocalDatabase(files, path);
    if (there.kind === 'open') {
      const { header, bytes } = there.database;
      await there.database.close();
      // Of two updates at once the one that asked first may end last. A time that is still to come says nothing.
      const madeAt = Date.parse(header.madeAt);
      const newer = madeAt > Date.parse(mine.madeAt) && madeAt <= clock.now().getTime();
      if (newer) return { ours: false, header, bytes };
    }
    await files.writeAtomic(path, content);
    return { ours: true, header: mine, bytes: content.length };
  });
}

async function reread(content: Uint8Array): Promise<DatabaseHeader> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const database = await openDatabase({
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    close: async () => {},
  });
  return database.header;
}

/** What an npq that was killed while it wrote has left. */
async function removeDrafts(files: Pick<Files, 'list' | 'remove'>, path: string): Promise<void> {
  const mine = `${basename(path)}.`;
  for (const name of await files.list(dirname(path))) {
    if (name.startsWith(mine) && name.endsWith('.tmp')) await files.remove(join(dirname(path), name));
  }
}
