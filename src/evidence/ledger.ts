import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Folders } from '../config/folders.ts';
import { hasCode } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { boundSha512 } from './integrity.ts';
import { decodeEntry, encodeEntry, entryKey, type LedgerEntry } from './ledger-line.ts';
import { withoutCredentials } from './registry-address.ts';

/**
 * The user's own memory of what passed: name, version and sha512 from one registry, under one policy. Only it
 * decides what need not be looked at again; a project's lockfile never does.
 */
export interface Ledger {
  isVetted(pkg: Vettable, policyId: string): boolean;
  /** Remembers packages of registries whose bytes an integrity binds; the others are looked at every time. */
  record(entries: readonly NewEntry[]): Promise<void>;
  /** Lines that could not be read and vouch for nothing. */
  readonly corruptLines: number;
  /** What could not be read or remembered, in full sentences. */
  readonly notes: readonly string[];
}

type Vettable = Pick<PlannedPackage, 'name' | 'version' | 'integrity' | 'bins' | 'origin'>;

export interface NewEntry {
  readonly pkg: Vettable;
  readonly policyId: string;
}

export async function loadLedger(
  host: { readonly files: Host['files']; readonly clock: Pick<Host['clock'], 'now'> },
  folders: Pick<Folders, 'state'>,
): Promise<Ledger> {
  const { files, clock } = host;
  const path = folders.state && join(folders.state, 'ledger.jsonl');
  const notes: string[] = [];
  const text = path ? await read(files, path, notes) : '';
  const { vetted, corruptLines } = parse(text);
  if (corruptLines > 0) {
    notes.push(
      `${corruptLines} damaged ${corruptLines === 1 ? 'line' : 'lines'} of ${path} vouch for nothing.`,
    );
  }
  // A line that a crash cut off must not spoil the next one.
  let lead = text === '' || text.endsWith('\n') ? '' : '\n';
  return {
    corruptLines,
    notes,
    isVetted(pkg, policyId) {
      const entry = entryOf(pkg, policyId);
      return entry !== undefined && vetted.has(entryKey(entry));
    },
    async record(entries) {
      const at = clock.now().toISOString();
      let lines = '';
      for (const { pkg, policyId } of entries) {
        const entry = entryOf(pkg, policyId);
        if (entry === undefined || vetted.has(entryKey(entry))) continue;
        vetted.add(entryKey(entry));
        lines += `${encodeEntry(entry, at)}\n`;
      }
      if (lines === '') return;
      if (!path) {
        notes.push('There is no home folder to remember in, so all packages are looked at again next time.');
        return;
      }
      try {
        await files.append(path, lead + lines);
        lead = '';
      } catch (error) {
        if (!hasCode(error)) throw error;
        lead = '\n';
        notes.push(`What passed could not be remembered in ${path} (${error.code}).`);
      }
    },
  };
}

/**
 * Undefined where no hash binds the bytes, and for everything that no registry serves: name and version are
 * then the project's word, and bytes that passed once do not make a stranger's address one that was agreed to.
 */
function entryOf(
  { name, version, origin, integrity, bins }: Vettable,
  policy: string,
): LedgerEntry | undefined {
  if (origin.kind !== 'registry' || integrity === undefined) return undefined;
  const sha512 = boundSha512(integrity);
  if (sha512 === undefined) return undefined;
  const registry = withoutCredentials(origin.registry);
  const commands = bins === undefined ? {} : { bins: createHash('sha256').update(bins).digest('hex') };
  return { registry, name, version, integrity: sha512, ...commands, policy };
}

function parse(text: string): { vetted: Set<string>; corruptLines: number } {
  const vetted = new Set<string>();
  let corruptLines = 0;
  // A last line without an end was cut off, or another npq is writing it: it vouches for nothing and is no damage.
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    if (line === '') continue;
    const key = decodeEntry(line);
    if (key === undefined) corruptLines += 1;
    else vetted.add(key);
  }
  return { vetted, corruptLines };
}

async function read(files: Host['files'], path: string, notes: string[]): Promise<string> {
  try {
    return (await files.readText(path)) ?? '';
  } catch (error) {
    if (!hasCode(error)) throw error;
    notes.push(`${path} could not be read (${error.code}), so all packages are looked at again.`);
    return '';
  }
}
