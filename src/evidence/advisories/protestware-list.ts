/** One publication that did openly, and on purpose, what nobody who installed it had asked for. */
export interface Protest {
  readonly name: string;
  /** npm range. */
  readonly versions: string;
  /** ISO date on which the first of these versions came out. */
  readonly since: string;
  /** What it does, to go on from "this version". */
  readonly does: string;
  readonly ids: readonly string[];
  readonly source: string;
}

/** When somebody last went through this list. */
export const protestwareListDate = '2026-11-22';

export const protestware: readonly Protest[] = [
  {
    name: 'colors',
    versions: '1.4.1 || 1.4.2 || 1.4.44-liberty-2',
    since: '2022-01-08',
    does: 'prints garbage in an endless loop',
    ids: ['GHSA-5rqg-jm4f-cqx7'],
    source: 'https://github.com/advisories/GHSA-5rqg-jm4f-cqx7',
  },
  {
    name: 'faker',
    versions: '6.6.6',
    since: '2022-01-05',
    does: 'was emptied by its maintainer',
    ids: ['GHSA-5w9c-rv96-fr7g'],
    source: 'https://github.com/advisories/GHSA-5w9c-rv96-fr7g',
  },
  {
    name: 'node-ipc',
    versions: '>=10.1.1 <10.1.3',
    since: '2022-03-07',
    does: 'overwrites files on machines with Russian or Belarusian addresses',
    ids: ['GHSA-97m3-w2cp-4xx6', 'CVE-2022-23812'],
    source: 'https://github.com/advisories/GHSA-97m3-w2cp-4xx6',
  },
  {
    name: 'node-ipc',
    versions: '9.2.2 || >=11.0.0 <12.0.0',
    since: '2022-03-15',
    does: 'brings peacenotwar, which leaves a message on the desktop',
    ids: ['GHSA-8gr3-2gjw-jj7g', 'GHSA-3mpp-xfvh-qh37'],
    source: 'https://github.com/advisories/GHSA-8gr3-2gjw-jj7g',
  },
  {
    name: 'peacenotwar',
    versions: '*',
    since: '2022-03-08',
    does: 'leaves a message on the desktop',
    ids: [],
    source: 'https://github.com/RIAEvangelist/node-ipc/issues/233',
  },
  {
    name: 'event-source-polyfill',
    versions: '>=1.0.26',
    since: '2022-03-17',
    does: 'shows visitors in some time zones a political message',
    ids: [],
    source: 'https://github.com/Yaffle/EventSource',
  },
  {
    name: 'es5-ext',
    versions: '>=0.10.54',
    since: '2022-03-07',
    does: 'prints a political message on install in some time zones',
    ids: [],
    source: 'https://github.com/medikoo/es5-ext/issues/186',
  },
];
