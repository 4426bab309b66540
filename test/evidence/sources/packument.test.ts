import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHead, decodeVersion } from '../../../src/evidence/registry-document.ts';
import { packumentSource } from '../../../src/evidence/sources/packument.ts';
import { createPackumentStore } from '../../../src/plan/packuments.ts';
import { createWorld, type Failure, type World } from '../../world/world.ts';
import {
  clock,
  knownValue,
  now,
  npmOptions,
  planned,
  type TempFolder,
  tempFolder,
  unknownOf,
} from '../support.ts';

const sourceOf = (documents: Readonly<Record<string, unknown>>) =>
  packumentSource({
    packuments: { load: async (name) => documents[name] as Record<string, unknown> },
    clock,
  });

async function ask(document: unknown, name = 'pkg', version = '1.0.0') {
  const pkg = planned(name, version);
  return (await sourceOf({ [name]: document }).load([pkg])).get(pkg.key);
}

function online(world: World, folder: TempFolder, over: Readonly<Record<string, unknown>> = {}) {
  const packuments = createPackumentStore(npmOptions(world.registry().url, folder, over));
  return packumentSource({ packuments, clock });
}

test("the registry's document becomes ours", async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  world.registry().publish({
    name: 'pkg',
    version: '1.0.0',
    publishedAt: '2024-01-01T00:00:00.000Z',
    manifest: { scripts: { install: 'node x.js' } },
  });
  const published = world.registry().publish({
    name: 'pkg',
    version: '1.1.0',
    publishedAt: '2024-02-01T00:00:00.000Z',
    deprecated: 'use another',
  });
  const packages = [planned('pkg', '1.0.0'), planned('pkg', '1.1.0')];
  const facts = await online(world, folder).load(packages);
  const [first, second] = packages.map(({ key }) => knownValue(facts.get(key)));
  expect(first?.version.scripts).toEqual(new Map([['install', 'node x.js']]));
  expect(second?.version).toMatchObject({
    deprecated: 'use another',
    dist: { integrity: published.integrity, shasum: published.shasum, tarball: published.tarballUrl },
  });
  expect(second?.history).toEqual([
    { version: '1.0.0', at: '2024-01-01T00:00:00.000Z' },
    { version: '1.1.0', at: '2024-02-01T00:00:00.000Z' },
  ]);
  expect(second?.distTags.get('latest')).toBe('1.1.0');
  expect(facts.get('pkg@1.1.0')).toMatchObject({ source: 'packument', at: now.toISOString() });
  // One document, decoded once, for both.
  expect(first?.times).toBe(second?.times);
  expect(world.requests.filter(({ url }) => url.endsWith('/pkg'))).toHaveLength(1);
});

test.each<[string, Failure, string]>([
  ['refuses', { kind: 'refuse' }, 'http-error'],
  ['hangs', { kind: 'hang' }, 'timeout'],
  ['is overloaded', { kind: 'status', status: 503 }, 'http-error'],
  ['counts us', { kind: 'status', status: 429 }, 'rate-limited'],
  ['forbids', { kind: 'status', status: 403 }, 'http-error'],
  ['breaks off', { kind: 'malformed-json' }, 'malformed'],
  ['is a captive portal', { kind: 'html' }, 'malformed'],
  ['resets', { kind: 'reset' }, 'http-error'],
])('a registry that %s', async (_what, failure, reason) => {
  await using world = await createWorld();
  await using folder = tempFolder();
  world.registry().publish({ name: 'pkg', version: '1.0.0' });
  world.registry().fail('pkg', failure);
  // For the others a busy machine may take its time.
  const patience = failure.kind === 'hang' ? { timeout: 300 } : {};
  const facts = await online(world, folder, patience).load([planned('pkg', '1.0.0')]);
  expect(unknownOf(facts.get('pkg@1.0.0')).reason).toBe(reason);
});

test('a name that the registry does not have, a port where nobody listens, an empty cache offline', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  world.allowMissing('nobody');
  const pkg = planned('nobody', '1.0.0');
  const missing = await online(world, folder).load([pkg]);
  expect(unknownOf(missing.get(pkg.key)).reason).toBe('not-found');
  const nowhere = await online(world, folder, { registry: world.nowhere }).load([pkg]);
  expect(unknownOf(nowhere.get(pkg.key)).reason).toBe('offline');
  const offline = await online(world, folder, { offline: true }).load([pkg]);
  expect(unknownOf(offline.get(pkg.key)).reason).toBe('offline');
});

test('credentials in an address do not reach the detail', async () => {
  const packuments = {
    load: async () => {
      throw Object.assign(new Error('request to https://user:secret@registry.example/pkg failed'), {
        code: 'ECONNREFUSED',
      });
    },
  };
  const facts = await packumentSource({ packuments, clock }).load([planned('pkg', '1.0.0')]);
  expect(unknownOf(facts.get('pkg@1.0.0')).detail).toBe('request to https://registry.example/pkg failed');
});

test('a bug is no unknown fact', async () => {
  const packuments = { load: async () => Promise.reject(new TypeError('x is not a function')) };
  const loading = packumentSource({ packuments, clock }).load([planned('pkg', '1.0.0')]);
  await expect(loading).rejects.toThrow('x is not a function');
});

