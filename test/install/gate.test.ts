import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Gate, openGate } from '../../src/install/gate.ts';
import type { VettedPackage } from '../../src/install/vetted.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { ask, jsonOf } from '../world/client.ts';
import { createWorld, type Published, type World } from '../world/world.ts';
import { configIn, hostIn, projectAt, registryPackage } from './gated.ts';

let world: World;
let project: ReturnType<typeof projectAt>;
let gate: Gate;
let lantern: Published;

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  const registry = world.registry('public');
  lantern = registry.publish({
    name: 'lantern',
    version: '1.0.0',
    manifest: { scripts: { install: 'node build.js' }, license: 'ISC' },
  });
  registry.publish({ name: 'lantern', version: '1.0.1' });
  project = projectAt(world.url);
  gate = await open([vetted(lantern)]);
});

afterEach(async () => {
  await gate.close();
  await world.close();
  project.dispose();
});

function vetted({ name, version, integrity }: Published): VettedPackage {
  return { package: registryPackage(name, version, integrity), integrity };
}

async function open(packages: readonly VettedPackage[], wantedTags = new Map()): Promise<Gate> {
  const { flat } = await configIn(project, ['install']);
  const packuments = createPackumentStore(flat);
  return openGate({ host: hostIn(project), vetted: packages, packuments, options: flat, wantedTags });
}

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  ask(`${gate.url}${path}`, { headers });

test('a document lists vetted versions only, with what npm needs of them', async () => {
  const answer = await get('lantern');
  expect(answer.status).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  const { integrity, shasum, tarballUrl, publishedAt } = lantern;
  expect(jsonOf(answer)).toEqual({
    _id: 'lantern',
    name: 'lantern',
    'dist-tags': {},
    versions: {
      '1.0.0': {
        ...{ name: 'lantern', version: '1.0.0', license: 'ISC', scripts: { install: 'node build.js' } },
        ...{ _hasShrinkwrap: false, dist: { integrity, shasum, tarball: tarballUrl } },
      },
    },
    time: { created: publishedAt, modified: expect.any(String), '1.0.0': publishedAt },
  });
});

test('a tag that the plan read otherwise than the registry means what the plan took', async () => {
  await gate.close();
  gate = await open([vetted(lantern)], new Map([['lantern', new Map([['latest', '1.0.0']])]]));
  expect(jsonOf(await get('lantern'))['dist-tags']).toEqual({ latest: '1.0.0' });
});

test('a tag never leads to a version that is not vetted', async () => {
  await gate.close();
  gate = await open([vetted(lantern)], new Map([['lantern', new Map([['latest', '1.0.1']])]]));
  expect(jsonOf(await get('lantern'))['dist-tags']).toEqual({});
});

test('a version whose bytes the registry now promises otherwise is left out and told', async () => {
  world.registry().publish({ name: 'lantern', version: '1.0.0', files: { 'evil.js': 'evil' } });
  expect(jsonOf(await get('lantern')).versions).toEqual({});
  expect(gate.log.refused).toMatchObject([{ why: expect.stringContaining('other bytes') }]);
});

