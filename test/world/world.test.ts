import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { ask, jsonOf } from './client.ts';
import { SENTINELS } from './sentinels.ts';
import { createWorld } from './world.ts';

test('every request is recorded, in order, with what it carried and what came of it', async () => {
  await using world = await createWorld({ packages: ['pebble'] });
  const stranger = world.foreign();
  stranger.serve('/payload', 'hello');
  await ask(`${world.url}pebble?write=true`, { headers: { authorization: 'Bearer secret' } });
  await ask(`${stranger.url}payload`);
  expect(
    world.requests.map(({ method, url, service, status }) => ({ method, url, service, status })),
  ).toEqual([
    { method: 'GET', url: `${world.url}pebble?write=true`, service: 'registry:public', status: 200 },
    { method: 'GET', url: `${stranger.url}payload`, service: 'foreign:1', status: 200 },
  ]);
  expect(world.requests[0]?.path).toBe('/pebble?write=true');
  expect(world.requests[0]?.headers.authorization).toBe('Bearer secret');
  expect([stranger.hits(), stranger.hits('/payload'), stranger.hits('/other')]).toEqual([1, 1, 0]);
  expect(world.errors).toEqual([]);
});

test('a URL that no fixture serves is an error, whoever is asked', async () => {
  await using world = await createWorld({ packages: ['pebble'] });
  const stranger = world.foreign();
  const urls = ['pebble/-/pebble-9.9.9.tgz', 'pebble/9.9.9', '-/v1/search?text=x', '@scope', ''];
  for (const url of [...urls.map((path) => world.url + path), `${stranger.url}x`]) {
    const answer = await ask(url);
    expect(answer.status).toBe(404);
    expect(jsonOf(answer).error).toBe(`the test world serves nothing at GET ${url}`);
  }
  await ask(`${world.url}pebble`, { method: 'PUT', body: '{}' });
  expect(world.errors).toHaveLength(urls.length + 2);
  expect(world.errors.at(-1)).toBe(`PUT ${world.url}pebble: no fixture serves this`);
});

test('an unknown package is the real 404, and an error unless it was declared missing', async () => {
  await using world = await createWorld();
  const answer = await ask(`${world.url}@sass%2fnone`);
  expect([answer.status, jsonOf(answer)]).toEqual([404, { error: 'Not found' }]);
  expect(world.unknownPackages).toEqual(['@sass/none']);
  expect(world.errors).toEqual([
    `GET ${world.url}@sass%2fnone: nobody published @sass/none; publish it or world.allowMissing('@sass/none')`,
  ]);
  world.allowMissing('@sass/none');
  expect(world.errors).toEqual([]);
});

test('registries have ports and packages of their own', async () => {
  await using world = await createWorld({ packages: ['acme-private-thing'] });
  const acme = world.registry('acme');
  expect(acme).toBe(world.registry('acme'));
  expect(new URL(acme.url).port).not.toBe(new URL(world.url).port);
  expect((await ask(`${acme.url}@acme%2fprivate-thing`)).status).toBe(200);
  expect((await ask(`${world.url}@acme%2fprivate-thing`)).status).toBe(404);
  expect(world.requests.map(({ service }) => service)).toEqual(['registry:acme', 'registry:public']);
  world.allowMissing('@acme/private-thing');
});

test('a registry can live below a path', async () => {
  await using world = await createWorld({ ports: 1 });
  const company = world.registry('company', '/artifacts/api/npm/');
  const { tarballUrl } = company.publish({ name: 'inner', version: '1.0.0' });
  expect(company.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/artifacts\/api\/npm\/$/);
  expect(tarballUrl).toBe(`${company.url}inner/-/inner-1.0.0.tgz`);
  for (const url of [tarballUrl, `${company.url}inner`, `${company.url}-/ping`])
    expect((await ask(url)).status).toBe(200);
  expect(world.errors).toEqual([]);
  await ask(new URL('/inner', company.url).href);
  expect(world.requests.at(-1)).toMatchObject({ service: 'none', status: 404 });
  expect(world.errors).toHaveLength(1);
});

