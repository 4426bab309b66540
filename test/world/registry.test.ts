import { createPublicKey, verify } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, jsonOf } from './client.ts';
import { createWorld, type World } from './world.ts';

const ABBREVIATED = 'application/vnd.npm.install-v1+json';
let world: World;

beforeEach(async () => {
  world = await createWorld({
    packages: ['sprout', 'tidy-logger', 'nodeaddon', 'hookline', 'old-faithful', 'basket'],
  });
});

afterEach(async () => {
  await world.close();
  expect(world.errors).toEqual([]);
});

const get = (path: string, headers: Record<string, string> = {}) => ask(world.url + path, { headers });
const full = async (name: string) => jsonOf(await get(name));
const abbreviated = async (name: string) =>
  jsonOf(await get(name, { accept: `${ABBREVIATED}; q=1.0, application/json; q=0.8` }));

describe('the full packument', () => {
  test('has times, publishers and maintainers of a whole history', async () => {
    const doc = await full('tidy-logger');
    expect(doc['dist-tags']).toEqual({ latest: '1.1.0', next: '2.0.0-beta.1' });
    expect(doc.time).toEqual({
      created: '2023-02-01T09:00:00.000Z',
      modified: '2024-01-08T08:00:00.000Z',
      '1.0.0': '2023-02-01T09:00:00.000Z',
      '1.0.1': '2023-03-11T09:30:00.000Z',
      '1.1.0': '2023-09-20T16:05:00.000Z',
      '2.0.0-beta.1': '2024-01-08T08:00:00.000Z',
    });
    expect(doc.versions['1.0.1']._npmUser).toEqual({ name: 'ada', email: 'ada@mail.example' });
    expect(doc.maintainers).toEqual([{ name: 'ada', email: 'ada@mail.example' }]);
    expect(doc.versions['1.1.0'].author).toEqual({ name: 'Ada', email: 'ada@mail.example' });
    expect((await full('sprout')).versions['1.2.0']._npmUser.trustedPublisher.id).toBe('github');
  });

  test('has no hasInstallScript, which only the abbreviated one says', async () => {
    expect((await full('hookline')).versions['2.0.0']).not.toHaveProperty('hasInstallScript');
    expect((await abbreviated('hookline')).versions['2.0.0'].hasInstallScript).toBe(true);
    expect((await abbreviated('sprout')).versions['1.2.0']).not.toHaveProperty('hasInstallScript');
  });

  test('is normalised as npm publish does it, the tarball is not', async () => {
    const sprout = (await full('sprout')).versions['1.2.0'];
    expect(sprout.bin).toEqual({ sprout: 'bin/sprout.js' });
    expect(sprout.repository).toEqual({ type: 'git', url: 'https://forge.example/ada/sprout.git' });
    const basket = (await full('basket')).versions['1.0.0'];
    expect(basket.bundleDependencies).toEqual(['acorn-cap']);
    expect(basket).not.toHaveProperty('bundledDependencies');
  });

  test('gives a package with a .gyp file the script that npm would run', async () => {
    const addon = (await full('nodeaddon')).versions['3.1.0'];
    expect(addon.scripts).toEqual({ install: 'node-gyp rebuild' });
    expect(addon.gypfile).toBe(true);
    const files = { 'binding.gyp': '{}' };
    const publish = (version: string, more: object) => {
      world.registry().publish({ name: 'gyp', version, files, ...more });
    };
    publish('1.0.0', { writesGypScript: false });
    publish('1.0.1', { manifest: { scripts: { preinstall: 'node x.js' } } });
    publish('1.0.2', { manifest: { gypfile: false } });
    const { versions } = await full('gyp');
    expect(versions['1.0.0']).not.toHaveProperty('scripts');
    expect(versions['1.0.1'].scripts).toEqual({ preinstall: 'node x.js' });
    expect(versions['1.0.2']).not.toHaveProperty('scripts');
  });
});

describe('the abbreviated packument', () => {
  test('is asked for by Accept, and lacks what is not needed to install', async () => {
    const answer = await get('sprout', { accept: ABBREVIATED });
    expect(answer.headers['content-type']).toBe(ABBREVIATED);
    const doc = jsonOf(answer);
    expect(Object.keys(doc).sort()).toEqual(['dist-tags', 'modified', 'name', 'versions']);
    expect(Object.keys(doc.versions['1.2.0']).sort()).toEqual(
      [
        '_hasShrinkwrap',
        'bin',
        'dependencies',
        'devDependencies',
        'directories',
        'dist',
        'engines',
        'name',
        'version',
      ].sort(),
    );
  });

  test('keeps deprecation', async () => {
    expect((await abbreviated('old-faithful')).versions['0.9.2'].deprecated).toBe('use tidy-logger instead');
    world.registry().deprecate('old-faithful', '0.9.2', undefined);
    expect((await abbreviated('old-faithful')).versions['0.9.2']).not.toHaveProperty('deprecated');
  });
});

