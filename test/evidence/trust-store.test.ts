import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { servicesAt } from '../../src/config/services.ts';
import { createHttp } from '../../src/evidence/http.ts';
import { openTrustStore } from '../../src/evidence/trust-store.ts';
import { refreshTrust } from '../../src/evidence/tuf-refresh.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { embedded } from '../../src/provenance/embedded.ts';
import { failureKinds, type MadeService, makeService } from '../world/service.ts';
import { createSigningKey } from '../world/signing.ts';
import { createTufRepository, type TufRepository } from '../world/tuf.ts';
import { keysTarget, trustDocument } from '../world/vouching.ts';
import { createWorld, type World } from '../world/world.ts';
import { type TempFolder, tempFolder } from './support.ts';

const npmsOwn = 'https://npm.example/';
const key = createSigningKey();
const targets = { 'trusted_root.json': embedded.trustedRoot, 'npm.example/keys.json': keysTarget(key) };

let world: World;
let folder: TempFolder;
let repository: TufRepository;
let tuf: MadeService;
let now: Date;
beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  folder = tempFolder();
  now = new Date('2026-11-20T12:00:00.000Z');
  serve(createTufRepository(targets));
});
afterEach(async () => {
  await world.close();
  await folder[Symbol.asyncDispose]();
});

function serve(next: TufRepository): void {
  repository = next;
  tuf = makeService('tuf', ({ path }) => repository.answer(path));
  world.mountService('tuf', tuf.service);
}

const clock = { now: () => now, monotonicMs: () => performance.now(), every: () => () => undefined };
const http = (npm: object = {}) =>
  createHttp({ npm: { ...npm }, userAgent: 'npq/test', clock, wait: async () => undefined });
const service = () => servicesAt({}, world.servicesUrl).tuf;
const refresh = (over: object = {}) =>
  refreshTrust({
    ...{ http: http(), service: service(), files: nodeFiles, folder: join(folder.path, 'tuf'), npmsOwn },
    ...{ root: repository.root, now: () => now, patienceMs: 30_000, ...over },
  });

describe('a refresh', () => {
  it('brings the keys of today, verified from the root that npq has', async () => {
    const trust = await refresh();
    expect(trust).toMatchObject({ origin: 'refreshed', date: now.toISOString() });
    expect('keys' in trust && trust.keys.map(({ keyId }) => keyId)).toEqual([key.keyid, key.keyid]);
  });

  it('works again from what it kept', async () => {
    await refresh();
    expect(await refresh()).toMatchObject({ origin: 'refreshed' });
  });

  it('believes nobody who signs with another root, and begins anew the next time', async () => {
    const { root } = repository;
    serve(createTufRepository(targets));
    expect(await refresh({ root })).toHaveProperty('failed');
    expect(existsSync(join(folder.path, 'tuf'))).toBe(false);
    expect(await refresh()).toMatchObject({ origin: 'refreshed' });
  });

  it('believes no target that is not the signed one, and nothing that has expired', async () => {
    repository.swapTarget('keys.json', keysTarget(createSigningKey()));
    expect(await refresh()).toHaveProperty('failed');
    serve(createTufRepository(targets, '2020-01-01T00:00:00Z'));
    expect(await refresh()).toHaveProperty('failed');
  });

  it('does not understand a root that is none', async () => {
    serve(createTufRepository({ ...targets, 'trusted_root.json': { tlogs: 'none' } }));
    expect(await refresh()).toEqual({ failed: 'what it serves is not understood' });
  });

  it.each(Object.keys(failureKinds))('that fails is told and never thrown: %s', async (kind) => {
    const failure = failureKinds[kind];
    if (!failure) throw new Error(kind);
    tuf.fail(/./, failure);
    expect(await refresh({ patienceMs: 1_000 })).toHaveProperty('failed');
  });

  it('that does not come is not waited for', async () => {
    tuf.fail(/./, { kind: 'hang' });
    expect(await refresh({ patienceMs: 100 })).toEqual({ failed: 'it did not answer in time' });
  });
});

