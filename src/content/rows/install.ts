import { type TraitKind, traitDeeds } from '../../model/code-signs.ts';
import { listed } from '../../model/listed.ts';
import type { Trait } from '../record.ts';
import { isBucketOf, isFamiliar, isFirstParty } from './first-party.ts';
import { runtimes } from './manifest.ts';
import type { Hit, Tier } from './rows.ts';
import { can, closureFiles, fileHit, type Row, type Seen, type Shown, traitsIn } from './seen.ts';

/** What the files come to that run while the package is installed. */

/** One hit for each file that has any of these. */
function whereAny(id: string, tier: Tier, kinds: readonly TraitKind[], also = (_shown: Shown) => true): Row {
  return (seen) =>
    closureFiles(seen).flatMap((shown) => {
      const traits = traitsIn(shown.record, kinds);
      if (traits.length === 0 || !also(shown)) return [];
      return [fileHit(seen, { id, tier, path: shown.path, does: traitDeeds(traits), traits })];
    });
}

export const unreadableKinds = [
  ...['hex-names', 'decode-and-run', 'packer', 'jsfuck', 'escape-run', 'variation-selectors'],
  ...['blank-run', 'hidden-require'],
] as const satisfies readonly TraitKind[];

const unreadable = whereAny('I1', 'block', unreadableKinds, ({ record }) => {
  const traits = traitsIn(record, unreadableKinds);
  return traits.some((trait) => trait.kind !== 'hex-names') || hexNames(traits) >= 10;
});

/** How many names of an obfuscator's shape were counted: the number in what the trait says. */
export function hexNames(traits: readonly Trait[]): number {
  const counts = traits
    .filter(({ kind }) => kind === 'hex-names')
    .map(({ what }) => Number(/\d+/.exec(what ?? '')?.[0] ?? 0));
  return Math.max(0, ...counts);
}

export const sinkKinds = ['sink', 'raw-address', 'dns-exfiltration'] as const satisfies readonly TraitKind[];

const sinks = whereAny('I2', 'block', sinkKinds);

const credentials = whereAny('I3', 'block', ['credential-path'], ({ record }) => can(record, 'network'));

/** Settings of npm are read by honest installers too, for a proxy or a mirror. */
const npmCredentials: Row = (seen) =>
  closureFiles(seen).flatMap(({ path, record }) => {
    const traits = traitsIn(record, ['npm-credentials']);
    if (traits.length === 0) return [];
    const known = record.hosts.length > 0 && record.hosts.every((host) => isExpected(host, seen));
    const tier = !can(record, 'network') ? 'info' : known ? 'notice' : 'high';
    return [fileHit(seen, { id: 'I3', tier, path, does: traitDeeds(traits), traits })];
  });

/** Hardly anything honest does one of them; nothing honest does two. */
export const strongKinds = [
  ...['token-pattern', 'environment-dump', 'token-route', 'repository-route', 'workflow-file'],
  ...['secret-scanner', 'agent-flags', 'destroys-home', 'persistence', 'reverse-shell', 'miner'],
  ...['metadata-service', 'geography-wipe', 'steers-npm', 'takes-root', 'alters-settings'],
] as const satisfies readonly TraitKind[];

const supportingKinds = [
  ...['tls-off', 'deletes-itself', 'long-encoded', 'detached', 'runs-text', 'host-facts', 'decodes'],
] as const satisfies readonly TraitKind[];

/** No honest hook clears itself away, or carries a program as a text. */
const neverHonest: ReadonlySet<TraitKind> = new Set(['deletes-itself', 'long-encoded']);

/** No honest hook runs texts; none that talks to strangers tells who it runs for, or to whomever answers. */
const aloneKinds: ReadonlySet<TraitKind> = new Set(['tls-off', 'host-facts']);

const everyday: ReadonlySet<TraitKind> = new Set(['decodes', 'host-facts', 'tls-off', 'detached']);

/** Two of these in one closure are an attack. */
const harvest: Row = (seen) => {
  const files = closureFiles(seen).map((shown) => ({ ...shown, traits: supportingTraits(shown) }));
  const strong = files.flatMap(({ record }) => traitsIn(record, strongKinds));
  const kinds = new Set([...strong, ...files.flatMap(({ traits }) => traits)].map(({ kind }) => kind));
  // Whoever sends a name and a token of their own decodes and encodes as well.
  if ([...kinds].every((kind) => everyday.has(kind))) kinds.delete('decodes');
  const isAttack = kinds.size >= 2;
  return files.flatMap(({ path, record, traits }): readonly Hit[] => {
    const isExpectedTalk = record.hosts.length > 0 && record.hosts.every((host) => isExpected(host, seen));
    const talks = can(record, 'network') && !isExpectedTalk;
    // What is written and then left running is a second stage; builds wait for what they start.
    const leaves = seen.closure.get(path) === 0 && can(record, 'file-write') && can(record, 'child-process');
    const isAlone = traits.some(({ kind }) => {
      if (kind === 'detached') return leaves;
      if (kind === 'runs-text') return talks || seen.closure.get(path) === 0;
      return neverHonest.has(kind) || (aloneKinds.has(kind) && talks);
    });
    const hit = (id: string, tier: Tier, of: readonly Trait[]) =>
      of.length === 0
        ? []
        : [fileHit(seen, { id, tier: isAttack ? 'block' : tier, path, does: traitDeeds(of), traits: of })];
    return [
      ...hit('I4', 'high', traitsIn(record, strongKinds)),
      ...hit('I5', isAlone ? 'high' : 'notice', traits),
    ];
  });
};

