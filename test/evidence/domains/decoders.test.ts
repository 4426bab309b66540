import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodeBootstrap, embeddedServers, serverFor } from '../../../src/evidence/domains/bootstrap.ts';
import { isOwnDomain } from '../../../src/evidence/domains/known-hosts.ts';
import { decodeRdap } from '../../../src/evidence/domains/rdap.ts';
import { mailHost, registrableDomain, siteHost } from '../../../src/evidence/domains/registrable.ts';
import { decodeReferral, decodeWhois } from '../../../src/evidence/domains/whois.ts';
import { whoisRecord } from '../../world/whois.ts';
import { now } from '../support.ts';

const body = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const rdap = (over: object = {}) =>
  decodeRdap(
    body({
      ...{ objectClassName: 'domain', ldhName: 'teapot.dev', status: ['active'] },
      events: [
        { eventAction: 'registration', eventDate: '2004-08-30T22:55:00+02:00' },
        { eventAction: 'expiration', eventDate: '2027-08-30T12:00:00Z' },
      ],
      ...over,
    }),
    'teapot.dev',
    now,
  );
const event = (eventAction: string, eventDate: string) => ({ eventAction, eventDate });

describe('an RDAP answer', () => {
  it('tells state and times', () => {
    expect(rdap()).toEqual({
      ...{ by: 'RDAP', state: 'registered' },
      ...{ registeredAt: '2004-08-30T20:55:00.000Z', expiresAt: '2027-08-30T12:00:00.000Z' },
    });
  });

  it('counts from the last time that somebody took the domain', () => {
    const events = [
      event('reregistration', '2026-01-02T00:00:00Z'),
      event('registration', '2010-01-01T00:00:00Z'),
    ];
    expect(rdap({ events })).toMatchObject({ registeredAt: '2026-01-02T00:00:00.000Z' });
  });

  it.each([
    [['redemption period'], 'redemption'],
    [['pending restore', 'active'], 'redemption'],
    [['Redemption Period', 'pending delete'], 'pending-delete'],
    [['auto renew period'], 'registered'],
    [[], 'registered'],
  ])('with status %j is %s', (status, state) => {
    expect(rdap({ status })).toMatchObject({ state });
  });

  it('without times is registered, and says no more', () => {
    expect(rdap({ events: undefined })).toEqual({ by: 'RDAP', state: 'registered' });
  });

  it.each([
    ['another domain', { ldhName: 'kettle.dev' }],
    ['no name', { ldhName: undefined }],
    ['something else than a domain', { objectClassName: 'entity' }],
    ['a registration in the future', { events: [event('registration', '2030-01-01T00:00:00Z')] }],
    ['statuses that are no text', { status: [1] }],
    ['events that are no list', { events: {} }],
  ])('about %s is not believed', (_what, over) => {
    expect(typeof rdap(over)).toBe('string');
  });

  test('that is anything at all ends as a registration or as a reason, and never says that nobody has it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const read = decodeRdap(body(text), 'teapot.dev', now);
        expect(typeof read === 'string').toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.string()),
        fc.array(fc.record({ eventAction: fc.string(), eventDate: fc.string() })),
        (status, events) => {
          const read = rdap({ status, events });
          if (typeof read === 'object') expect(read.state).not.toBe('unregistered');
        },
      ),
    );
  });
});

