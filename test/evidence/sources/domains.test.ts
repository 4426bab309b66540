import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aPackage } from '../../checks/given.ts';
import { type Dns, openDns } from '../../world/dns.ts';
import { openWhois, type Whois, whoisRecord } from '../../world/whois.ts';
import { createWorld, type World } from '../../world/world.ts';
import { knownValue, tempFolder, unknownOf } from '../support.ts';
import { type Asking, asking, documentOf } from './domain-given.ts';

let world: World;
let dns: Dns;
let whois: Whois;

beforeEach(async () => {
  [world, dns, whois] = await Promise.all([createWorld({ sentinels: false }), openDns(), openWhois(['io'])]);
});
afterEach(async () => {
  await Promise.all([world.close(), dns[Symbol.asyncDispose](), whois[Symbol.asyncDispose]()]);
  expect(world.errors).toEqual([]);
});

const source = (over: Partial<Asking> = {}) =>
  asking({ world, moved: { dns: dns.url, whois: whois.url }, ...over });
const paths = () => world.requests.map(({ path }) => path.replace('/-services/rdap-bootstrap', ''));

describe('what is asked', () => {
  it('is each domain once, of IANA’s list, of the server that it names, and of DNS', async () => {
    const teapot = source();
    await Promise.all([
      teapot.load(documentOf('ada@teapot.dev')),
      teapot.load(documentOf('bo@mail.teapot.dev')),
    ]);
    expect(paths()).toEqual(['/dns.json', '/rdap/domain/teapot.dev']);
    expect([...dns.asked].sort()).toEqual(['A', 'AAAA', 'MX', 'NS'].map((kind) => `teapot.dev ${kind}`));
    expect(whois.asked).toEqual([]);
  });

  it('is nothing but names of domains', async () => {
    await source().load(documentOf('ada@teapot.dev'));
    for (const secret of ['ada', 'teapot@', '1.2.3']) expect(world.carrying(secret)).toEqual([]);
  });

  it('is nobody where the address is of a mail provider, a machine or an example', async () => {
    for (const email of ['ada@gmail.com', 'npm-oidc-no-reply@github.com', 'ada@mail.example']) {
      expect(knownValue(await source().load(documentOf(email)))).toEqual([]);
    }
    expect(paths()).toEqual([]);
    expect(dns.asked).toEqual([]);
  });

  it('is also the domain of the homepage and of the repository, but never the page', async () => {
    const over = {
      homepage: 'https://www.teapot.org/brew',
      repository: { url: 'git+https://git.kettle.net/a.git' },
    };
    const domains = knownValue(await source().load(documentOf('ada@gmail.com', over)));
    expect(domains).toMatchObject([
      { domain: 'teapot.org', accounts: [], pages: ['homepage'] },
      { domain: 'kettle.net', accounts: [], pages: ['repository'] },
    ]);
    expect(paths().sort()).toEqual(['/dns.json', '/rdap/domain/kettle.net', '/rdap/domain/teapot.org']);
  });

  it('is WHOIS where the top level has no RDAP', async () => {
    whois.say('teapot.io', whoisRecord('teapot.io', { created: '2011-01-01T00:00:00Z' }));
    expect(knownValue(await source().load(documentOf('ada@teapot.io')))).toMatchObject([
      { registration: { value: { by: 'WHOIS', registeredAt: '2011-01-01T00:00:00.000Z' } } },
    ]);
    expect(whois.asked).toEqual(['io', 'teapot.io']);
  });

  it('is IANA’s WHOIS once for each top level, and nobody by more than a few at a time', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `d${at}.io`);
    for (const name of names) whois.say(name, whoisRecord(name));
    const twelve = source();
    const ends = await Promise.all(names.map((name) => twelve.ends(documentOf(`ada@${name}`))));
    expect(ends.map(({ kind }) => kind)).toEqual(names.map(() => 'clean'));
    expect(whois.asked.filter((line) => line === 'io')).toHaveLength(1);
    // Four, and some whose end has not come to the other side yet.
    expect(whois.mostAtOnce).toBeLessThan(8);
  });

  it('is nobody where npm is set to work offline', async () => {
    whois.say('teapot.io', whoisRecord('teapot.io'));
    for (const email of ['ada@teapot.dev', 'ada@teapot.io']) {
      expect(await source({ offline: true }).ends(documentOf(email))).toMatchObject({ reason: 'offline' });
    }
    expect([...paths(), ...dns.asked, ...whois.asked]).toEqual([]);
  });
});

