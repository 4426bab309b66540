import { join } from 'node:path';
import * as v from 'valibot';
import type { Folders } from '../config/folders.ts';
import { openStateFile } from '../config/state-file.ts';
import type { Host } from '../host/host.ts';

/**
 * What this user agreed to or has seen, by content hash; kept in npq's own state folder, so that no project
 * can agree in the user's name.
 */
export interface Agreements {
  has(kind: AgreementKind, hash: string): boolean;
  /** Remembers it for later runs; without a state folder only for this one. */
  add(kind: AgreementKind, hash: string, what: string): Promise<void>;
}

/** `npmrc`: a project's .npmrc; `scripts`: a project's own install-time scripts that were shown. */
export type AgreementKind = 'npmrc' | 'scripts';

export interface LoadedAgreements extends Agreements {
  /** What the user has to be told about the file itself, such as that it was broken. Full sentences. */
  readonly notes: readonly string[];
}

const whatLimit = 500;

const agreementsSchema = v.array(
  v.strictObject({
    kind: v.picklist(['npmrc', 'scripts']),
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    what: v.pipe(v.string(), v.maxLength(whatLimit)),
    at: v.pipe(v.string(), v.isoTimestamp()),
  }),
);

export async function loadAgreements(
  host: Pick<Host, 'files' | 'clock'>,
  folders: Folders,
): Promise<LoadedAgreements> {
  const known = new Set<string>();
  if (folders.state === undefined) {
    return {
      notes: [],
      has: (kind, hash) => known.has(`${kind} ${hash}`),
      add: async (kind, hash) => void known.add(`${kind} ${hash}`),
    };
  }
  const file = openStateFile({
    host,
    path: join(folders.state, 'agreements.json'),
    schema: agreementsSchema,
    empty: [],
    what: 'your agreements',
  });
  const { value, notes } = await file.read();
  for (const { kind, hash } of value) known.add(`${kind} ${hash}`);
  return {
    notes,
    has: (kind, hash) => known.has(`${kind} ${hash}`),
    async add(kind, hash, what) {
      if (known.has(`${kind} ${hash}`)) return;
      known.add(`${kind} ${hash}`);
      const agreement = { kind, hash, what: what.slice(0, whatLimit), at: host.clock.now().toISOString() };
      await file.update((stored) => [...stored, agreement]);
    },
  };
}
