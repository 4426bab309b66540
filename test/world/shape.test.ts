import { createPublicKey, verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ask, jsonOf } from './client.ts';
import { SENTINELS } from './sentinels.ts';
import { keyIdOf, signedText } from './signing.ts';
import { createWorld, type Manifest, type Person, type Publisher } from './world.ts';

/**
 * Recorded packuments of the real registry are published again in the world, version by version; what the world
 * then serves must have the same shape, in every place, but for the differences named here.
 */
const CORPUS = fileURLToPath(new URL('../../../shared/corpus/packuments/', import.meta.url));
const HISTORY = fileURLToPath(new URL('../../../shared/corpus/publisher-history.jsonl', import.meta.url));
const KEYS = fileURLToPath(
  new URL('../../../shared/corpus/attestations/npm-registry-keys.json', import.meta.url),
);
const recordings = existsSync(CORPUS) ? readdirSync(CORPUS).filter((file) => file.endsWith('.json')) : [];

/** Where the world's packuments differ, and why that is no loss. `versions.*` stands for any version. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'versions.*.dist.attestations': 'the world attests nothing yet',
  'versions.*.dist.npm-signature': 'a PGP signature of before 2023, which nothing reads any more',
  'versions.*._from': 'how the publisher called npm; nothing reads it',
  'versions.*._resolved': 'a path on the publisher’s machine; nothing reads it',
  'versions.*._integrity': 'repeats dist.integrity; nothing reads it',
  'versions.*._shasum': 'repeats dist.shasum; nothing reads it',
};

/** What the registry adds or the publishing npm computes, so that it is not part of what we publish. */
const ADDED = /^(dist|_.*|maintainers|deprecated|directories)$/;

const known = Object.keys(DIFFERENCES);

/** Versions of before 2018 lack what the registry did not compute then. */
const OF_OLD = { dist: { fileCount: null, unpackedSize: null }, registryManifest: { _hasShrinkwrap: null } };

interface Recorded {
  name: string;
  versions: Record<string, Manifest & { _npmUser: Publisher; maintainers: Person[]; deprecated?: string }>;
  time: Record<string, string>;
  'dist-tags': Record<string, string>;
}

describe.skipIf(recordings.length === 0)(`recorded packuments (skipped where ${CORPUS} is absent)`, () => {
  test.each(recordings)('%s has the same shape here', async (file) => {
    const unexplained = (await differences(file)).filter(({ path }) => !known.some((one) => isAt(path, one)));
    expect(unexplained).toEqual([]);
  });

  test('each named difference is still one', async () => {
    const all = (await Promise.all(recordings.map(differences))).flat();
    expect(known.filter((one) => !all.some(({ path }) => isAt(path, one)))).toEqual([]);
  });
});

describe.skipIf(!existsSync(KEYS))(`recorded signatures (skipped where ${KEYS} is absent)`, () => {
  const keys = JSON.parse(existsSync(KEYS) ? readFileSync(KEYS, 'utf8') : '{"keys":[]}')
    .keys as RecordedKey[];

  test('hold for the text that this world signs too', () => {
    const documents = recordings.map((file) => JSON.parse(readFileSync(CORPUS + file, 'utf8')) as Recorded);
    const dists = documents.flatMap(({ name, versions }) =>
      Object.entries(versions).map(([version, document]) => ({
        name,
        version,
        ...(document['dist'] as RecordedDist),
      })),
    );
    expect(dists.length).toBeGreaterThan(40);
    for (const { name, version, integrity, signatures } of dists) {
      const [{ keyid, sig } = { keyid: '', sig: '' }] = signatures;
      const { rawBytes = '' } = keys.find(({ keyId }) => keyId === keyid)?.publicKey ?? {};
      const key = createPublicKey({ key: Buffer.from(rawBytes, 'base64'), format: 'der', type: 'spki' });
      const text = Buffer.from(signedText(name, version, integrity));
      expect(verify('sha256', text, key, Buffer.from(sig, 'base64')), `${name}@${version}`).toBe(true);
    }
  });

  test('the id of a key is made as that of the real ones', () => {
    for (const { keyId, publicKey } of keys)
      expect(keyIdOf(Buffer.from(publicKey.rawBytes, 'base64'))).toBe(keyId);
  });
});

