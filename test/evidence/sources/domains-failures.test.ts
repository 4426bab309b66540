import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/model/outcome.ts';
import { type Dns, type DnsFailure, openDns } from '../../world/dns.ts';
import { json } from '../../world/http.ts';
import { failureKinds } from '../../world/service.ts';
import { openWhois, type Whois, whoisRecord } from '../../world/whois.ts';
import { createWorld, type World } from '../../world/world.ts';
import { asking, documentOf } from './domain-given.ts';

/** Whatever a service does wrong, the check says that it does not know, and blames nobody's package for it. */
let world: World;
let dns: Dns;
let whois: Whois;

beforeEach(async () => {
  [world, dns, whois] = await Promise.all([createWorld({ sentinels: false }), openDns(), openWhois(['io'])]);
  whois.say('teapot.io', whoisRecord('teapot.io'));
});
afterEach(async () => {
  await Promise.all([world.close(), dns[Symbol.asyncDispose](), whois[Symbol.asyncDispose]()]);
});

const ends = (email: string, moved: object = {}): Promise<CheckResult> =>
  asking({ world, moved: { dns: dns.url, whois: whois.url, ...moved } }).ends(documentOf(email));
const expectUnknown = (result: CheckResult) =>
  expect(result).toMatchObject({ kind: 'unknown', cause: 'environment' });

it('without a failure the check is clean, so that the rows below mean something', async () => {
  expect((await ends('ada@teapot.dev')).kind).toBe('clean');
  expect((await ends('ada@teapot.io')).kind).toBe('clean');
});

describe.each(Object.entries(failureKinds))('%s', (_name, failure) => {
  it('of the RDAP server is not taken for the answer that nobody has the domain', async () => {
    world.rdap.fail(/rdap\/domain/, failure);
    dns.set('kettle.dev', null);
    expectUnknown(await ends('ada@kettle.dev'));
  });
});

describe('nobody listens', () => {
  it("where IANA's list should be", async () => {
    expectUnknown(await ends('ada@teapot.dev', { 'rdap-bootstrap': world.nowhere }));
  });

  it('where the RDAP server should be', async () => {
    world.rdap.setList({ services: [[['dev'], [world.nowhere]]] });
    expectUnknown(await ends('ada@teapot.dev'));
  });

  it('where WHOIS or DNS should be', async () => {
    const { host } = new URL(world.nowhere);
    expectUnknown(await ends('ada@teapot.io', { whois: `whois://${host}/` }));
    expectUnknown(await ends('ada@teapot.dev', { dns: `dns://${host}/` }));
  });
});

describe('a lie', () => {
  it.each([
    ['that it is another list', { services: {} }],
    ['that nobody knows about .dev', { services: [[['com'], ['https://rdap.example/']]] }],
    ['that an unencrypted server knows', { services: [[['dev'], ['http://rdap.example/']]] }],
  ])("of IANA's list: %s", async (_what, list) => {
    world.rdap.setList(list);
    expectUnknown(await ends('ada@teapot.dev'));
  });

  it.each([
    ['about another domain', { over: { ldhName: 'kettle.dev' } }],
    ['about a person', { over: { objectClassName: 'entity' } }],
    ['that it was registered tomorrow', { registered: '2027-01-01T00:00:00Z' }],
    ['without any time', { over: { events: [] } }],
    ['that is an error with status 200', { over: { objectClassName: undefined, errorCode: 404 } }],
  ])('of the RDAP server: %s', async (_what, domain) => {
    world.rdap.set('teapot.dev', domain);
    expectUnknown(await ends('ada@teapot.dev'));
  });

  it('of the RDAP server: that nobody has a domain which name servers answer for', async () => {
    world.rdap.set('teapot.dev', null);
    const result = await ends('ada@teapot.dev');
    expect(result).toMatchObject({ reason: 'implausible', cause: 'environment' });
  });

  it('of a redirect to somebody else', async () => {
    world.mountService('rdap-bootstrap', {
      name: 'rdap',
      answer: () => ({ ...json({}, 302), headers: { location: 'https://rdap.example/' } }),
    });
    expectUnknown(await ends('ada@teapot.dev'));
  });

  it.each([
    ['the record of another domain', whoisRecord('kettle.io')],
    ['a limit', 'Query limit exceeded.\r\n'],
    ['nothing', ''],
    ['a name alone', 'Domain Name: TEAPOT.IO\r\n'],
    ['no time', 'Domain Name: TEAPOT.IO\r\nDomain Status: ok\r\nName Server: ns1.x.io\r\n'],
  ])('of WHOIS: %s', async (_what, answer) => {
    whois.say('teapot.io', answer);
    expectUnknown(await ends('ada@teapot.io'));
  });

  it('of WHOIS: that nobody has a domain which name servers answer for', async () => {
    whois.say('teapot.io', 'Domain not found.\r\n');
    expect(await ends('ada@teapot.io')).toMatchObject({ reason: 'implausible' });
  });

  it("of IANA's WHOIS: a server that is a command, or none", async () => {
    whois.say('io', 'whois: $(id)\r\n');
    expectUnknown(await ends('ada@teapot.io'));
    whois.say('io', 'domain: IO\r\n');
    expectUnknown(await ends('ada@teapot.io'));
  });
});

const dnsFailures: readonly DnsFailure[] = [
  ...([
    'hang',
    'truncate',
    'servfail',
    'refused',
    'malformed',
    'other-id',
    'slow',
    'address-for-all',
  ] as const),
];
describe.each(dnsFailures)('DNS: %s', (failure) => {
  it('does not make a domain that nobody has one that somebody has', async () => {
    dns.fail(failure);
    world.rdap.set('teapot.dev', null);
    const result = await ends('ada@teapot.dev');
    expect(result).toMatchObject({ kind: 'flagged', findings: [{ severity: 'high', confidence: 'medium' }] });
  });
});