test('a name outside the plan is not found, and remembered', async () => {
  for (const path of [
    'jiti',
    '@types%2fnode',
    '@types/node',
    '__proto__',
    'constructor',
    '%2e%2e%2flantern',
  ]) {
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
  expect(gate.log.outside).toContain('__proto__');
  expect(world.requests).toEqual([]);
});

test('hostile names that are vetted are served like any other', async () => {
  await gate.close();
  const crane = world.registry().publish({ name: '@harbour/crane', version: '1.0.0' });
  gate = await open([vetted(crane)]);
  for (const path of ['@harbour%2fcrane', '@harbour%2Fcrane', '@harbour/crane', '%40harbour%2fcrane']) {
    expect([path, (await get(path)).status]).toEqual([path, 200]);
  }
});

test('the tarball is handed out under its published path', async () => {
  const answer = await get('lantern/-/lantern-1.0.0.tgz', { 'pacote-integrity': lantern.integrity });
  expect(answer.status).toBe(200);
  expect(answer.body.equals(lantern.tarball)).toBe(true);
});

test('a tarball that was swapped upstream after vetting is not served', async () => {
  world.registry().swapTarball('lantern', '1.0.0', Buffer.from('evil'));
  const answer = await get('lantern/-/lantern-1.0.0.tgz', { 'pacote-integrity': lantern.integrity });
  expect(answer.status).toBe(403);
  expect(answer.body.toString()).not.toContain('evil');
  expect(gate.log.refused).toMatchObject([{ status: 403, why: expect.stringContaining('no longer') }]);
});

test('the tarball of a version that is not vetted is refused', async () => {
  const answer = await get('lantern/-/lantern-1.0.1.tgz');
  expect(answer.status).toBe(403);
  expect(jsonOf(answer).error).toBe('npq: No package of the vetted plan has this address.');
});

test('other bytes than the vetted ones are refused under the vetted path', async () => {
  const other = `sha512-${Buffer.alloc(64).toString('base64')}`;
  const answer = await get('lantern/-/lantern-1.0.0.tgz', { 'pacote-integrity': other });
  expect(answer.status).toBe(403);
});

test('without the secret there is nothing, unless one has the hash of the vetted bytes', async () => {
  const { origin } = new URL(gate.url);
  expect((await ask(`${origin}/lantern`)).status).toBe(404);
  expect((await ask(`${origin}/wrong-secret/lantern`)).status).toBe(404);
  expect((await ask(`${origin}/lantern/-/lantern-1.0.0.tgz`)).status).toBe(404);
  const wrong = { 'pacote-integrity': `sha512-${Buffer.alloc(64).toString('base64')}` };
  expect((await ask(`${origin}/lantern/-/lantern-1.0.0.tgz`, { headers: wrong })).status).toBe(404);
  const right = { 'pacote-integrity': lantern.integrity };
  expect((await ask(`${origin}/lantern/-/lantern-1.0.0.tgz`, { headers: right })).status).toBe(200);
});

test('a page whose name was rebound to this machine gets nothing', async () => {
  const answer = await get('lantern', { host: 'page.example' });
  expect(answer.status).toBe(404);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
});

test.each([
  ['PUT', 'lantern', 405],
  ['DELETE', 'lantern/-rev/1', 405],
  ['OPTIONS', 'lantern', 405],
  ['PUT', '-/user/org.couchdb.user:ada', 405],
  ['POST', '-/v1/login', 404],
  ['POST', '-/npm/v1/tokens', 404],
  ['POST', '-/npm/v1/security/audits/quick', 404],
  ['GET', '-/whoami', 404],
  ['GET', '-/ping', 404],
  ['GET', '-/v1/search?text=lantern', 404],
  ['GET', '-/npm/v1/keys', 404],
])('%s %s is refused, logged and never sent on', async (method, path, status) => {
  expect((await ask(`${gate.url}${path}`, { method })).status).toBe(status);
  expect(gate.log.refused).toHaveLength(1);
  expect(world.requests).toEqual([]);
});

test('the log never holds the secret', async () => {
  await get('-/whoami');
  await get('nothing');
  expect(JSON.stringify(gate.log)).not.toContain(gate.url.split('/')[3]);
});

test('HEAD gives the headers of GET and no body', async () => {
  const answer = await ask(`${gate.url}lantern`, { method: 'HEAD' });
  expect(answer.status).toBe(200);
  expect(Number(answer.headers['content-length'])).toBeGreaterThan(100);
  expect(answer.body).toHaveLength(0);
});

const auditPath = '-/npm/v1/security/advisories/bulk';
const audit = (body: object) =>
  ask(`${gate.url}${auditPath}`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    body: gzipSync(JSON.stringify(body)),
  });

