import { isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import type { Folders } from '../config/folders.ts';
import type { Service } from '../config/services.ts';
import { openStateFile, orNoted } from '../config/state-file.ts';
import { hasCode, messageOf, NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { embedded } from '../provenance/embedded.ts';
import { decodeTrustedRoot, decodeTrustFile, RegistryKeySchema, type Trust } from '../provenance/trust.ts';
import type { Http } from './http.ts';

/** The keys and certificates that signatures are held against in this run. */
export interface TrustStore {
  trust(): Promise<Trust>;
  /** What the user should know of them; full sentences. */
  readonly notes: readonly string[];
}

interface Input {
  readonly host: Pick<Host, 'files' | 'clock'> & { readonly env: Pick<Host['env'], 'vars'> };
  readonly folders: Pick<Folders, 'config' | 'cache'>;
  readonly http: Http;
  readonly service: Service;
  readonly npmsOwn: string;
  readonly patienceMs?: number;
  /** Of another TUF repository than Sigstore's, in JSON. */
  readonly root?: string;
}

const day = 24 * 3_600_000;
const refreshAfterMs = day;
/** Where Sigstore cannot be reached, not every run is to wait for it. */
const retryAfterMs = day / 6;
/** Sigstore adds a log or an authority about once a year, and says so months before. */
const oldAfterMs = 120 * day;

const Kept = v.object({
  trust: v.nullable(
    v.object({ date: v.string(), trustedRoot: v.looseObject({}), keys: v.array(RegistryKeySchema) }),
  ),
  failure: v.nullable(v.object({ at: v.string(), why: v.string() })),
});
const nothingKept: v.InferOutput<typeof Kept> = { trust: null, failure: null };

/**
 * A file of the user's own, where there is one; else what was refreshed within a day; else what can be refreshed
 * now; else what was refreshed last or what npq brings along. A project never has a say in it.
 */
export async function openTrustStore(input: Input): Promise<TrustStore> {
  const file = await fromFile(input);
  const notes: string[] = [];
  let loading: Promise<Trust> | undefined;
  return {
    notes,
    trust() {
      loading ??= file === undefined ? newest(input, notes) : Promise.resolve(file);
      return loading;
    },
  };
}

async function newest(input: Input, notes: string[]): Promise<Trust> {
  const { host, folders } = input;
  const now = host.clock.now();
  const path = folders.cache && join(folders.cache, 'sigstore', 'trust.json');
  const what = 'the keys that were refreshed last';
  const file = path && openStateFile({ host, path, schema: Kept, empty: nothingKept, what });
  const stored = file ? (await file.read()).value : nothingKept;
  const kept = decodeKept(stored);
  if (kept && isWithin(now, kept.date, refreshAfterMs)) return kept;
  const { failure } = stored;
  const refreshed =
    folders.cache === undefined
      ? { failed: 'there is no folder to keep newer ones in', again: true }
      : failure && isWithin(now, failure.at, retryAfterMs)
        ? { failed: failure.why, again: true }
        : await refresh(input, folders.cache);
  if (!('failed' in refreshed)) {
    const { date, trustedRoot, keys } = refreshed;
    const trust = { date, trustedRoot: { ...trustedRoot }, keys: [...keys] };
    if (file)
      await orNoted(
        file.update(() => ({ trust, failure: null })),
        notes,
      );
    return refreshed;
  }
  if (file && !('again' in refreshed)) {
    const next = { at: now.toISOString(), why: refreshed.failed };
    await orNoted(
      file.update((before) => ({ ...before, failure: next })),
      notes,
    );
  }
  const trust = kept && Date.parse(kept.date) > Date.parse(embedded.date) ? kept : embedded;
  if (now.getTime() - Date.parse(trust.date) >= oldAfterMs) {
    notes.push(
      `Signatures are held against keys of ${trust.date.slice(0, 10)}, which is long ago; newer ones could not be had: ${refreshed.failed}.`,
    );
  }
  return trust;
}

async function refresh({ host, http, service, npmsOwn, patienceMs, root }: Input, cache: string) {
  const [{ refreshTrust }, { tufRoot }] = await Promise.all([
    import('./tuf-refresh.ts'),
    import('../provenance/embedded-tuf-root.ts'),
  ]);
  return refreshTrust({
    ...{ http, service, npmsOwn, files: host.files, now: () => host.clock.now() },
    folder: join(cache, 'sigstore', encodeURIComponent(service.base)),
    root: root ?? Buffer.from(tufRoot, 'base64').toString('utf8'),
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });
}

function decodeKept({ trust }: v.InferOutput<typeof Kept>): Trust | undefined {
  const trustedRoot = decodeTrustedRoot(trust?.trustedRoot);
  if (!trust || !trustedRoot || Number.isNaN(Date.parse(trust.date))) return undefined;
  return { date: trust.date, origin: 'refreshed', trustedRoot, keys: trust.keys };
}

/** A date in the future means that a clock was wrong. */
function isWithin(now: Date, date: string, ms: number): boolean {
  const age = now.getTime() - Date.parse(date);
  return age >= 0 && age < ms;
}

/** `NPQ_TRUSTED_ROOT`, or `trusted-root.json` in npq's own config folder. */
async function fromFile({ host, folders }: Input): Promise<Trust | undefined> {
  const named = host.env.vars['NPQ_TRUSTED_ROOT'] || undefined;
  if (named !== undefined && !isAbsolute(named)) throw broken(named, 'it is no absolute path');
  const path = named ?? (folders.config && join(folders.config, 'trusted-root.json'));
  if (path === undefined) return undefined;
  let text: string | undefined;
  try {
    text = await host.files.readText(path);
  } catch (error) {
    if (!hasCode(error)) throw error;
    throw broken(path, messageOf(error));
  }
  if (text === undefined) {
    if (named === undefined) return undefined;
    throw broken(path, 'there is no such file');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw broken(path, messageOf(error));
  }
  const trust = decodeTrustFile(json);
  if (!trust) throw broken(path, 'it lacks date, trustedRoot or registries, or one of them has another form');
  return trust;
}

function broken(path: string, why: string): NpqError {
  return new NpqError('config-invalid', {
    message: `Expected ${path} to hold the keys that signatures are held against: ${why}.`,
    hint: 'Mend the file, or unset NPQ_TRUSTED_ROOT to go by what npq brings along.',
  });
}
