import { describe, expect, it } from 'vitest';
import { createAskedTally } from '../../src/evidence/asked.ts';
import type { Cache } from '../../src/evidence/cache.ts';
import type { Ask, Http } from '../../src/evidence/http.ts';
import { nodeNetwork } from '../../src/host/network.ts';
import { type Fact, known, unknown } from '../../src/model/fact.ts';
import { now } from './support.ts';

const service = { id: 'osv', name: 'OSV', base: 'https://osv.example/' };
const question: Ask = { service, path: 'v1/querybatch', maxBytes: 10 };

/** A clock that only goes on while a service is being asked, and a service that answers so, one after another. */
function world(answers: readonly { readonly fact: Fact<never>; readonly ms: number }[]) {
  let ms = 0;
  const left = [...answers];
  const ask = async () => {
    const next = left.shift();
    if (next === undefined) throw new Error('asked more often than there are answers');
    ms += next.ms;
    return next.fact;
  };
  const http: Http = { ask, open: ask };
  return { clock: { monotonicMs: () => ms }, http };
}

const nothing = unknown('not-found', 'osv', 'OSV answered 404');
const silence = unknown('timeout', 'osv', 'OSV did not answer');

describe('the tally of what is asked', () => {
  it('counts questions by whom they went to, those in vain, and the slowest', async () => {
    const { clock, http } = world([
      { fact: nothing, ms: 20 },
      { fact: silence, ms: 4_000 },
      { fact: nothing, ms: 30 },
    ]);
    const tally = createAskedTally(clock);
    const counted = tally.http(http);
    await counted.ask(question);
    await counted.open(question);
    await counted.ask(question);
    expect(tally.all().requests).toEqual([{ to: 'OSV', count: 3, failed: 1, slowestMs: 4_000 }]);
  });

  it('says that nothing was sent where npm works offline', async () => {
    const { clock, http } = world([{ fact: silence, ms: 0 }]);
    const tally = createAskedTally(clock, true);
    await tally.http(http).ask(question);
    tally.document({ registry: 'https://registry.example/', ms: 1, kept: false, failed: true });
    expect(tally.all().requests).toEqual([]);
  });

  it('names a registry without its password', async () => {
    const tally = createAskedTally(world([]).clock);
    const ask = tally.registry(async () => known({}, 'keys', now));
    await ask('https://ann:secret@registry.example/', '-/npm/v1/keys', { source: 'keys', maxBytes: 10 });
    tally.document({ registry: 'https://ann:secret@registry.example/', ms: 1, kept: false, failed: false });
    expect(tally.all().requests.map(({ to }) => to)).toEqual([
      'https://registry.example/ (documents)',
      'https://registry.example/ (keys, attestations)',
    ]);
  });

  it("tells documents that npm's cache has from those that were asked for", () => {
    const tally = createAskedTally(world([]).clock);
    const registry = 'https://registry.example/';
    tally.document({ registry, ms: 1, kept: true, failed: false });
    tally.document({ registry, ms: 90, kept: false, failed: false });
    tally.document({ registry, ms: 10, kept: false, failed: true });
    expect(tally.all()).toMatchObject({
      caches: [{ cache: "npm's cache, documents", hits: 1, misses: 1 }],
      requests: [{ count: 2, failed: 1, slowestMs: 90 }],
    });
  });

  it('counts what goes past every service: the audit of a registry, WHOIS and DNS', async () => {
    const tally = createAskedTally(world([]).clock);
    const ask = tally.bulk(async () => silence);
    await ask('https://registry.example/', new Map(), {});
    const network = tally.network({
      ...nodeNetwork,
      askLine: async () => 'no match',
      dnsRecords: async () => Promise.reject(new Error('ETIMEOUT')),
    });
    const line = { host: 'whois.example', port: 43, line: 'a.example', maxBytes: 10, timeoutMs: 10 };
    await network.askLine(line);
    await expect(network.dnsRecords({ name: 'a.example', kind: 'MX', timeoutMs: 10 })).rejects.toThrow();
    expect(tally.all().requests.map(({ to, failed }) => [to, failed])).toEqual([
      ['DNS', 1],
      ['WHOIS of whois.example', 0],
      ['https://registry.example/ (audit)', 1],
    ]);
  });

  it('counts what was in a cache, and what was not', async () => {
    const tally = createAskedTally(world([]).clock);
    const kept = new Map([['here', Buffer.from('x')]]);
    const cache: Cache = { read: async (key) => kept.get(key), write: async () => undefined };
    const counted = tally.answers(cache);
    expect(await counted.read('here')).toEqual(Buffer.from('x'));
    await counted.read('elsewhere');
    expect(tally.all().caches).toEqual([{ cache: 'answers of services', hits: 1, misses: 1 }]);
  });

  it('adds up what a source was asked in several rounds', () => {
    const tally = createAskedTally(world([]).clock);
    tally.source({ source: 'packument', packages: 3, known: 3, ms: 40 });
    tally.source({ source: 'packument', packages: 2, known: 1, ms: 5 });
    expect(tally.all().sources).toEqual([{ source: 'packument', packages: 5, known: 4, ms: 45 }]);
  });
});