test('an audit goes to the user’s registry, without names that are none of its business', async () => {
  await gate.close();
  const secret = { ...vetted(lantern), package: { ...registryPackage('ours', '1.0.0', 'x'), private: true } };
  gate = await open([vetted(lantern), secret]);
  world.registry().advise({ name: 'lantern', vulnerable: '<2' }, { name: 'ours', vulnerable: '<2' });
  const answer = await audit({ lantern: ['1.0.0'], ours: ['1.0.0'], 'a-workspace': ['1.0.0'] });
  expect(Object.keys(jsonOf(answer))).toEqual(['lantern']);
  expect(JSON.parse(world.requests[0]?.body ?? '')).toEqual({ lantern: ['1.0.0'] });
  expect(gate.log.audits).toBe(1);
});

test('a private name is told to its own registry', async () => {
  await gate.close();
  const own = registryPackage('ours', '1.0.0', 'x', {}, { kind: 'registry', registry: world.url });
  gate = await open([{ package: { ...own, private: true }, integrity: lantern.integrity }]);
  await audit({ ours: ['1.0.0'] });
  expect(JSON.parse(world.requests[0]?.body ?? '')).toEqual({ ours: ['1.0.0'] });
});

test('a registry that fails the audit is passed on as that', async () => {
  world.registry().fail(/advisories/, { kind: 'status', status: 503 });
  expect((await audit({ lantern: ['1.0.0'] })).status).toBe(503);
  expect(gate.log.audits).toBe(0);
});

test('an audit that is no JSON, a bomb or too large is refused here', async () => {
  const post = (body: Buffer, encoding = 'gzip') =>
    ask(`${gate.url}${auditPath}`, { method: 'POST', headers: { 'content-encoding': encoding }, body });
  expect((await post(Buffer.from('not gzip'))).status).toBe(400);
  expect((await post(gzipSync('[1]'))).status).toBe(400);
  expect((await post(gzipSync(`{"lantern":["1.0.0"]${' '.repeat(40 * 1024 * 1024)}}`))).status).toBe(400);
  expect(world.requests).toEqual([]);
});

test('an upstream that fails is a bad gateway, which npm may ask again', async () => {
  world.registry().fail({ what: 'tarball' }, { kind: 'status', status: 404 });
  const answer = await get('lantern/-/lantern-1.0.0.tgz', { 'pacote-integrity': lantern.integrity });
  expect(answer.status).toBe(502);
});

test('a package known to the registry by sha1 only is held to our sha512', async () => {
  await gate.close();
  const fossil = world.registry().publish({ name: 'fossil', version: '0.1.0', dist: { integrity: null } });
  gate = await open([vetted(fossil)]);
  const sha1 = `sha1-${Buffer.from(fossil.shasum, 'hex').toString('base64')}`;
  const path = 'fossil/-/fossil-0.1.0.tgz';
  expect((await get(path, { 'pacote-integrity': sha1 })).status).toBe(200);
  expect(
    (await get(path, { 'pacote-integrity': `sha1-${Buffer.alloc(20).toString('base64')}` })).status,
  ).toBe(403);
  const { origin } = new URL(gate.url);
  expect((await ask(`${origin}/${path}`, { headers: { 'pacote-integrity': sha1 } })).status).toBe(200);
});

test('an address that does not hold the name is found by the bytes that npm asks for', async () => {
  await gate.close();
  const tarball = `${world.url}download/4711`;
  const odd = world.registry().publish({ name: 'odd', version: '1.0.0', dist: { tarball } });
  gate = await open([vetted(odd)]);
  const answer = await get('download/4711', { 'pacote-integrity': odd.integrity });
  expect(answer.status).toBe(502);
  expect(gate.log.refused[0]?.why).toContain('odd@1.0.0');
  expect(world.errors).toEqual([expect.stringContaining('download/4711')]);
});
