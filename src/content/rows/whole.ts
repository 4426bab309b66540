import { type TraitKind, traitDeeds } from '../../model/code-signs.ts';
import type { Trait } from '../record.ts';
import { encodedInNames } from '../traits/outlets.ts';
import { hexNames, sinkKinds, strongKinds } from './install.ts';
import type { Hit, Tier } from './rows.ts';
import {
  allFiles,
  can,
  fileHit,
  highestHonestEntropy,
  otherFiles,
  type Row,
  type Seen,
  type Shown,
  scriptName,
  traitsIn,
} from './seen.ts';

/**
 * What stands anywhere in the package. Files that an install starts are weighed by stricter rows of their own
 * (install.ts), so that one thing in one file is not counted as two.
 */

const smallBytes = 32_000;

/** So small that whatever stands in it stands close together. */
export function isSmall({ subject }: Seen, { path }: Shown): boolean {
  return (subject.content.files.get(path)?.size ?? 0) <= smallBytes;
}

const closeLines = 100;
const longestReadable = 4_096;

/** Close together: in a small file, or within a hundred lines where lines mean something. */
function areClose(seen: Seen, shown: Shown, some: readonly Trait[], others: readonly Trait[]): boolean {
  if (some.length === 0 || others.length === 0) return false;
  if (isSmall(seen, shown)) return true;
  if (shown.record.longestLine > longestReadable) return false;
  return some.some((one) => others.some((other) => Math.abs(one.line - other.line) <= closeLines));
}

function anywhere(
  id: string,
  kinds: readonly TraitKind[],
  tierOf: (seen: Seen, shown: Shown, traits: readonly Trait[]) => Tier | undefined,
): Row {
  return (seen) =>
    otherFiles(seen).flatMap((shown): readonly Hit[] => {
      const traits = traitsIn(shown.record, kinds);
      const tier = traits.length === 0 ? undefined : tierOf(seen, shown, traits);
      if (tier === undefined) return [];
      return [fileHit(seen, { id, tier, path: shown.path, does: traitDeeds(traits), traits })];
    });
}

const hiddenData = anywhere('C1', ['variation-selectors'], () => 'block');
const hiddenCode = anywhere('C2', ['blank-run', 'hidden-require'], () => 'block');

const decodesAndRuns = anywhere('C3', ['decode-and-run'], (seen, { path, record }) => {
  if (can(record, 'network', 'child-process')) return 'block';
  // It may stand in a text about such code; where it is called the parser tells (E2).
  return seen.entries.has(path) ? 'notice' : 'info';
});

const scrambled: Row = (seen) =>
  allFiles(seen).flatMap(({ path, record }): readonly Hit[] => {
    const size = seen.subject.content.files.get(path)?.size ?? 0;
    const isHookEntry = seen.closure.get(path) === 0;
    if (isHookEntry || !scriptName.test(path) || size < 4_096) return [];
    if (record.entropy <= highestHonestEntropy) return [];
    const does = 'is no program that anybody could read, but scrambled bytes';
    return [fileHit(seen, { id: 'C4', tier: 'block', path, does })];
  });

const takenKinds = [
  'environment-dump',
  'host-facts',
  'token-pattern',
  'credential-path',
  'detached',
] as const;

/** Tools for developers open these too, beside reading credentials and starting programs. */
const tunnels = /ngrok|trycloudflare|serveo|localtunnel|loca\.lt/i;

/** A sink alone is a word in a list; next to what is taken, or what is started, it is where that goes. */
const sinkWithLoot: Row = (seen) =>
  otherFiles(seen).flatMap((shown): readonly Hit[] => {
    const { path, record } = shown;
    const sinks = traitsIn(record, sinkKinds);
    if (sinks.length === 0) return [];
    const isTunnel = sinks.every(({ what = '' }) => tunnels.test(what));
    // Nothing is encoded so that nobody gets it.
    const encoded = sinks.some(({ what }) => what === encodedInNames) && isSmall(seen, shown);
    const loot = traitsIn(record, isTunnel ? ['environment-dump', 'host-facts'] : takenKinds);
    const starts = !isTunnel && isSmall(seen, shown) && can(record, 'child-process');
    const sends = !isTunnel && isSmall(seen, shown) && can(record, 'network') && can(record, 'environment');
    if (!encoded && !starts && !sends && !areClose(seen, shown, sinks, loot)) {
      return [fileHit(seen, { id: 'C5', tier: 'info', path, does: traitDeeds(sinks), traits: sinks })];
    }
    const also =
      loot.length > 0 || encoded ? '' : starts ? ' and starts programs' : ' and reads the environment';
    const tier = seen.entries.has(path) ? 'block' : 'high';
    const traits = [...sinks, ...loot];
    return [fileHit(seen, { id: 'C5', tier, path, does: `${traitDeeds(traits)}${also}`, traits })];
  });