describe("IANA's list", () => {
  const list = (services: unknown, loopback = false) => decodeBootstrap(body({ services }), loopback);

  it('finds the longest suffix, label by label', () => {
    const servers = list([
      [['uk'], ['https://rdap.uk.example/']],
      [['co.uk'], ['https://rdap.co-uk.example']],
    ]);
    const at = (domain: string) => servers && serverFor(servers, domain);
    expect(at('teapot.co.uk')).toBe('https://rdap.co-uk.example/');
    expect(at('teapot.uk')).toBe('https://rdap.uk.example/');
    expect(at('teapot.xuk')).toBeUndefined();
    expect(at('uk')).toBeUndefined();
  });

  it('prefers what is encrypted, and takes nothing else', () => {
    expect(list([[['kg'], ['http://rdap.example/', 'https://rdap.example/']]])?.get('kg')).toBe(
      'https://rdap.example/',
    );
    expect(list([[['kg'], ['http://rdap.example/']]])?.size).toBe(0);
  });

  it.each([
    'http://127.0.0.1/',
    'https://localhost/',
    'https://10.0.0.1/',
    'https://[fe80::1]/',
    'ftp://x.example/',
  ])('from elsewhere does not lead to %s', (url) => {
    expect(list([[['com'], [url]]])?.size).toBe(0);
  });

  it('of this machine may name this machine', () => {
    expect(list([[['com'], ['http://127.0.0.1:80/x']]], true)?.get('com')).toBe('http://127.0.0.1/x/');
  });

  it.each([['{'], [{}], [{ services: [] }], [{ services: [['com', 'https://x.example/']] }], [[]]])(
    'is none: %j',
    (value) => {
      expect(decodeBootstrap(body(value), false)).toBeUndefined();
    },
  );

  test('whatever it is, it only ever names servers that are https and have a name', () => {
    const services = fc.array(fc.tuple(fc.array(fc.string()), fc.array(fc.oneof(fc.webUrl(), fc.string()))));
    fc.assert(
      fc.property(services, (given) => {
        for (const url of list(given)?.values() ?? []) expect(url).toMatch(/^https:\/\/.*\/$/);
      }),
    );
    fc.assert(fc.property(fc.json(), (text) => void decodeBootstrap(body(text), false)));
  });

  test('our own copy has only such servers too', () => {
    const again = list([...embeddedServers].map(([suffix, url]) => [[suffix], [url]]));
    expect(again).toEqual(embeddedServers);
  });
});

describe('a WHOIS answer', () => {
  const whois = (text: string, domain = 'teapot.io') => decodeWhois(text, domain, now);

  it('of a generic registry tells state and times', () => {
    expect(whois(whoisRecord('teapot.io', { created: '2012-03-04T05:06:07Z', status: 'ok' }))).toEqual({
      ...{ by: 'WHOIS', state: 'registered' },
      ...{ registeredAt: '2012-03-04T05:06:07.000Z', expiresAt: '2099-01-01T00:00:00.000Z' },
    });
  });

  it('of a country has its own words', () => {
    const ru =
      'domain: TEAPOT.IO\nnserver: ns1.x.ru.\nstate: REGISTERED, DELEGATED\ncreated: 2012-03-04T05:06:07Z\npaid-till: 2027-01-01T00:00:00Z\n';
    expect(whois(ru)).toMatchObject({
      registeredAt: '2012-03-04T05:06:07.000Z',
      expiresAt: '2027-01-01T00:00:00.000Z',
    });
    const jp =
      '[Domain Name]      TEAPOT.JP\n[Name Server]  ns1.x.jp\n[Created on] 2001/02/03\n[Status]  Active\n';
    expect(whois(jp, 'teapot.jp')).toMatchObject({
      state: 'registered',
      registeredAt: '2001-02-03T00:00:00.000Z',
    });
    const de = 'Domain: teapot.de\nNserver: ns1.x.de\nStatus: connect\nChanged: 2020-01-01T00:00:00+01:00\n';
    expect(whois(de, 'teapot.de')).toEqual({ by: 'WHOIS', state: 'registered' });
  });

  it('knows the ends of a registration', () => {
    expect(whois(whoisRecord('teapot.io', { status: 'redemptionPeriod' }))).toMatchObject({
      state: 'redemption',
    });
    expect(whois(whoisRecord('teapot.io', { status: 'pendingDelete' }))).toMatchObject({
      state: 'pending-delete',
    });
  });

  it.each([
    'Domain not found.\r\n>>> Last update of WHOIS database: 2026-11-22T00:00:00Z <<<\r\n',
    'No match for "TEAPOT.IO".\r\n',
    '% No entries found for the selected source(s).\n',
    'Domain: teapot.io\nStatus: free\n',
    'NOT FOUND\n',
    'No Data Found\n',
    'teapot.io is free\n',
    '%% NOT FOUND\n',
    'Domain:\tteapot.io\nStatus:\tAVAILABLE\n',
  ])('says that nobody has the domain: %j', (text) => {
    expect(whois(text)).toEqual({ by: 'WHOIS', state: 'unregistered' });
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html><body><h1>404 Not Found</h1></body></html>\n'],
    ['a limit', 'Query limit exceeded. Domain lookups not found to be legitimate are blocked.\n'],
    ['another domain', whoisRecord('kettle.io')],
    ['that nobody has another domain', 'Domain: kettle.io\nStatus: free\n'],
    ['two things at once', `${whoisRecord('teapot.io')}Domain not found.\n`],
    ['that it is free and served', 'Domain: teapot.io\nNserver: ns1.x.io\nStatus: free\n'],
    ['a registration in the future', whoisRecord('teapot.io', { created: '2030-01-01T00:00:00Z' })],
  ])('that says %s is not believed', (_what, text) => {
    expect(typeof whois(text)).toBe('string');
  });

  it('that breaks off does not hide that the domain is about to be deleted', () => {
    const whole = whoisRecord('teapot.io', { status: 'pendingDelete' });
    for (let end = 0; end < whole.length; end += 1) {
      const read = whois(whole.slice(0, end));
      if (typeof read === 'object') expect(read.state).toBe('pending-delete');
    }
  });

  test('whatever it is, nobody is said to have lost a domain but by one of the whole lines', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = whois(text);
        expect(typeof read === 'string' || read.state !== 'unregistered').toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => void whois(`Domain: teapot.io\n${lines.join('\n')}`)),
    );
  });

  it('of IANA names the server of a top level, and nothing that is no host', () => {
    expect(decodeReferral('domain: IO\n\nwhois:        whois.nic.io\n\nstatus: ACTIVE\n')).toBe(
      'whois.nic.io',
    );
    expect(decodeReferral('whois:        \nstatus: ACTIVE\n')).toBeUndefined();
    expect(decodeReferral('whois: -rm;x\n')).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeReferral(`whois: ${text}`) ?? 'x').toMatch(/^[a-z0-9][a-z0-9.-]*(:\d+)?$/);
      }),
    );
  });
});

