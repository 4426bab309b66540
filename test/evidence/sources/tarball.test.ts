import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempProject } from '../../world/npm.ts';
import { createWorld } from '../../world/world.ts';
import { knownValue, planned, tempFolder, unknownOf } from '../support.ts';
import { read } from './read-package.ts';

test('the bytes of the registry are read, bound by what it publishes', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const published = world.registry().publish({
    ...{ name: '@acme/pkg', version: '1.0.0', files: { 'setup.js': 'go()' } },
    manifest: { scripts: { postinstall: 'node setup.js' } },
  });
  const content = knownValue(await read(planned('@acme/pkg', '1.0.0'), { world, folder }));
  expect(content.sha512).toBe(published.integrity);
  expect(content.packedSize).toBe(published.tarball.length);
  expect(content.manifest.scripts.get('postinstall')).toBe('node setup.js');
  expect([...content.files.keys()].sort()).toEqual(['package.json', 'setup.js']);
  expect(world.errors).toEqual([]);
});

test("npm's own cache then has it, and the document is not read again for it", async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  await using project = tempProject();
  const spec = { name: 'pkg', version: '1.0.0' };
  world.registry().publish(spec);
  world.registry().publish({ ...spec, name: 'old', dist: { integrity: null } });
  world.registry().setMaxAge(0);
  const options = { cache: join(project.home, 'cache', '_cacache'), allowRemote: 'none' };
  for (const name of ['pkg', 'old']) {
    knownValue(await read(planned(name, '1.0.0'), { world, folder, options }));
  }
  expect(world.requests.map(({ url }) => url.slice(world.url.length))).toEqual([
    ...['pkg', 'pkg/-/pkg-1.0.0.tgz'],
    ...['old', 'old/-/old-1.0.0.tgz'],
  ]);
  const flags = ['--offline', `--registry=${world.url}`];
  const { code, stderr } = await project.npm(['install', 'pkg', 'old', ...flags]);
  expect([code, stderr]).toEqual([0, '']);
  expect(project.exists('node_modules/old/package.json')).toBe(true);
});

test('a second look finds it there too', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const { integrity } = world.registry().publish({ name: 'pkg', version: '1.0.0' });
  const pkg = planned('pkg', '1.0.0', { integrity });
  await read(pkg, { world, folder });
  const fact = await read(pkg, { world, folder, options: { offline: true } });
  expect(knownValue(fact).sha512).toBe(integrity);
});

test('a package that has only a sha1 is checked by it, and gets our sha512', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const published = world.registry().publish({ name: 'old', version: '1.0.0', dist: { integrity: null } });
  expect(knownValue(await read(planned('old', '1.0.0'), { world, folder })).sha512).toBe(published.integrity);
  const { tarball } = world.registry().publish({ name: 'other', version: '1.0.0' });
  world.registry().swapTarball('old', '1.0.0', tarball);
  await using fresh = tempFolder();
  const fact = await read(planned('old', '1.0.0'), { world, folder: fresh });
  expect(unknownOf(fact).reason).toBe('integrity-mismatch');
});

test('other bytes than promised are a mismatch, be they a tarball or not', async () => {
  await using world = await createWorld();
  const { tarball } = world.registry().publish({ name: 'other', version: '1.0.0' });
  for (const bytes of [tarball, Buffer.from('no tarball at all'.repeat(99))]) {
    await using folder = tempFolder();
    world.registry().publish({ name: 'pkg', version: '1.0.0' });
    world.registry().swapTarball('pkg', '1.0.0', bytes);
    const fact = await read(planned('pkg', '1.0.0'), { world, folder });
    expect(unknownOf(fact).reason).toBe('integrity-mismatch');
  }
});