describe('over HTTP', () => {
  test('ETag and If-None-Match give 304, until the document changes', async () => {
    const { etag = '' } = (await get('sprout')).headers;
    const again = await get('sprout', { 'if-none-match': etag });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    world.registry().setTag('sprout', 'old', '1.0.0');
    const changed = await get('sprout', { 'if-none-match': etag });
    expect([changed.status, jsonOf(changed)._rev]).toEqual([200, `3-${'0'.repeat(32)}`]);
  });

  test('documents are zipped for those who accept it, tarballs never', async () => {
    expect((await get('sprout', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip');
    expect((await get('sprout')).headers).not.toHaveProperty('content-encoding');
    const tarball = await get('sprout/-/sprout-1.2.0.tgz', { 'accept-encoding': 'gzip' });
    expect(tarball.headers).not.toHaveProperty('content-encoding');
  });

  test('a scoped name is found under both spellings', async () => {
    const { tarballUrl } = world.registry().publish({ name: '@acme/tool', version: '1.0.0' });
    expect(tarballUrl).toBe(`${world.url}@acme/tool/-/tool-1.0.0.tgz`);
    for (const path of ['@acme%2ftool', '@acme%2Ftool', '@acme/tool'])
      expect((await full(path)).name).toBe('@acme/tool');
    for (const path of ['@acme/tool/-/tool-1.0.0.tgz', '@acme%2ftool/-/tool-1.0.0.tgz']) {
      expect((await get(path)).status).toBe(200);
    }
  });

  test('one version and one tag are documents of their own', async () => {
    expect((await full('tidy-logger/1.0.1')).version).toBe('1.0.1');
    expect((await full('tidy-logger/next')).version).toBe('2.0.0-beta.1');
  });

  test('ping, keys, and no attestations yet', async () => {
    expect((await get('-/ping')).status).toBe(200);
    expect((await get('-/npm/v1/attestations/sprout@1.2.0')).status).toBe(404);
    const { keys } = await full('-/npm/v1/keys');
    expect(keys).toEqual([
      {
        expires: null,
        keyid: world.key.keyid,
        keytype: 'ecdsa-sha2-nistp256',
        scheme: 'ecdsa-sha2-nistp256',
        key: world.key.publicKey,
      },
    ]);
  });
});

describe('signatures', () => {
  const holds = async (path: string, version: string) => {
    const { name, versions } = await full(path);
    const { integrity, signatures } = versions[version].dist;
    const { keys } = await full('-/npm/v1/keys');
    expect(signatures[0].keyid).toBe(keys[0].keyid);
    const key = createPublicKey({ key: Buffer.from(keys[0].key, 'base64'), format: 'der', type: 'spki' });
    const text = Buffer.from(`${name}@${version}:${integrity}`);
    return verify('sha256', text, key, Buffer.from(signatures[0].sig, 'base64'));
  };

  test('hold for name, version and integrity under the key that is served', async () => {
    expect(await holds('sprout', '1.2.0')).toBe(true);
  });

  test('can be wrong, of another version, or absent', async () => {
    const registry = world.registry();
    registry.publish({ name: 'wrong', version: '1.0.0', signature: 'wrong-key' });
    registry.publish({ name: 'moved', version: '1.0.0', signature: 'wrong-subject' });
    registry.publish({ name: 'bare', version: '1.0.0', signature: 'none', dist: { integrity: null } });
    expect(await holds('wrong', '1.0.0')).toBe(false);
    expect(await holds('moved', '1.0.0')).toBe(false);
    expect(Object.keys((await full('bare')).versions['1.0.0'].dist).sort()).toEqual(
      ['fileCount', 'shasum', 'tarball', 'unpackedSize'].sort(),
    );
  });
});

describe('a registry that changes', () => {
  test('unpublish takes a version away but not its time, and moves latest', async () => {
    world.registry().unpublish('sprout', '1.2.0');
    const doc = await full('sprout');
    expect(Object.keys(doc.versions)).toEqual(['1.0.0']);
    expect(doc['dist-tags']).toEqual({ latest: '1.0.0' });
    expect(doc.time['1.2.0']).toBe('2024-02-17T12:45:00.000Z');
    expect((await get('sprout/-/sprout-1.2.0.tgz')).status).toBe(404);
  });

  test('unpublish of everything leaves the note of it', async () => {
    world.registry().unpublish('sprout', undefined, '2025-01-01T00:00:00.000Z');
    const doc = await full('sprout');
    expect(doc).not.toHaveProperty('versions');
    expect(doc.time.unpublished).toEqual({
      name: 'ada',
      time: '2025-01-01T00:00:00.000Z',
      versions: ['1.0.0', '1.2.0'],
    });
  });

  test('a document can disagree with its tarball', async () => {
    const registryManifest = { dependencies: { evil: '1.0.0' }, license: null };
    world
      .registry()
      .publish({ name: 'two-faced', version: '1.0.0', manifest: { license: 'MIT' }, registryManifest });
    const shown = (await full('two-faced')).versions['1.0.0'];
    expect(shown.dependencies).toEqual({ evil: '1.0.0' });
    expect(shown).not.toHaveProperty('license');
  });

  test('tags are set as asked, and a first version is always latest', async () => {
    world.registry().publish({ name: 'pre', version: '1.0.0-rc.1', tags: ['rc'] });
    expect((await full('pre'))['dist-tags']).toEqual({ rc: '1.0.0-rc.1', latest: '1.0.0-rc.1' });
  });

  test('without times given, versions are 30 days apart', async () => {
    for (const version of ['1.0.0', '1.1.0']) world.registry().publish({ name: 'steady', version });
    const { time } = await full('steady');
    expect([time['1.0.0'], time['1.1.0']]).toEqual(['2022-03-01T12:00:00.000Z', '2022-03-31T12:00:00.000Z']);
  });
});

describe('audit', () => {
  const audit = (body: object) =>
    ask(`${world.url}-/npm/v1/security/advisories/bulk`, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
      body: gzipSync(JSON.stringify(body)),
    });

  test('answers {} until told otherwise, then what lies in the range', async () => {
    expect(jsonOf(await audit({ sprout: ['1.0.0'] }))).toEqual({});
    world.registry().advise({ name: 'sprout', vulnerable: '<1.2.0', id: 7, severity: 'critical' });
    const found = jsonOf(await audit({ sprout: ['1.0.0', '1.2.0'], pebble: ['1.0.0'] }));
    expect(Object.keys(found)).toEqual(['sprout']);
    expect(found.sprout[0]).toMatchObject({ id: 7, severity: 'critical', vulnerable_versions: '<1.2.0' });
    expect(jsonOf(await audit({ sprout: ['1.2.0'] }))).toEqual({});
    expect(world.requests.at(-1)?.body).toBe('{"sprout":["1.2.0"]}');
  });
});

describe('the older audit', () => {
  test('finds the same in a tree', async () => {
    world.registry().advise({ name: 'pebble', vulnerable: '<2', id: 7, severity: 'low' });
    const tree = {
      dependencies: { sprout: { version: '1.2.0', dependencies: { pebble: { version: '1.0.3' } } } },
    };
    const url = `${world.url}-/npm/v1/security/audits/quick`;
    const { advisories, metadata } = jsonOf(await ask(url, { method: 'POST', body: JSON.stringify(tree) }));
    expect(advisories['7']).toMatchObject({
      module_name: 'pebble',
      findings: [{ version: '1.0.3', paths: ['sprout>pebble'] }],
    });
    expect([metadata.vulnerabilities.low, metadata.totalDependencies]).toEqual([1, 2]);
  });
});

describe('a thin mirror', () => {
  test('has five keys, package.json for a version, and its own times', async () => {
    world.registry().serveThin('2024-02-23T22:24:11.011Z');
    const doc = await abbreviated('nodeaddon');
    expect(Object.keys(doc)).toEqual(['_id', 'name', 'dist-tags', 'versions', 'time']);
    expect(doc.time).toEqual({ '3.1.0': '2024-02-23T22:24:11.011000+00:00' });
    expect(Object.keys(doc.versions['3.1.0'])).toEqual([
      'name',
      'version',
      'description',
      'license',
      'main',
      'dist',
    ]);
    expect(Object.keys(doc.versions['3.1.0'].dist)).toEqual(['integrity', 'shasum', 'tarball']);
    expect((await get('-/npm/v1/keys')).status).toBe(404);
  });
});
