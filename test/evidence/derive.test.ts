import { expect, test } from 'vitest';
import { derivations } from '../../src/evidence/derive.ts';
import type { RegistryDocument } from '../../src/evidence/registry-document.ts';
import { type Fact, known, unknown } from '../../src/model/fact.ts';
import { everyFeed, knownValue, now, unknownOf } from './support.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const later = (ms: number) => new Date(now.getTime() + ms).toISOString();

const believed: Fact<true> = known(true, 'registry-profile', now);

function history(publishedAt: string | undefined, createdAt?: string, times: Fact<true> = believed) {
  const at = new Map(publishedAt === undefined ? [] : [['1.0.0', publishedAt]]);
  const document: RegistryDocument = {
    ...{ name: 'pkg', distTags: new Map(), strengths: new Map(), times: at },
    ...(createdAt === undefined ? {} : { createdAt }),
    history: [...at].map(([version, time]) => ({ version, at: time })),
    version: { name: 'pkg', version: '1.0.0', scripts: new Map(), dist: {}, signatures: [], attested: false },
  };
  const silent = () => unknown('offline', 'test', '');
  const learned = {
    ...{ tarball: silent, signatures: silent, attestations: silent, previousAttestations: silent },
    packument: () => known(document, 'packument', now),
    downloads: () => unknown('offline', 'downloads', ''),
    domains: () => unknown('offline', 'domains', ''),
    startedFiles: () => unknown('offline', 'started-files', ''),
    previousInstall: () => unknown('offline', 'previous-install', ''),
    previousContent: () => unknown('offline', 'previous-content', ''),
    filesOnDisk: () => unknown('offline', 'disk', ''),
    ...everyFeed((name) => () => unknown('offline', name, '')),
    timesBelieved: () => times,
    deprecationsTold: () => believed,
    attestationsTold: () => believed,
  };
  return derivations.publishHistory.derive(learned, '1.0.0', now);
}

test('the publish history is what the registry says, learned when the document was', () => {
  const fact = history(later(-day), later(-2 * day));
  expect(knownValue(fact)).toEqual({
    publishedAt: later(-day),
    createdAt: later(-2 * day),
    versions: [{ version: '1.0.0', at: later(-day) }],
  });
  expect(fact).toMatchObject({ source: 'packument', at: now.toISOString() });
});

test('times of a registry that is not believed are not passed on', () => {
  const not = unknown('not-offered', 'registry-profile', 'it puts in its own day');
  expect(unknownOf(history(later(-day), undefined, not))).toEqual({
    reason: 'not-offered',
    detail: 'it puts in its own day',
  });
});

test('a version without a time', () => {
  expect(unknownOf(history(undefined)).reason).toBe('not-offered');
});

test('a time in the future is implausible, beyond what clocks differ by', () => {
  expect(knownValue(history(later(5 * minute))).publishedAt).toBe(later(5 * minute));
  expect(unknownOf(history(later(5 * minute + 1))).reason).toBe('implausible');
});

test('a time before the package came to exist is implausible, by more than a day', () => {
  const created = later(-10 * day);
  expect(knownValue(history(later(-11 * day), created)).publishedAt).toBe(later(-11 * day));
  expect(unknownOf(history(later(-11 * day - 1), created))).toMatchObject({
    reason: 'implausible',
    detail: expect.stringContaining('before the package came to exist'),
  });
});