test('a lockfile that promises other bytes than the registry is a mismatch, even with those in the cache', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  world.registry().setMaxAge(0);
  const evil = world.registry().publish({ name: 'pkg', version: '1.0.0', files: { 'evil.js': '' } });
  await read(planned('pkg', '1.0.0'), { world, folder });
  world.registry().publish({ name: 'pkg', version: '1.0.0' });
  const locked = planned('pkg', '1.0.0', { integrity: evil.integrity, locked: true });
  const fact = await read(locked, { world, folder });
  expect(unknownOf(fact)).toEqual({
    reason: 'integrity-mismatch',
    detail: expect.stringMatching(/in the lockfile, but sha512-.* at the registry/),
  });
});

test('a tarball on another host is read where the registry itself says so', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const cdn = world.foreign();
  const tarball = `${cdn.url}files/pkg.tgz`;
  const published = world.registry().publish({ name: 'pkg', version: '1.0.0', dist: { tarball } });
  cdn.serve('/files/pkg.tgz', published.tarball);
  expect(knownValue(await read(planned('pkg', '1.0.0'), { world, folder })).sha512).toBe(published.integrity);
  expect(cdn.hits()).toBe(1);
});

test.each([
  'file:///etc/passwd',
  'git+ssh://git@registry.example/a/b.git',
  'https://github.com/user/repo',
  'nonsense',
  'javascript:alert(1)',
])('%s is no address of a tarball, and is not asked', async (tarball) => {
  await using world = await createWorld();
  await using folder = tempFolder();
  world.registry().publish({ name: 'pkg', version: '1.0.0', dist: { tarball } });
  expect(unknownOf(await read(planned('pkg', '1.0.0'), { world, folder })).reason).toBe('malformed');
});

test('a version without a tarball, and integrities that are none', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  world.registry().publish({ name: 'pkg', version: '1.0.0', dist: { tarball: null } });
  expect(unknownOf(await read(planned('pkg', '1.0.0'), { world, folder })).reason).toBe(
    'promised-but-missing',
  );
  world.registry().publish({ name: 'odd', version: '1.0.0', dist: { integrity: 'trust me' } });
  expect(unknownOf(await read(planned('odd', '1.0.0'), { world, folder })).reason).toBe('malformed');
  world.registry().publish({ name: 'good', version: '1.0.0' });
  const odd = planned('good', '1.0.0', { integrity: 'trust me' });
  expect(unknownOf(await read(odd, { world, folder })).reason).toBe('malformed');
});

test('without a document there is no tarball, for the same reason', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  world.registry().fail('pkg', { kind: 'status', status: 429 });
  expect(unknownOf(await read(planned('pkg', '1.0.0'), { world, folder })).reason).toBe('rate-limited');
});

test('an endless body is cut off, and its connection closed', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  let hungUp = () => {};
  const closed = new Promise<void>((resolve) => {
    hungUp = resolve;
  });
  const server = createServer((_request, response) => {
    const more = () => response.write(Buffer.alloc(16_384, 'x'));
    response.on('drain', more).on('close', () => hungUp());
    more();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/endless.tgz`;
  const pkg = planned('pkg', '1.0.0', { origin: { kind: 'remote', url, host: new URL(url).host } });
  const fact = await read(pkg, { world, folder, limits: { drainBytes: 1_000_000 } });
  expect(unknownOf(fact).reason).toBe('malformed');
  await closed;
  server.close();
});

test('a tarball that does not come, or not whole', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  world.registry().publish({ name: 'pkg', version: '1.0.0' });
  const failing = world.registry().fail({ package: 'pkg', what: 'tarball' }, { kind: 'hang' });
  const slow = await read(planned('pkg', '1.0.0'), { world, folder, options: { timeout: 300 } });
  expect(unknownOf(slow).reason).toBe('timeout');
  failing.stop();
  world.registry().fail({ package: 'pkg', what: 'tarball' }, { kind: 'truncate' });
  const cut = unknownOf(await read(planned('pkg', '1.0.0'), { world, folder }));
  expect(['integrity-mismatch', 'http-error']).toContain(cut.reason);
});