/** Whatever name eval goes by, the capability is told. */
function supportingTraits({ record }: Shown): readonly Trait[] {
  const traits = traitsIn(record, supportingKinds);
  const runs = can(record, 'dynamic-code') && !traits.some(({ kind }) => kind === 'runs-text');
  return runs ? [...traits, { kind: 'runs-text', line: 0, excerpt: '' }] : traits;
}

/** The package's own, or the registry's that it came from. */
export function isExpected(host: string, { subject }: Pick<Seen, 'subject'>): boolean {
  const { registryHost, before, content } = subject;
  if (host === registryHost) return true;
  return before === undefined ? isFirstParty(host, content.manifest) : isFamiliar(host, before);
}

/** Whose a bucket is nobody sees; one that a hijacked release brings is called like the package, too. */
function isOwnBucket(host: string, { subject: { before, content } }: Seen): boolean {
  return before === undefined && isBucketOf(host, content.manifest);
}

/** A downloader; where from decides what it is. */
const downloader: Row = (seen) =>
  closureFiles(seen).flatMap(({ path, record }) => {
    const loads = traitsIn(record, ['computed-load']).some(({ what = '' }) => what.startsWith('load'));
    if (!can(record, 'network') || !(loads || can(record, 'child-process', 'file-write'))) return [];
    const strange = record.hosts.filter((host) => !isExpected(host, seen));
    const does = 'uses the network and writes files or starts programs';
    if (strange.length === 0) return [fileHit(seen, { id: 'I6', tier: 'info', path, does })];
    const asked = new Set(traitsIn(record, ['request']).map(({ what }) => what));
    const known =
      (strange.length < record.hosts.length && !strange.some((host) => asked.has(host))) ||
      strange.every((host) => isOwnBucket(host, seen));
    const tier = !known && (loads || can(record, 'child-process')) ? 'high' : 'notice';
    const named = `${does}, and names ${listed(strange.slice(0, 3))}`;
    return [fileHit(seen, { id: 'I6', tier, path, does: named })];
  });

const fetchesRuntime = whereAny('I7', 'high', ['runtime-download']);

const otherRuntime: Row = (seen) =>
  runtimes.has(seen.subject.content.manifest.name) ? [] : fetchesRuntime(seen);

/** What asks the system for its language starts one of these too. */
const asking = /wmic|^reg\b|powershell|pwsh/i;

const systemTools: Row = (seen) =>
  closureFiles(seen).flatMap(({ path, record }) => {
    const traits = traitsIn(record, ['system-tool']);
    if (traits.length === 0) return [];
    const tier = traits.every(({ what = '' }) => asking.test(what)) ? 'notice' : 'high';
    return [fileHit(seen, { id: 'I8', tier, path, does: traitDeeds(traits), traits })];
  });

const publishes = whereAny('C8', 'block', ['self-publish']);
const decodesToShell = whereAny('C6', 'block', ['decode-to-shell']);

/** A runtime tells in its own words how else it can be installed. */
const pipesToShell: Row = (seen) => {
  const isRuntime = runtimes.has(seen.subject.content.manifest.name);
  return whereAny('C6', isRuntime ? 'info' : 'block', ['pipe-to-shell'])(seen);
};

/** One value that goes from call to call: what is fetched is run, what is unpacked is started, what is read is sent. */
const follows: Row = (seen) =>
  whereAny('I10', 'high', ['runs-fetched', 'runs-dropped', 'sends-file'], ({ record }) => {
    const isRun = traitsIn(record, ['runs-fetched', 'runs-dropped']).length > 0;
    return isRun || record.hosts.length === 0 || !record.hosts.every((host) => isExpected(host, seen));
  })(seen);

const rewrites = whereAny('I9', 'info', ['rewrites-manifest']);

export const installRows: readonly Row[] = [
  ...[
    unreadable,
    sinks,
    credentials,
    npmCredentials,
    harvest,
    downloader,
    otherRuntime,
    systemTools,
    publishes,
    decodesToShell,
    pipesToShell,
  ],
  rewrites,
  follows,
];