test('a secret is found wherever a request carries it', async () => {
  await using world = await createWorld({ packages: ['pebble'] });
  const stranger = world.foreign();
  stranger.serve('/x', '');
  const basic = `Basic ${Buffer.from('s3cret/word').toString('base64')}`;
  await ask(`${stranger.url}x?token=s3cret%2Fword`);
  await ask(`${stranger.url}x`, { headers: { authorization: basic } });
  const pair = `Basic ${Buffer.from('ada:s3cret/word').toString('base64')}`;
  await ask(`${stranger.url}x`, { headers: { authorization: pair } });
  await ask(`${stranger.url}x`, { method: 'POST', body: 'it is s3cret/word' });
  await ask(`${stranger.url}x`, { headers: { 'x-secret': 'another' } });
  expect(world.carrying('s3cret/word')).toEqual(world.requests.slice(0, 4));
  expect(world.carrying('nothing of it')).toEqual([]);
});

test.each([
  ['token', 'Bearer token', 'token-holder'],
  [{ username: 'ada', password: 'pw' }, `Basic ${Buffer.from('ada:pw').toString('base64')}`, 'ada'],
] as const)('a credential is needed for every path: %j', async (credential, authorization, username) => {
  await using world = await createWorld({ packages: ['pebble'] });
  expect((await ask(`${world.url}-/whoami`)).status).toBe(401);
  world.registry().requireAuth(credential);
  const paths = [
    'pebble',
    'pebble/-/pebble-1.0.3.tgz',
    '-/ping',
    '-/whoami',
    '-/npm/v1/keys',
    'no-such-package',
  ];
  for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
    for (const path of paths) expect((await ask(world.url + path, { headers })).status).toBe(401);
  }
  const answers = [];
  for (const path of paths.slice(0, 5))
    answers.push(await ask(world.url + path, { headers: { authorization } }));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(answers[3] && jsonOf(answers[3])).toEqual({ username });
  world.registry().requireAuth(undefined);
  expect((await ask(`${world.url}pebble`)).status).toBe(200);
  expect(world.errors).toEqual([]);
});

test('sentinel packages are there with their true times, unless switched off', async () => {
  await using world = await createWorld();
  for (const { name, version, publishedAt } of SENTINELS) {
    expect(jsonOf(await ask(world.url + name)).time[version]).toBe(publishedAt);
  }
  await using bare = await createWorld({ sentinels: false });
  expect((await ask(`${bare.url}once`)).status).toBe(404);
});

test('latency is added to every answer', async () => {
  await using world = await createWorld({ packages: ['pebble'], latencyMs: 200 });
  expect((await ask(`${world.url}pebble`)).elapsedMs).toBeGreaterThanOrEqual(195);
  world.setLatency(60_000);
  expect((await ask(`${world.url}pebble`, { patienceMs: 50 })).error).toBe('TIMEOUT');
  world.setLatency(0);
  expect((await ask(`${world.url}pebble`)).status).toBe(200);
});

test('a world taken for a proxy records where the request wanted to go', async () => {
  await using world = await createWorld();
  const proxy = world.foreign();
  const text = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    socket.write('CONNECT registry.example:443 HTTP/1.1\r\nhost: registry.example\r\n\r\n');
    socket.once('data', (chunk) => resolve(chunk.toString()));
  });
  expect(text).toMatch(/^HTTP\/1.1 502/);
  expect(world.requests[0]).toMatchObject({ method: 'CONNECT', url: 'https://registry.example:443/' });
  expect(world.errors).toEqual(['CONNECT registry.example:443: no fixture serves this']);
});

test('ports run out with a word about it', async () => {
  await using world = await createWorld({ ports: 1 });
  world.foreign();
  expect(() => world.registry('acme')).toThrow('createWorld({ ports: … })');
});

test('close ends hanging requests and frees the ports', async () => {
  const world = await createWorld({ packages: ['pebble'] });
  world.registry().fail('pebble', { kind: 'hang' });
  world.registry().fail('once', { kind: 'huge' });
  const waiting = [ask(`${world.url}pebble`), ask(`${world.url}once`)];
  while (world.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await world.close();
  for (const answer of await Promise.all(waiting)) expect(answer.error).toBe('ECONNRESET');
  expect((await ask(world.url)).error).toBe('ECONNREFUSED');
});