describe('the trust of a run', () => {
  const store = (vars: Record<string, string> = {}, npm: object = {}, root?: string) =>
    openTrustStore({
      host: { files: nodeFiles, clock, env: { vars } },
      folders: { config: folder.path, cache: join(folder.path, 'cache') },
      ...{ http: http(npm), service: service(), npmsOwn, patienceMs: 30_000 },
      ...(root === undefined ? {} : { root }),
    });
  const asked = () => world.requests.length;

  it('is what npq brings along where nothing newer can be had', async () => {
    const { trust, notes } = await store({}, { offline: true });
    expect((await trust()).origin).toBe('embedded');
    expect(notes).toEqual([]);
    expect(asked()).toBe(0);
  });

  it('is refreshed once a day, and what was refreshed last is taken where that fails', async () => {
    const open = () => store({}, {}, repository.root).then(({ trust }) => trust());
    const first = await open();
    expect(first.origin).toBe('refreshed');
    const before = asked();
    now = new Date(now.getTime() + 24 * 3_600_000 - 1);
    expect(await open()).toEqual(first);
    expect(asked()).toBe(before);
    now = new Date(now.getTime() + 1);
    tuf.fail(/./, { kind: 'status', status: 500 });
    expect(await open()).toEqual(first);
    expect(asked()).toBeGreaterThan(before);
  });

  it('is not waited for by every run where nobody answers: for four hours nobody is asked again', async () => {
    const open = () => store({}, {}, repository.root).then(({ trust }) => trust());
    const failing = tuf.fail(/./, { kind: 'status', status: 500 });
    expect((await open()).origin).toBe('embedded');
    const before = asked();
    now = new Date(now.getTime() + 4 * 3_600_000 - 1);
    expect((await open()).origin).toBe('embedded');
    expect(asked()).toBe(before);
    failing.stop();
    now = new Date(now.getTime() + 1);
    expect((await open()).origin).toBe('refreshed');
  });

  it('does not believe a repository that the root of npq does not vouch for', async () => {
    const { trust } = await store();
    expect((await trust()).origin).toBe('embedded');
    expect(asked()).toBeGreaterThan(0);
  });

  it('says so when it is old: a day less than 120 is not', async () => {
    const days = (count: number) => new Date(Date.parse(embedded.date) + count * 24 * 3_600_000);
    now = new Date(days(120).getTime() - 1);
    const young = await store({}, { offline: true });
    await young.trust();
    expect(young.notes).toEqual([]);
    now = days(120);
    const old = await store({}, { offline: true });
    await old.trust();
    expect(old.notes.join()).toContain(`keys of ${embedded.date}, which is long ago`);
  });

  it("is the user's own file, by variable or by place, and then nobody is asked", async () => {
    const document = JSON.stringify(trustDocument(world.url, key, { ...embedded.trustedRoot }));
    const file = join(folder.path, 'elsewhere.json');
    writeFileSync(file, document);
    expect(await (await store({ NPQ_TRUSTED_ROOT: file })).trust()).toMatchObject({ origin: 'file' });
    writeFileSync(join(folder.path, 'trusted-root.json'), document);
    const { keys } = await (await store()).trust();
    expect(keys[0]).toMatchObject({ registry: world.url, keyId: key.keyid });
    expect(asked()).toBe(0);
  });

  it.each([
    ['is missing', undefined],
    ['is no JSON', 'trust me'],
    ['has another form', '{"date":"2026-01-01"}'],
    ['has an unknown key', '{"date":"2026-01-01","trustedRoot":{},"registries":[],"more":1}'],
  ])('is never guessed where that file %s', async (_what, text) => {
    const file = join(folder.path, 'broken.json');
    if (text !== undefined) writeFileSync(file, text);
    await expect(store({ NPQ_TRUSTED_ROOT: file })).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('is never read from a relative path, which a project could fill', async () => {
    await expect(store({ NPQ_TRUSTED_ROOT: 'trusted-root.json' })).rejects.toMatchObject({
      code: 'config-invalid',
    });
  });
});
