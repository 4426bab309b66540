import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, jsonOf } from './client.ts';
import { createWorld, type World } from './world.ts';

/** Each failure is held against the wire itself: node:http and raw sockets, no library that repairs. */
let world: World;
let pebble: string;
let tarball: string;

beforeEach(async () => {
  world = await createWorld({ packages: ['pebble', 'trowel'] });
  pebble = `${world.url}pebble`;
  tarball = `${world.url}pebble/-/pebble-1.0.3.tgz`;
});

afterEach(async () => {
  await world.close();
  expect(world.errors).toEqual([]);
});

const outcome = () => world.requests.map(({ status, failure }) => [status, failure]);

describe('what comes over the wire', () => {
  test('refuse: the connection ends without a byte', async () => {
    world.registry().fail('pebble', { kind: 'refuse' });
    const answer = await ask(pebble);
    expect([answer.status, answer.error]).toEqual([null, 'ECONNRESET']);
    expect(await rawBytes(world.url, 'GET /pebble HTTP/1.1\r\nhost: x\r\n\r\n')).toBe(0);
    expect(outcome()).toEqual([
      [null, 'refuse'],
      [null, 'refuse'],
    ]);
  });

  test('nowhere: nobody listens at all', async () => {
    expect((await ask(world.nowhere)).error).toBe('ECONNREFUSED');
  });

  test('hang: nothing comes, however long one waits', async () => {
    world.registry().fail('pebble', { kind: 'hang' });
    const answer = await ask(pebble, { patienceMs: 1_000 });
    expect([answer.status, answer.error]).toEqual([null, 'TIMEOUT']);
    expect(outcome()).toEqual([[null, 'hang']]);
  });

  test('reset: half the body, then a TCP reset', async () => {
    const whole = (await ask(tarball)).body;
    world.registry().fail('pebble', { kind: 'reset' });
    const answer = await ask(tarball);
    expect([answer.status, answer.error]).toEqual([200, 'ECONNRESET']);
    expect(answer.body.equals(whole.subarray(0, Math.floor(whole.length / 2)))).toBe(true);
    expect(answer.headers['content-length']).toBe(String(whole.length));
  });

  test('truncate: fewer bytes than promised, then an orderly end', async () => {
    world.registry().fail('pebble', { kind: 'truncate', afterBytes: 10 });
    const answer = await ask(tarball);
    expect([answer.status, answer.error, answer.body.length]).toEqual([200, 'ECONNRESET', 10]);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(10);
    // node:http calls both endings ECONNRESET; a raw socket tells them apart.
    expect(await rawEnding(tarball)).toBe('end');
  });

  test('reset and truncate differ on the socket', async () => {
    world.registry().fail('pebble', { kind: 'reset' });
    expect(await rawEnding(tarball)).toBe('ECONNRESET');
  });

  test.each([500, 503, 429])('status %d, with Retry-After where it is given', async (status) => {
    world.registry().fail('pebble', { kind: 'status', status, retryAfter: '7' }, 1);
    world.registry().fail('pebble', { kind: 'status', status }, 1);
    const [first, second, third] = [await ask(pebble), await ask(pebble), await ask(pebble)];
    expect([first.status, first.headers['retry-after']]).toEqual([status, '7']);
    expect([second.status, second.headers['retry-after']]).toEqual([status, undefined]);
    expect(third.status).toBe(200);
  });

  test('slow: late, or few bytes a second, but whole', async () => {
    const whole = (await ask(tarball)).body;
    world.registry().fail('pebble', { kind: 'slow', latencyMs: 120 }, 1);
    world.registry().fail('pebble', { kind: 'slow', bytesPerSecond: whole.length * 4 }, 1);
    for (const least of [110, 180]) {
      const answer = await ask(tarball);
      expect(answer.body.equals(whole)).toBe(true);
      expect(answer.elapsedMs).toBeGreaterThanOrEqual(least);
    }
  });

  test('huge: the body goes on for as long as one reads', async () => {
    world.registry().fail('pebble', { kind: 'huge' });
    const answer = await ask(pebble, { enoughBytes: 5_000_000 });
    expect([answer.status, answer.error]).toEqual([200, 'ENOUGH']);
    expect(answer.headers).not.toHaveProperty('content-length');
    expect(answer.body.subarray(0, 10).toString()).toBe('{"name":"e');
  });

  test('malformed-json: says it is JSON', async () => {
    world.registry().fail('pebble', { kind: 'malformed-json' });
    const answer = await ask(pebble);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json']);
    expect(() => jsonOf(answer)).toThrow(SyntaxError);
  });

  test('html: a page with status 200', async () => {
    world.registry().fail('pebble', { kind: 'html' });
    const answer = await ask(pebble);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.body.toString()).toMatch(/^<!doctype html>/);
  });
});

describe('whom it meets', () => {
  const down = { kind: 'status', status: 500 } as const;
  const statuses = async () => [
    (await ask(pebble)).status,
    (await ask(tarball)).status,
    (await ask(`${world.url}trowel`)).status,
  ];

  test('a name: packument and tarballs of that package', async () => {
    world.registry().fail('pebble', down);
    expect(await statuses()).toEqual([500, 500, 200]);
  });

  test('an expression: the decoded path, also with the g flag', async () => {
    world.registry().fail(/\/pebble-[\d.]+tgz$/g, down);
    expect([(await ask(tarball)).status, (await ask(tarball)).status]).toEqual([500, 500]);
    expect(await statuses()).toEqual([200, 500, 200]);
  });

  test('kind, method and package together', async () => {
    world.registry().fail({ what: 'tarball', package: 'pebble', method: 'GET' }, down);
    world.registry().fail({ what: 'packument', package: 'pebble', method: 'POST' }, down);
    world.registry().fail({ what: 'packument', path: /^\/trowel$/ }, down);
    expect(await statuses()).toEqual([200, 500, 500]);
  });

  test('as often as told, counted, until stopped', async () => {
    const twice = world.registry().fail('pebble', down, 2);
    const always = world.registry().fail('trowel', down);
    expect(await statuses()).toEqual([500, 500, 500]);
    always.stop();
    expect(await statuses()).toEqual([200, 200, 200]);
    expect([twice.hits, always.hits]).toEqual([2, 1]);
  });
});

function socket(url: string, text: string) {
  const one = connect(Number(new URL(url).port), '127.0.0.1');
  one.write(text);
  return one;
}

function rawBytes(url: string, text: string): Promise<number> {
  return new Promise((resolve) => {
    let count = 0;
    const one = socket(url, text).on('data', (chunk) => {
      count += chunk.length;
    });
    one.on('error', () => {}).on('close', () => resolve(count));
  });
}

/** `end` for a FIN, or the code of the error. */
function rawEnding(url: string): Promise<string> {
  return new Promise((resolve) => {
    const one = socket(url, `GET ${new URL(url).pathname} HTTP/1.1\r\nhost: x\r\n\r\n`);
    one
      .on('end', () => resolve('end'))
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    one.resume();
  });
}