describe('who is looked at', () => {
  const deep = aPackage({ path: ['kitchen@1.0.0', 'teapot@1.2.3'] });

  it('is not what lies deep in the tree and is old', async () => {
    expect(knownValue(await source().load(documentOf('ada@teapot.dev'), deep))).toBe('not asked');
    expect((await source().ends(documentOf('ada@teapot.dev'), deep)).kind).toBe('not-applicable');
    expect(paths()).toEqual([]);
  });

  it('is what lies deep and came out in the last 90 days, or without a time', async () => {
    for (const time of [{ '1.2.3': '2026-08-22T12:00:00.000Z' }, {}, 'never']) {
      const document = { ...documentOf('ada@teapot.dev'), time };
      expect(knownValue(await source().load(document, deep))).toHaveLength(1);
    }
    const document = { ...documentOf('ada@teapot.dev'), time: { '1.2.3': '2026-08-22T11:59:59.000Z' } };
    expect(knownValue(await source().load(document, deep))).toBe('not asked');
  });

  it('is nobody where the registry does not tell who they are, which is not fine', async () => {
    const { name, time } = documentOf('');
    const thin = { name, time, versions: { '1.2.3': { name, version: '1.2.3' } } };
    expect(await source().ends(thin)).toMatchObject({
      ...{ kind: 'unknown', reason: 'not-offered', essential: false },
      detail: 'https://registry.example/ does not tell who maintains its packages',
    });
  });

  it('is not a crowd', async () => {
    const crowd = Array.from({ length: 1_001 }, (_, at) => ({ name: `a${at}`, email: `a@d${at}.dev` }));
    const fact = await source().load({ ...documentOf('ada@teapot.dev'), maintainers: crowd });
    expect(unknownOf(fact).reason).toBe('too-large');
    expect(paths()).toEqual([]);
  });

  it('is the publisher in the old spelling too, and whoever shares the domain', async () => {
    const document = documentOf('bo@teapot.dev', { _npmUser: 'cy <cy@teapot.dev>' });
    expect(knownValue(await source().load(document))).toMatchObject([{ accounts: ['cy', 'ada'] }]);
  });

  it('first came out under a domain when the registry says so', async () => {
    const { versions, ...rest } = documentOf('ada@teapot.dev');
    const document = {
      ...rest,
      versions: {
        ...versions,
        '1.1.0': { _npmUser: 'old <old@mail.teapot.dev>' },
        '1.0.0': { _npmUser: 'old <old@teapot.dev>' },
        '0.1.0': {},
      },
      time: {
        ...rest.time,
        '1.1.0': '2015-01-01T00:00:00.000Z',
        '1.0.0': '2014-05-06T00:00:00.000Z',
        '0.1.0': '2013-01-01T00:00:00.000Z',
      },
    };
    expect(knownValue(await source().load(document))).toMatchObject([
      { seenSince: '2014-05-06T00:00:00.000Z' },
    ]);
  });
});

describe('answers are kept', () => {
  it('for a week, in npq’s own folder', async () => {
    await using folder = tempFolder();
    const at = (day: number) => source({ cache: folder.path, now: new Date(Date.UTC(2026, 10, day, 12)) });
    expect((await at(1).ends(documentOf('ada@teapot.dev'))).kind).toBe('clean');
    world.rdap.set('teapot.dev', null);
    dns.set('teapot.dev', null);
    const asked = paths().length;
    expect((await at(7).ends(documentOf('ada@teapot.dev'))).kind).toBe('clean');
    expect(paths()).toHaveLength(asked);
    expect((await at(9).ends(documentOf('ada@teapot.dev'))).kind).toBe('flagged');
  });

  it('that a domain is lost only for a day', async () => {
    await using folder = tempFolder();
    const at = (hour: number) => source({ cache: folder.path, now: new Date(Date.UTC(2026, 10, 1, hour)) });
    world.rdap.set('teapot.dev', null);
    dns.set('teapot.dev', null);
    expect((await at(0).ends(documentOf('ada@teapot.dev'))).kind).toBe('flagged');
    world.rdap.set('teapot.dev', {});
    dns.set('teapot.dev', { mx: ['mx.teapot.dev'] });
    expect((await at(23).ends(documentOf('ada@teapot.dev'))).kind).toBe('flagged');
    expect((await at(24).ends(documentOf('ada@teapot.dev'))).kind).toBe('clean');
  });

  it('and so only for a day that a registration came to its end, which may have been renewed', async () => {
    await using folder = tempFolder();
    const at = (day: number) => source({ cache: folder.path, now: new Date(Date.UTC(2026, 10, day, 12)) });
    world.rdap.set('teapot.dev', { expires: '2026-11-02T00:00:00Z' });
    await at(1).load(documentOf('ada@teapot.dev'));
    world.rdap.set('teapot.dev', {});
    const [domain] = knownValue(await at(4).load(documentOf('ada@teapot.dev')));
    expect(domain).toMatchObject({ registration: { value: { expiresAt: '2099-01-01T00:00:00.000Z' } } });
  });

  it('but not what could not be found out', async () => {
    await using folder = tempFolder();
    world.rdap.fail(/domain/, { kind: 'status', status: 500 });
    expect((await source({ cache: folder.path }).ends(documentOf('ada@teapot.dev'))).kind).toBe('unknown');
    const before = paths().length;
    await source({ cache: folder.path }).load(documentOf('ada@teapot.dev'));
    expect(paths().length).toBeGreaterThan(before);
  });

  it('and a folder that nobody can write to is no reason to stop', async () => {
    const nowhere = '/proc/nowhere';
    expect((await source({ cache: nowhere }).ends(documentOf('ada@teapot.dev'))).kind).toBe('clean');
  });
});

it('costs little where every service is far away: twenty packages, each of another domain', async () => {
  // One after the other they would wait for more than 8 s.
  world.setLatency(400);
  const twenty = source();
  const start = performance.now();
  const ends = await Promise.all(
    Array.from({ length: 20 }, (_, at) => twenty.ends(documentOf(`ada@d${at}.dev`))),
  );
  expect(new Set(ends.map(({ kind }) => kind))).toEqual(new Set(['clean']));
  expect(performance.now() - start).toBeLessThan(5_000);
});

it('has an end: what is not answered in time is unknown, and no fault of the package', async () => {
  world.setLatency(400);
  const result = await source({ budgetMs: 150 }).ends(documentOf('ada@teapot.dev'));
  expect(result).toMatchObject({ kind: 'unknown', reason: 'timeout', cause: 'environment' });
});

it('a mirror of all services has neither WHOIS nor DNS, and the machine’s own are then not asked', async () => {
  const result = await source({ moved: {} }).ends(documentOf('ada@teapot.dev'));
  expect(result).toMatchObject({ kind: 'unknown', reason: 'not-offered' });
  expect(await source({ moved: {} }).ends(documentOf('ada@teapot.io'))).toMatchObject({
    reason: 'not-offered',
  });
});