describe.skipIf(!existsSync(HISTORY))(`recorded history (skipped where ${HISTORY} is absent)`, () => {
  test('gives the sentinels the times and publishers that they have here', () => {
    const lines = readFileSync(HISTORY, 'utf8').trim().split('\n');
    const history = new Map(
      lines.map((line) => JSON.parse(line)).map((one: RecordedHistory) => [one.name, one.versions]),
    );
    for (const { name, version, publishedAt, publisher } of SENTINELS) {
      const { t, u } = history.get(name)?.find(({ v }) => v === version) ?? {};
      expect({ name, t, u }).toEqual({ name, t: publishedAt, u: publisher?.name });
    }
  });
});

interface RecordedHistory {
  readonly name: string;
  readonly versions: readonly { readonly v: string; readonly t: string; readonly u: string | null }[];
}

interface RecordedKey {
  readonly keyId: string;
  readonly publicKey: { readonly rawBytes: string };
}

interface RecordedDist {
  readonly integrity: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

interface Difference {
  readonly path: string;
  readonly recorded: string | undefined;
  readonly here: string | undefined;
}

async function differences(file: string): Promise<Difference[]> {
  const recorded = JSON.parse(readFileSync(CORPUS + file, 'utf8')) as Recorded;
  await using world = await createWorld({ sentinels: false, ports: 0 });
  republish(recorded, world.registry().publish);
  const served = jsonOf(await ask(world.url + recorded.name.replace('/', '%2f'))) as Recorded;
  expect(served.time).toMatchObject(versionTimes(recorded));
  const [there, here] = [shape(recorded), shape(served)];
  return [...new Set([...there.keys(), ...here.keys()])]
    .filter((path) => there.get(path) !== here.get(path))
    .map((path) => ({ path, recorded: there.get(path), here: here.get(path) }));
}

function republish(
  recorded: Recorded,
  publish: ReturnType<Awaited<ReturnType<typeof createWorld>>['registry']>['publish'],
) {
  const inOrder = Object.entries(recorded.versions).sort(([a], [b]) =>
    (recorded.time[a] ?? '') < (recorded.time[b] ?? '') ? -1 : 1,
  );
  for (const [version, document] of inOrder) {
    const manifest = Object.fromEntries(Object.entries(document).filter(([key]) => !ADDED.test(key)));
    publish({
      ...{
        name: recorded.name,
        version,
        manifest,
        publisher: document._npmUser,
        maintainers: document.maintainers,
      },
      ...(recorded.time[version] === undefined ? {} : { publishedAt: recorded.time[version] }),
      ...(document.deprecated === undefined ? {} : { deprecated: document.deprecated }),
      ...((recorded.time[version] ?? '') < '2018' ? OF_OLD : {}),
      tags: Object.keys(recorded['dist-tags']).filter((tag) => recorded['dist-tags'][tag] === version),
    });
  }
}

function versionTimes(recorded: Recorded): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.keys(recorded.versions).map((version) => [version, recorded.time[version]]),
  );
}

/** Path to kind, for every place in a document. The times of versions that the recording left out are left out. */
function shape(document: Recorded): Map<string, string> {
  const found = new Map<string, string>();
  const time = {
    created: document.time['created'],
    modified: document.time['modified'],
    ...versionTimes(document),
  };
  walk({ ...document, time }, [], found);
  return found;
}

/** Version numbers have dots in them, so the parts of a path are joined by spaces. */
function walk(value: unknown, path: readonly string[], found: Map<string, string>): void {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  found.set(path.join(' '), kind);
  if (kind === 'object')
    for (const [key, inner] of Object.entries(value as object)) walk(inner, [...path, key], found);
  if (kind === 'array')
    for (const inner of (value as unknown[]).slice(0, 1)) walk(inner, [...path, '0'], found);
}

function isAt(path: string, known: string): boolean {
  const parts = path.split(' ');
  return known.split('.').every((part, index) => part === '*' || part === parts[index]);
}
