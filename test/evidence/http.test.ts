import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Service } from '../../src/config/services.ts';
import { createHttp, type Http } from '../../src/evidence/http.ts';
import type { Fact } from '../../src/model/fact.ts';
import { json } from '../world/http.ts';
import { failureKinds, type MadeService, makeService } from '../world/service.ts';
import { createWorld, type World } from '../world/world.ts';

let world: World;
let made: MadeService;
let service: Service;
let waits: number[];
let http: Http;

const clock = { now: () => new Date('2026-06-01T12:00:00Z'), monotonicMs: () => performance.now() };
const open = (npm: Record<string, unknown> = {}) =>
  createHttp({
    ...{ npm, userAgent: 'npq/test', clock, jitter: () => 0.5 },
    wait: async (ms) => void waits.push(ms),
  });
const answer = { some: 'thing', filler: 'x'.repeat(100) };

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  made = makeService('osv', ({ path }) => (path === '/lost' ? json({}, 404) : json(answer)));
  world.mountService('osv', made.service);
  service = { id: 'osv', name: 'OSV', base: `${world.servicesUrl}osv/` };
  waits = [];
  http = open();
});
afterEach(() => world.close());

const reason = (fact: Fact<unknown>) => (fact.status === 'unknown' ? fact.reason : 'known');
const ask = (more: object = {}) =>
  http.ask({ service, path: 'v1/thing', maxBytes: 10_000, patienceMs: 30_000, ...more });

it('brings the body, and sends nobody any credentials', async () => {
  http = open({ '//127.0.0.1/:_authToken': 'secret', cert: 'secret', _auth: 'secret' });
  const fact = await ask();
  expect(fact.status === 'known' && JSON.parse(fact.value.body.toString('utf8'))).toEqual(answer);
  expect(world.carrying('secret')).toEqual([]);
});

it('posts a question as JSON', async () => {
  await ask({ json: { q: 1 } });
  expect(world.requests.map(({ method, body }) => [method, body])).toEqual([['POST', '{"q":1}']]);
});

describe('a service that fails is unknown, never an answer:', () => {
  it.each([
    ['refuse', 'http-error', 3],
    ['hang', 'timeout', 1],
    ['reset', 'http-error', 3],
    ['truncate', 'http-error', 3],
    ['status 500', 'http-error', 3],
    ['status 429', 'rate-limited', 3],
    ['slow', 'timeout', 1],
    ['huge', 'too-large', 1],
  ])('%s is %s after %i attempts', async (kind, expected, attempts) => {
    made.fail(/./, failureKinds[kind] ?? { kind: 'refuse' });
    // On a busy machine all others take their time.
    const patience = expected === 'timeout' ? { patienceMs: 1_500 } : {};
    expect(reason(await ask(patience))).toBe(expected);
    expect(world.requests).toHaveLength(attempts);
  });

  it('where nobody listens', async () => {
    service = { ...service, base: world.nowhere };
    expect(reason(await ask())).toBe('offline');
  });

  it('404 is the answer "not found", asked once', async () => {
    expect(reason(await ask({ path: 'lost' }))).toBe('not-found');
    expect(world.requests).toHaveLength(1);
  });

  it('a redirect is not followed', async () => {
    const elsewhere = world.foreign();
    world.mountService('osv', {
      name: 'osv',
      answer: () => ({ ...json({}, 302), headers: { location: elsewhere.url } }),
    });
    expect(reason(await ask())).toBe('http-error');
    expect(world.requests).toHaveLength(1);
  });

  it('and npm set to offline sends nothing at all', async () => {
    http = open({ offline: true });
    expect(reason(await ask())).toBe('offline');
    expect(world.requests).toEqual([]);
  });
});

it('tries again after a pause that grows, and takes the answer that then comes', async () => {
  made.fail(/./, { kind: 'status', status: 503 }, 2);
  expect(reason(await ask())).toBe('known');
  expect(waits).toEqual([200, 400]);
});

it('waits as long as a busy service asks for, if that is within our patience', async () => {
  made.fail(/./, { kind: 'status', status: 429, retryAfter: '1' }, 1);
  expect(reason(await ask())).toBe('known');
  expect(waits).toEqual([1_000]);
  made.fail(/./, { kind: 'status', status: 429, retryAfter: '60' }, 1);
  expect(reason(await ask())).toBe('rate-limited');
});

it('does not ask a service again that failed twice in a row, and forgives one failure', async () => {
  made.fail(/bad/, { kind: 'status', status: 403 });
  await ask({ path: 'bad' });
  expect(reason(await ask())).toBe('known');
  await ask({ path: 'bad' });
  await ask({ path: 'bad' });
  const before = world.requests.length;
  expect(reason(await ask())).toBe('http-error');
  expect(world.requests).toHaveLength(before);
});

it('has at most eight questions under way at one service', async () => {
  world.setLatency(30);
  let most = 0;
  let now = 0;
  world.mountService('osv', {
    name: 'osv',
    answer: () => json(answer),
    failureFor: () => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
      }, 25);
      return undefined;
    },
  });
  await Promise.all(Array.from({ length: 30 }, () => ask()));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});

it('reads a large answer as it comes, up to the cap', async () => {
  const read = async (maxBytes: number) => {
    const fact = await http.open({ service, path: 'dump', maxBytes });
    if (fact.status === 'unknown') throw new Error(fact.detail);
    let size = 0;
    for await (const chunk of fact.value.body) size += chunk.length;
    return size;
  };
  expect(await read(10_000)).toBe(JSON.stringify(answer).length);
  await expect(read(50)).rejects.toThrow('larger than 50 bytes');
});
