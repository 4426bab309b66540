import { expect, test } from 'vitest';
import { type GatherInput, gather, type Sources } from '../../src/evidence/gather.ts';
import type { NeedKey, SignatureStanding, TarballContent } from '../../src/evidence/needs.ts';
import type { RegistryDocument } from '../../src/evidence/registry-document.ts';
import type { Source } from '../../src/evidence/source.ts';
import { known, unknown } from '../../src/model/fact.ts';
import type { PlannedPackage } from '../../src/model/plan.ts';
import { undescribed } from '../checks/given.ts';
import { everyFeed, knownValue, now, planned, unknownOf } from './support.ts';

const content: TarballContent = {
  ...{ sha512: '', packedSize: 0, unpackedSize: 0, files: new Map(), oddities: [] },
  manifest: { name: 'a', version: '1.0.0', scripts: new Map(), bundled: [], ...undescribed },
};

function documentOf(pkg: PlannedPackage): RegistryDocument {
  const { name, version } = pkg;
  return {
    ...{
      name,
      distTags: new Map(),
      strengths: new Map(),
      times: new Map([[version, '2024-01-01T00:00:00.000Z']]),
      history: [],
    },
    version: { name, version, scripts: new Map(), dist: {}, signatures: [], attested: false },
  };
}

interface Recorded<T> extends Source<T> {
  readonly batches: (readonly string[])[];
  most: number;
}

function source<T>(
  id: string,
  value: (pkg: PlannedPackage) => T,
  over: Partial<Source<T>> = {},
): Recorded<T> {
  let running = 0;
  const recorded: Recorded<T> = {
    ...{ id, batchSize: 1, concurrency: 40, audience: 'registry', batches: [], most: 0 },
    async load(packages) {
      running += 1;
      recorded.most = Math.max(recorded.most, running);
      recorded.batches.push(packages.map(({ key }) => key));
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      return new Map(packages.map((pkg) => [pkg.key, known(value(pkg), id, now)]));
    },
    ...over,
  };
  return recorded;
}

function setting(over: Partial<Omit<GatherInput, 'sources'>> & { readonly sources?: Partial<Sources> } = {}) {
  const packument = source('packument', documentOf);
  const tarball = source('tarball', () => content);
  const downloads = source('downloads', () => ({ weekly: 1, until: '2026-05-30' }));
  const domains = source('domains', () => []);
  const signatures = source<SignatureStanding>('signatures', () => ({
    kind: 'missing',
    because: 'signed-before',
  }));
  const none = source('attestations', () => ({ kind: 'none' as const }));
  const asked: string[] = [];
  const input: GatherInput = {
    packages: [planned('a', '1.0.0'), planned('b', '1.0.0')],
    needs: new Set<NeedKey>(['versionDocument', 'publishHistory', 'tarball', 'projectScripts']),
    profile: async (registry) => {
      asked.push(registry);
      return known(true, 'registry-profile', now);
    },
    now,
    ...over,
    sources: {
      ...{ packument, tarball, downloads, domains, signatures },
      ...{ attestations: none, previousAttestations: none },
      startedFiles: source('started-files', () => ({ files: [], unresolved: false })),
      previousInstall: source('previous-install', () => ({ releases: [] })),
      previousContent: source('previous-content', () => ({ releases: [] })),
      filesOnDisk: source('disk', () => ({ differing: [] })),
      ...everyFeed((name) => source(name, () => ({ advisories: [] }))),
      ...over.sources,
    },
  };
  return { input, packument, tarball, asked };
}

test('each fact comes from its source', async () => {
  const { input, asked } = setting();
  const evidence = await gather(input);
  const [a] = input.packages as [PlannedPackage];
  expect(knownValue(evidence.fact(a, 'versionDocument')).name).toBe('a');
  expect(knownValue(evidence.fact(a, 'publishHistory')).publishedAt).toBe('2024-01-01T00:00:00.000Z');
  expect(knownValue(evidence.fact(a, 'tarball'))).toBe(content);
  expect(evidence.read(a, 'tarball')).toBe(content);
  expect(asked).toEqual(['https://registry.example/']);
});

