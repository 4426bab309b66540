import { join } from 'node:path';
import * as v from 'valibot';
import type { Folders } from '../config/folders.ts';
import { openStateFile, orNoted } from '../config/state-file.ts';
import type { Host } from '../host/host.ts';

/**
 * What this user agreed to or has seen, by content hash; kept in npq's own state folder, so that no project
 * can agree in the user's name.
 */
export interface Agreements {
  has(kind: AgreementKind, hash: string): boolean;
  /** Remembers it for later runs; without a state folder only for this one. */
  add(kind: AgreementKind, hash: string, what: string): Promise<void>;
  /** The same where the answer counts for this run all the same: that it cannot be kept becomes a note. */
  remember(kind: AgreementKind, hash: string, what: string): Promise<void>;
}

/**
 * `npmrc`: a project's .npmrc; `settings`: a project's npq.json; `manager`: what else a project says to another
 * package manager; `scripts`: a project's own install-time scripts that were shown; `finding`: what was found about
 * a package, and installed all the same.
 */
const kinds = ['npmrc', 'settings', 'manager', 'scripts', 'finding'] as const;
export type AgreementKind = (typeof kinds)[number];

export interface LoadedAgreements extends Agreements {
  /** What the user has to be told about the file itself, such as that it was broken. Full sentences. */
  readonly notes: readonly string[];
}

const whatLimit = 500;

const agreementsSchema = v.array(
  v.strictObject({
    kind: v.picklist(kinds),
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    what: v.pipe(v.string(), v.maxLength(whatLimit)),
    at: v.pipe(v.string(), v.isoTimestamp()),
  }),
);

export async function loadAgreements(
  host: Pick<Host, 'files' | 'clock'>,
  folders: Pick<Folders, 'state'>,
): Promise<LoadedAgreements> {
  const known = new Set<string>();
  const path = folders.state && join(folders.state, 'agreements.json');
  const file =
    path && openStateFile({ host, path, schema: agreementsSchema, empty: [], what: 'your agreements' });
  const notes: string[] = [];
  if (file) {
    const read = await file.read();
    notes.push(...read.notes);
    for (const { kind, hash } of read.value) known.add(`${kind} ${hash}`);
  }
  const add: Agreements['add'] = async (kind, hash, what) => {
    if (known.has(`${kind} ${hash}`)) return;
    known.add(`${kind} ${hash}`);
    if (!file) return;
    const agreement = { kind, hash, what: what.slice(0, whatLimit), at: host.clock.now().toISOString() };
    await file.update((stored) => [...without(stored, agreement), agreement]);
  };
  return {
    notes,
    has: (kind, hash) => known.has(`${kind} ${hash}`),
    add,
    remember: (kind, hash, what) => orNoted(add(kind, hash, what), notes),
  };
}

type Agreement = v.InferOutput<typeof agreementsSchema>[number];

/** A second npq may have asked the same at the same time. */
function without(stored: readonly Agreement[], { kind, hash }: Agreement): readonly Agreement[] {
  return stored.filter((one) => one.kind !== kind || one.hash !== hash);
}
