import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { ask, jsonOf } from './client.ts';
import { json, type Service } from './http.ts';
import { journal } from './journal.ts';
import { openSite } from './site.ts';

/** What a further service (OSV, downloads…) can rely on when it is mounted. */
async function siteWith(...mounts: readonly (readonly [string, Service])[]) {
  const log = journal();
  const site = await openSite({ journal: log, latencyMs: () => 0 });
  for (const [prefix, service] of mounts) site.mount(prefix, service);
  return { log, site, [Symbol.asyncDispose]: () => site.close() };
}

const echo = (name: string): Service => ({
  name,
  answer: ({ method, path, query, body }) =>
    json({ name, method, path, query: [...query], body: body.toString() }),
});

test('the longest prefix answers, with the path below it', async () => {
  await using world = await siteWith(['/', echo('all')], ['/osv/', echo('osv')], ['/osv/v2/', echo('newer')]);
  const get = async (path: string) => jsonOf(await ask(world.site.url + path));
  expect(await get('osv/v1/vulns/MAL-1?full=yes&x=%2f')).toMatchObject({
    ...{ name: 'osv', path: '/v1/vulns/MAL-1' },
    query: [
      ['full', 'yes'],
      ['x', '/'],
    ],
  });
  expect(await get('osv/v2/x')).toMatchObject({ name: 'newer', path: '/x' });
  expect(await get('osv')).toMatchObject({ name: 'all', path: '/osv' });
  expect(world.log.requests.map(({ service }) => service)).toEqual(['osv', 'newer', 'all']);
});

test('a request that takes the site for a proxy is answered by its path', async () => {
  await using world = await siteWith(['/', echo('all')]);
  const { host, port } = new URL(world.site.url);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET http://registry.example/pebble HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
  });
  expect(answer).toContain('"path":"/pebble"');
  expect(world.log.requests[0]).toMatchObject({ url: 'http://registry.example/pebble', path: '/pebble' });
});

test('a service that throws is an error of the test world, and says so', async () => {
  const broken: Service = {
    name: 'broken',
    answer() {
      throw new Error('a bug in the fixture');
    },
  };
  await using world = await siteWith(['/', broken]);
  expect((await ask(world.site.url)).error).toBe('ECONNRESET');
  expect(world.log.errors()).toEqual([
    expect.stringContaining('the test world itself failed: Error: a bug in the fixture'),
  ]);
});

test('a client that hangs up while it sends is no error', async () => {
  await using world = await siteWith(['/', echo('all')]);
  const socket = connect(Number(new URL(world.site.url).port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf');
  while (world.log.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(world.log.errors()).toEqual([]);
});