test('a version that the plan has and the document lacks was promised', async () => {
  const fact = await ask({ name: 'pkg', versions: { '2.0.0': {} } });
  expect(unknownOf(fact).reason).toBe('promised-but-missing');
  expect(unknownOf(await ask({ name: 'pkg', versions: {} }, 'pkg', 'constructor')).reason).toBe(
    'promised-but-missing',
  );
});

test('what does not come from a registry has no document', async () => {
  const git = planned('pkg', '1.0.0', { origin: { kind: 'git', spec: 'github:a/b', host: 'github.com' } });
  const fact = (await sourceOf({}).load([git])).get(git.key);
  expect(unknownOf(fact)).toEqual({
    reason: 'not-offered',
    detail: 'a git dependency has no registry document',
  });
});

const version = (fields: object) => ({ name: 'pkg', versions: { '1.0.0': fields } });

test.each<[string, unknown]>([
  ['no object', 'text'],
  ['the document of another package', { name: 'other', versions: {} }],
  ['a name that is no text, and brings its own toString', { name: { toString: 1 }, versions: {} }],
  ['versions that are a list', { name: 'pkg', versions: [] }],
  ['a time that is text', { name: 'pkg', versions: {}, time: 'x' }],
  ['a version that is no object', { name: 'pkg', versions: { '1.0.0': 1 } }],
  ['another name in the version', version({ name: 'other', version: '1.0.0' })],
  ['another version in the version', version({ name: 'pkg', version: '2.0.0' })],
  ['a dist that is text', version({ dist: 'x' })],
])('%s is malformed', async (_what, document) => {
  expect(unknownOf(await ask(document)).reason).toBe('malformed');
});

test('fields of the wrong type are left out, and a version needs no more than to be there', async () => {
  const { version: decoded } = knownValue(
    await ask(version({ scripts: [1], deprecated: 5, gypfile: 'no', dist: { tarball: 1, shasum: 'x' } })),
  );
  expect(decoded).toEqual({
    ...{ name: 'pkg', version: '1.0.0', scripts: new Map(), dist: {} },
    ...{ signatures: [], attested: false },
  });
});

test('what no version of the package has, the registry may not pass on', async () => {
  const beside = (mine: object, other: object) =>
    ask({ name: 'pkg', versions: { '1.0.0': mine, '0.9.0': other } }).then(
      (fact) => knownValue(fact).version,
    );

  const short = await beside({}, {});
  expect([short.tellsAll, short.dependencies]).toEqual([undefined, undefined]);
  const full = await beside({}, { scripts: {}, optionalDependencies: { flint: '1' } });
  expect(full.tellsAll).toBe(true);
  expect(full.dependencies).toEqual({
    ...{ dependencies: new Map(), optionalDependencies: new Map(), peerDependencies: new Map() },
  });
  expect((await beside({ _npmUser: { name: 'ada' } }, {})).tellsAll).toBe(true);
  const { dependencies } = await beside({ dependencies: { kettle: '^1', odd: 1 } }, {});
  expect(dependencies?.dependencies).toEqual(new Map([['kettle', '^1']]));
});

test('a deprecation without a message is one; an empty message is none', async () => {
  expect(knownValue(await ask(version({ deprecated: true }))).version.deprecated).toMatch(
    /without a message/,
  );
  expect(knownValue(await ask(version({ deprecated: '' }))).version.deprecated).toBeUndefined();
});

test('too many versions are too large', async () => {
  const versions = Object.fromEntries(Array.from({ length: 100_001 }, (_, n) => [`1.0.${n}`, {}]));
  expect(unknownOf(await ask({ name: 'pkg', versions })).reason).toBe('too-large');
});

test('times in any notation become UTC, and what is no time is left out', async () => {
  const time = {
    created: '2020-01-01T00:00:00.000Z',
    '1.0.0': '2024-02-23T23:24:11.011000+01:00',
    '1.1.0': 'yesterday',
    unpublished: { time: '2024-01-01T00:00:00.000Z' },
  };
  const document = knownValue(await ask({ ...version({}), time }));
  expect(document.createdAt).toBe('2020-01-01T00:00:00.000Z');
  expect([...document.times]).toEqual([['1.0.0', '2024-02-23T22:24:11.011Z']]);
});

test('names such as __proto__ are names', async () => {
  const document = JSON.parse(
    '{"name":"__proto__","versions":{"1.0.0":{"name":"__proto__"}},"time":{"__proto__":"2020-01-01T00:00:00.000Z"},"dist-tags":{"__proto__":"1.0.0"}}',
  );
  const decoded = knownValue(await ask(document, '__proto__'));
  expect([...decoded.times.keys(), ...decoded.distTags.keys()]).toEqual(['__proto__', '__proto__']);
});

test('any JSON whatever decodes or has a flaw', () => {
  const shaped = fc.record(
    {
      name: fc.oneof(fc.constant('pkg'), fc.jsonValue()),
      versions: fc.oneof(
        fc.dictionary(fc.constantFrom('1.0.0', '__proto__', 'x'), fc.jsonValue()),
        fc.jsonValue(),
      ),
      time: fc.oneof(
        fc.dictionary(fc.string(), fc.oneof(fc.date().map(String), fc.jsonValue())),
        fc.jsonValue(),
      ),
      'dist-tags': fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(shaped, fc.jsonValue()), (document) => {
      const head = decodeHead(document, 'pkg');
      if ('reason' in head) expect(head.detail).not.toBe('');
      else decodeVersion(document as Record<string, unknown>, 'pkg', '1.0.0');
    }),
    { numRuns: 2_000 },
  );
});