const shells = anywhere('C6', ['decode-to-shell', 'pipe-to-shell'], (_seen, { record }, traits) => {
  if (traits.some(({ kind }) => kind === 'decode-to-shell')) return 'block';
  return can(record, 'child-process') ? 'notice' : 'info';
});

const obfuscated = anywhere('C7', ['hex-names'], (_seen, _shown, traits) =>
  hexNames(traits) >= 25 ? 'notice' : undefined,
);

const publishes = anywhere('C8', ['self-publish'], () => 'info');
const destroys = anywhere('C10', ['destroys-home', 'geography-wipe'], () => 'high');

const takesWallets: Row = (seen) =>
  allFiles(seen).flatMap(({ path, record }): readonly Hit[] => {
    const traits = traitsIn(record, ['wallet-hook']);
    if (traits.length === 0) return [];
    return [fileHit(seen, { id: 'C9', tier: 'high', path, does: traitDeeds(traits), traits })];
  });

/** Farmed packages exist for a token's sake: hardly any code, and a script that publishes more of them. */
const farmed: Row = ({ subject: { content } }) => {
  if (!content.files.has('tea.yaml')) return [];
  const scripts = [...content.files].filter(([path]) => scriptName.test(path));
  const bytes = scripts.reduce((sum, [, { size }]) => sum + size, 0);
  const spreads = scripts.some(([path]) =>
    /(?:^|\/)(?:auto|autopublish|publish-?script)\.[cm]?js$/i.test(path),
  );
  if (bytes >= 2_000 && !spreads) return [];
  const says = 'takes part in a programme that pays for packages, and has hardly any code of its own';
  return [{ id: 'C11', tier: 'notice', says, path: 'tea.yaml', traits: [] }];
};

const readsCredentials: Row = (seen) =>
  otherFiles(seen).flatMap((shown): readonly Hit[] => {
    const { path, record } = shown;
    const traits = traitsIn(record, ['credential-path']);
    if (traits.length === 0 || !can(record, 'network')) return [];
    const atImport = seen.entries.has(path) && !traits.every(({ what = '' }) => isItsWork(what, seen));
    const tier = !isSmall(seen, shown) ? 'info' : atImport ? 'high' : 'notice';
    const does = `${traitDeeds(traits)} and uses the network`;
    return [fileHit(seen, { id: 'C12', tier, path, does, traits })];
  });

/** Whose credentials a package is for stands in its name or in what it depends on: a client for ssh reads ssh's keys. */
const works: readonly (readonly [secret: RegExp, word: RegExp])[] = [
  [/^SSH keys$/, /ssh|sftp|(?:^|[^a-z])scp(?:$|[^a-z])/],
  [/kube/, /kube|k8s|helm/],
  [/docker/, /docker|container|registry/],
  [/aws/, /(?:^|[^a-z])(?:aws|s3|dynamodb|lambda|sqs|sns)(?:$|[^a-z])/],
  [/gcloud/, /gcloud|gcp|google|firebase/],
  [/Azure/, /azure/],
  [/netrc/, /netrc|heroku/],
  [/vault/, /vault/],
];

function isItsWork(secret: string, { subject }: Seen): boolean {
  const { name, dependencies } = subject.content.manifest;
  const words = [name, ...dependencies.dependencies.keys()].map((word) => word.toLowerCase());
  return works.some(([of, word]) => of.test(secret) && words.some((one) => word.test(one)));
}

const manyStrong: Row = (seen) =>
  otherFiles(seen).flatMap((shown): readonly Hit[] => {
    const traits = traitsIn(shown.record, strongKinds);
    const kinds = new Set(traits.map(({ kind }) => kind)).size;
    if (kinds < 2) return [];
    const tier = kinds >= 3 ? 'high' : isSmall(seen, shown) ? 'notice' : 'info';
    return [fileHit(seen, { id: 'C13', tier, path: shown.path, does: traitDeeds(traits), traits })];
  });

export const wholeRows: readonly Row[] = [
  ...[hiddenData, hiddenCode, decodesAndRuns, scrambled, sinkWithLoot, shells, obfuscated, publishes],
  ...[destroys, takesWallets, farmed, readsCredentials, manyStrong],
];
