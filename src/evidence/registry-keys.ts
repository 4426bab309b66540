import { join } from 'node:path';
import * as v from 'valibot';
import type { Folders } from '../config/folders.ts';
import { openStateFile, orNoted } from '../config/state-file.ts';
import type { Host } from '../host/host.ts';
import { type Fact, known, unknown } from '../model/fact.ts';
import type { RegistryKey } from '../provenance/trust.ts';
import type { AskRegistry } from './ask-registry.ts';
import { withoutCredentials } from './registry-address.ts';

/**
 * The keys of registries that nobody else vouches for. What a registry says of its own keys proves nothing
 * against it, so the keys of the first sight count from then on, and others that it serves later do not.
 */
export interface PinnedKeys {
  keysOf(registry: string): Promise<Fact<readonly RegistryKey[]>>;
  /** A signature of this registry was held against a key before. */
  hasSigned(registry: string): boolean;
  rememberSigned(registry: string): Promise<void>;
  /** Where the pins lie, for advice; undefined where nothing is kept. */
  readonly path: string | undefined;
  /** What could not be read or kept, in full sentences. */
  readonly notes: readonly string[];
}

const source = 'registry-keys';
const answerLimitBytes = 256 * 1024;

const Pinned = v.object({
  registry: v.string(),
  at: v.string(),
  signed: v.boolean(),
  keys: v.array(
    v.object({ keyId: v.string(), rawBytes: v.string(), start: v.string(), end: v.optional(v.string()) }),
  ),
});
type Pinned = v.InferOutput<typeof Pinned>;
const Remembered = v.object({ registries: v.array(Pinned) });

/** `GET /-/npm/v1/keys`. Keys of another kind than npm's cannot be used, and are left out. */
const Answer = v.object({
  keys: v.pipe(
    v.array(
      v.object({
        keyid: v.pipe(v.string(), v.maxLength(256)),
        keytype: v.optional(v.string()),
        key: v.pipe(v.string(), v.maxLength(4_096)),
        expires: v.nullish(v.string()),
      }),
    ),
    v.maxLength(50),
  ),
});

export async function loadPinnedKeys(
  host: Pick<Host, 'files' | 'clock'>,
  folders: Pick<Folders, 'state'>,
  ask: AskRegistry,
): Promise<PinnedKeys> {
  const path = folders.state && join(folders.state, 'registry-keys.json');
  const what = 'the pinned keys of registries';
  const file = path && openStateFile({ host, path, schema: Remembered, empty: { registries: [] }, what });
  const notes: string[] = [];
  const pinned = new Map<string, Pinned>();
  if (file) {
    const read = await file.read();
    notes.push(...read.notes);
    for (const one of read.value.registries) pinned.set(one.registry, one);
  }
  const keep = async (one: Pinned): Promise<void> => {
    pinned.set(one.registry, one);
    if (!file) return;
    // Another npq may have pinned it meanwhile: the first sight counts, and that it signed is not taken back.
    const merge = (stored: v.InferOutput<typeof Remembered>) => {
      const theirs = stored.registries.find(({ registry }) => registry === one.registry);
      const keys = theirs && theirs.keys.length > 0 ? theirs.keys : one.keys;
      const merged = {
        ...one,
        keys,
        at: theirs?.at ?? one.at,
        signed: one.signed || theirs?.signed === true,
      };
      return { registries: [...stored.registries.filter((other) => other !== theirs), merged] };
    };
    await orNoted(file.update(merge), notes);
  };
  const underWay = new Map<string, Promise<Fact<readonly RegistryKey[]>>>();
  const learn = async (registry: string): Promise<Fact<readonly RegistryKey[]>> => {
    const address = withoutCredentials(registry);
    const before = pinned.get(address);
    if (before && before.keys.length > 0) return known(asKeys(before), source, new Date(before.at));
    const answer = await ask(registry, '-/npm/v1/keys', { source, maxBytes: answerLimitBytes });
    if (answer.status === 'unknown') {
      if (answer.reason !== 'not-found') return answer;
      return unknown('not-offered', source, `${address} serves no keys to hold its signatures against`);
    }
    const keys = decodeAnswer(answer.value);
    if (keys === undefined || keys.length === 0) {
      return unknown('not-offered', source, `${address} serves no keys that npq understands`);
    }
    const at = host.clock.now();
    const one: Pinned = {
      registry: address,
      at: at.toISOString(),
      signed: before?.signed ?? false,
      keys: [...keys],
    };
    await keep(one);
    return known(asKeys(one), source, at);
  };
  return {
    path,
    notes,
    hasSigned: (registry) => pinned.get(withoutCredentials(registry))?.signed === true,
    async rememberSigned(registry) {
      const address = withoutCredentials(registry);
      const before = pinned.get(address);
      if (before?.signed) return;
      const at = host.clock.now().toISOString();
      await keep({ ...(before ?? { registry: address, at, keys: [] }), signed: true });
    },
    keysOf(registry) {
      const learning = underWay.get(registry) ?? learn(registry);
      underWay.set(registry, learning);
      return learning;
    },
  };
}

/** Undefined where this is no answer of a keys endpoint. */
export function decodeAnswer(raw: unknown): Pinned['keys'] | undefined {
  const decoded = v.safeParse(Answer, raw);
  if (!decoded.success) return undefined;
  return decoded.output.keys.flatMap(({ keyid, keytype, key, expires }) => {
    if (keytype !== undefined && keytype !== 'ecdsa-sha2-nistp256') return [];
    if (typeof expires === 'string' && Number.isNaN(Date.parse(expires))) return [];
    // The endpoint does not tell since when a key counts.
    const start = '1970-01-01T00:00:00.000Z';
    return [{ keyId: keyid, rawBytes: key, start, ...(typeof expires === 'string' ? { end: expires } : {}) }];
  });
}

function asKeys({ registry, keys }: Pinned): readonly RegistryKey[] {
  const usages = ['npm:signatures', 'npm:attestations'] as const;
  return keys.flatMap(({ keyId, rawBytes, start, end }) =>
    usages.map((usage) => ({
      registry,
      keyId,
      usage,
      rawBytes,
      start,
      ...(end === undefined ? {} : { end }),
    })),
  );
}