test('a source that nobody needs is not asked, and neither is the registry profile', async () => {
  const { input, tarball, packument, asked } = setting({ needs: new Set<NeedKey>(['versionDocument']) });
  await gather(input);
  expect([tarball.batches.length, packument.batches.length, asked.length]).toEqual([0, 2, 0]);
});

test('needs may differ from package to package', async () => {
  const { input, tarball, packument } = setting({
    needs: (pkg) => new Set<NeedKey>(pkg.name === 'a' ? ['tarball'] : []),
  });
  const evidence = await gather(input);
  expect([tarball.batches, packument.batches]).toEqual([[['a@1.0.0']], []]);
  expect(evidence.read(planned('b', '1.0.0'), 'tarball')).toBeUndefined();
});

test('a package that is there twice is loaded once', async () => {
  const { input, packument } = setting({ packages: [planned('a', '1.0.0'), planned('a', '1.0.0')] });
  await gather(input);
  expect(packument.batches).toEqual([['a@1.0.0']]);
});

test('batches and concurrency are what the source says', async () => {
  const packages = Array.from({ length: 25 }, (_, n) => planned(`p${n}`, '1.0.0'));
  const packument = source('packument', documentOf, { batchSize: 4, concurrency: 3 });
  const { input } = setting({ packages, sources: { packument } });
  await gather(input);
  expect(packument.batches.map((batch) => batch.length)).toEqual([4, 4, 4, 4, 4, 4, 1]);
  expect(packument.most).toBe(3);
});

test('a third party never sees a private name; its own registry does', async () => {
  const packages = [planned('secret', '1.0.0', { private: true }), planned('a', '1.0.0')];
  const third = source('packument', documentOf, { audience: 'third-party' });
  const { input, tarball } = setting({ packages, sources: { packument: third } });
  const evidence = await gather(input);
  expect(third.batches).toEqual([['a@1.0.0']]);
  expect(tarball.batches.flat()).toContain('secret@1.0.0');
  expect(unknownOf(evidence.fact(planned('secret', '1.0.0'), 'versionDocument')).reason).toBe('private');
});

test('progress counts a package when every source has answered for it', async () => {
  const steps: string[] = [];
  const { input } = setting({ onProgress: (done, total) => steps.push(`${done}/${total}`) });
  await gather(input);
  expect(steps).toEqual(['0/2', '0/2', '1/2', '2/2']);
});

test('an unknown fact stays one, with its reason', async () => {
  const packument = source('packument', documentOf, {
    load: async (packages) =>
      new Map(packages.map(({ key }) => [key, unknown('timeout', 'packument', 'too slow')])),
  });
  const { input } = setting({ sources: { packument } });
  const evidence = await gather(input);
  const [a] = input.packages as [PlannedPackage];
  for (const key of ['versionDocument', 'publishHistory'] as const) {
    expect(unknownOf(evidence.fact(a, key))).toEqual({ reason: 'timeout', detail: 'too slow' });
    expect(evidence.read(a, key)).toBeUndefined();
  }
});

test('a source that forgets a package, or throws, is a bug', async () => {
  const forgetful = source('packument', documentOf, { load: async () => new Map() });
  await expect(gather(setting({ sources: { packument: forgetful } }).input)).rejects.toThrow(
    'the source packument gave no answer for a@1.0.0',
  );
  const broken = source('packument', documentOf, { load: () => Promise.reject(new TypeError('oops')) });
  await expect(gather(setting({ sources: { packument: broken } }).input)).rejects.toThrow('oops');
});

test('a fact that nobody declared to need cannot be had', async () => {
  const { input } = setting({ needs: new Set<NeedKey>(['tarball']) });
  const evidence = await gather(input);
  const [a] = input.packages as [PlannedPackage];
  expect(() => evidence.fact(a, 'versionDocument')).toThrow('versionDocument of a@1.0.0 was not gathered');
});
