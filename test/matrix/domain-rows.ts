import { asking, documentOf } from '../evidence/sources/domain-given.ts';
import { type Dns, type DnsFailure, openDns } from '../world/dns.ts';
import { openWhois, type Whois, type WhoisFailure, whoisRecord } from '../world/whois.ts';
import { openScene, overHttp, type Row, rowOf, type Scene, type Wrongs } from './row.ts';

interface DomainScene extends Scene {
  readonly dns: Dns;
  readonly whois: Whois;
  /** Where services are that were moved away. */
  readonly moved: Record<string, string>;
}

/** Both domains have long expired. */
async function open(): Promise<DomainScene> {
  const [scene, dns, whois] = await Promise.all([openScene(), openDns(), openWhois(['io'])]);
  scene.world.rdap.set('teapot.dev', { expires: '2020-01-01T00:00:00Z' });
  whois.say('teapot.io', whoisRecord('teapot.io', { expires: '2020-01-01T00:00:00Z' }));
  return {
    ...{ ...scene, dns, whois, moved: { dns: dns.url, whois: whois.url } },
    async [Symbol.asyncDispose]() {
      await Promise.all([scene, dns, whois].map((one) => one[Symbol.asyncDispose]()));
    },
  };
}

const ends = (domain: string) => (scene: DomainScene, patienceMs: number) =>
  asking({ ...scene, patienceMs }).ends(documentOf(`ada@${domain}`));

/** What stands for a status in a protocol that has none: the words with which servers turn somebody away. */
function overWhois(line: string, lies: readonly string[]): Wrongs<DomainScene> {
  const failing = (failure: WhoisFailure) => (scene: DomainScene) => {
    scene.whois.fail(failure, line);
    return undefined;
  };
  const saying = (answer: string) => (scene: DomainScene) => {
    scene.whois.say(line, answer);
    return undefined;
  };
  return {
    refuse: [
      failing('refuse'),
      (scene) => {
        scene.moved['whois'] = `whois://${new URL(scene.world.nowhere).host}/`;
        return undefined;
      },
    ],
    ...{ hang: [failing('hang')], reset: [failing('reset')], truncate: [failing('truncate')] },
    '500': [saying('Internal server error, please try again later.\r\n')],
    '429': [saying('Query limit exceeded.\r\n'), saying('')],
    ...{ slow: [failing('slow')], huge: [failing('huge')] },
    malformed: [failing('malformed'), failing('html')],
    lie: lies.map(saying),
  };
}

const failing = (failure: DnsFailure) => (scene: DomainScene) => {
  scene.dns.fail(failure);
  return undefined;
};

const overDns: Wrongs<DomainScene> = {
  refuse: [
    (scene) => {
      scene.moved['dns'] = `dns://${new URL(scene.world.nowhere).host}/`;
      return undefined;
    },
  ],
  ...{ hang: [failing('hang')], truncate: [failing('truncate')], huge: [failing('huge')] },
  // There is no connection to reset; the nearest is a server that goes away between two answers.
  reset: [failing('goes-away')],
  ...{ '500': [failing('servfail')], '429': [failing('refused')] },
  ...{ slow: [failing('slow')], malformed: [failing('malformed')] },
  // What some providers and portals answer for names that are not there.
  lie: [failing('other-id'), failing('address-for-all')],
};

export const domainRows: readonly Row[] = [
  rowOf({
    ...{ source: "IANA's list of RDAP servers", check: 'expired-domain', blameless: true },
    ...{ open, ends: ends('teapot.dev') },
    wrongs: overHttp<DomainScene>(
      ({ world }, failure) => world.rdap.fail(/dns\.json/, failure),
      [
        ...[{ services: {} }, { services: [[['com'], ['https://rdap.example/']]] }],
        { services: [[['dev'], ['http://rdap.example/']]] },
      ].map(
        (list) =>
          ({ world }: DomainScene) =>
            void world.rdap.setList(list),
      ),
    ),
  }),
  rowOf({
    ...{ source: 'RDAP', check: 'expired-domain', blameless: true },
    ...{ asksBefore: true, open, ends: ends('teapot.dev') },
    wrongs: overHttp<DomainScene>(
      ({ world }, failure) => world.rdap.fail(/rdap\/domain/, failure),
      [
        null,
        ...[{ ldhName: 'kettle.dev' }, { objectClassName: 'entity' }, { events: [] }].map((over) => ({
          over,
        })),
        { registered: '2027-01-01T00:00:00Z' },
      ].map(
        (domain) =>
          ({ world }: DomainScene) =>
            void world.rdap.set('teapot.dev', domain),
      ),
    ),
  }),
  rowOf({
    ...{ source: "IANA's WHOIS", check: 'expired-domain', blameless: true },
    ...{ asksBefore: true, open, ends: ends('teapot.io') },
    wrongs: overWhois('io', ['whois: $(id)\r\n', 'domain: IO\r\n']),
  }),
  rowOf({
    ...{ source: 'WHOIS', check: 'expired-domain', blameless: true },
    ...{ asksBefore: true, open, ends: ends('teapot.io') },
    wrongs: overWhois('teapot.io', [
      ...[whoisRecord('kettle.io'), 'Domain Name: TEAPOT.IO\r\n', 'Domain not found.\r\n'],
      'Domain Name: TEAPOT.IO\r\nDomain Status: ok\r\nName Server: ns1.x.io\r\n',
    ]),
  }),
  rowOf({
    ...{ source: 'DNS', check: 'expired-domain', blameless: true },
    async open() {
      const scene = await open();
      scene.world.rdap.set('teapot.dev', {});
      scene.dns.set('teapot.dev', { ns: ['ns1.teapot.dev'] });
      return scene;
    },
    ...{ asksBefore: true, ends: ends('teapot.dev'), wrongs: overDns },
  }),
];