describe('an address', () => {
  it.each([
    ['ada@teapot.dev', 'teapot.dev'],
    ['ada@mail.kitchen.co.uk', 'kitchen.co.uk'],
    ['"a@b"@teapot.dev', 'teapot.dev'],
    ['ada@BÜCHER.de', 'xn--bcher-kva.de'],
    ['ada@teapot.dev.', 'teapot.dev'],
  ])('%s is at the domain %s', async (address, domain) => {
    expect(await registrableDomain(mailHost(address) ?? '')).toBe(domain);
  });

  it.each([
    'ada',
    '@teapot.dev',
    'ada@',
    'ada@localhost',
    'ada@10.0.0.1',
    'ada@user.github.io',
    'ada@-x-.dev',
    'ada@a b.dev',
    'ada@com',
  ])('%s is at no domain that anybody registers', async (address) => {
    expect(await registrableDomain(mailHost(address) ?? '')).toBeUndefined();
  });

  it.each([
    ['https://teapot.dev/brew', 'teapot.dev'],
    ['git+https://git.teapot.dev/a/b.git', 'git.teapot.dev'],
    ['git@git.teapot.dev:a/b.git', 'git.teapot.dev'],
    ['ssh://git@git.teapot.dev:22/a/b', 'git.teapot.dev'],
    ['ada/teapot', undefined],
    ['github:ada/teapot', undefined],
    ['javascript:alert(1)', undefined],
  ])('of a page, %s, is at the host %s', (address, host) => {
    expect(siteHost(address)).toBe(host);
  });

  it('of a mail provider, a machine or an example is nobody’s own', () => {
    for (const domain of ['gmail.com', 'github.com', 'mail.example', 'example.com']) {
      expect(isOwnDomain(domain, 'mail')).toBe(false);
    }
    expect(isOwnDomain('teapot.dev', 'mail')).toBe(true);
    // Nobody keeps a project's page at his mail provider, but at a forge.
    expect(isOwnDomain('sourceforge.net', 'site')).toBe(false);
  });

  test('whatever it is, only names leave that a registry of domains could have', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.emailAddress(), fc.webUrl()), async (text) => {
        for (const host of [mailHost(text), siteHost(text), text]) {
          const domain = host === undefined ? undefined : await registrableDomain(host);
          if (domain !== undefined) expect(domain).toMatch(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/);
        }
      }),
    );
  });
});
