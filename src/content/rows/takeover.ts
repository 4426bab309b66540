import { type TraitKind, traitDeeds } from '../../model/code-signs.ts';
import { listed } from '../../model/listed.ts';
import { type Trait, unreadable } from '../record.ts';
import { aCopy } from '../traits/passed-on.ts';
import { isExpected } from './install.ts';
import type { Tier } from './rows.ts';
import {
  allFiles,
  can,
  fileHit,
  otherFiles,
  type Row,
  type Seen,
  type Shown,
  scriptName,
  traitsIn,
} from './seen.ts';
import { isSmall } from './whole.ts';

/**
 * Rows of our own, for new packages above all, of which no earlier version tells what is news: each is enough by
 * itself, and none was there in any popular package.
 */

type Standing = readonly [atInstall: Tier, atImport: Tier, elsewhere: Tier];

function standingOf({ closure, entries }: Seen, path: string, tiers: Standing): Tier {
  return closure.has(path) ? tiers[0] : entries.has(path) ? tiers[1] : tiers[2];
}

function enough(id: string, kinds: readonly TraitKind[], tiers: Standing, howeverLarge = false): Row {
  return (seen) =>
    allFiles(seen).flatMap((shown) => {
      const traits = traitsIn(shown.record, kinds);
      if (traits.length === 0 || !(howeverLarge || isSmall(seen, shown))) return [];
      const tier = standingOf(seen, shown.path, tiers);
      return [fileHit(seen, { id, tier, path: shown.path, does: traitDeeds(traits), traits })];
    });
}

const allInput = enough('C17', ['takes-input'], ['high', 'high', 'high']);
/** Tests of what sends mails have receivers of their own. */
const takesInput: Row = (seen) =>
  allInput(seen).filter(
    ({ path = '', traits }) =>
      seen.entries.has(path) || seen.closure.has(path) || !traits.every(({ what }) => what === aCopy),
  );
/** Seen only where all of it stands close together. */
const sendsKeys = enough('C18', ['sends-keys'], ['high', 'high', 'notice'], true);
/** Whoever builds with it has the script in all that is built. */
const injects: Row = (seen) =>
  allFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    const foreign = traitsIn(record, ['injects-script']).filter(
      ({ what = '' }) => !isExpected(what, seen) && !libraries.test(what),
    );
    if (foreign.length === 0 || record.kind !== 'script' || !isSmall(seen, shown)) return [];
    const isWorker = foreign.some(({ excerpt }) => excerpt.includes('importScripts'));
    const tier = standingOf(seen, path, ['high', 'high', isWorker ? 'high' : 'notice']);
    return [fileHit(seen, { id: 'C26', tier, path, does: traitDeeds(foreign), traits: foreign })];
  });

/** Where everybody fetches the libraries of pages from. */
const libraries =
  /(?:^|\.)(?:unpkg\.com|jsdelivr\.net|cdnjs\.cloudflare\.com|googleapis\.com|gstatic\.com|googletagmanager\.com|google-analytics\.com|google\.com|esm\.sh|skypack\.dev|jquery\.com|bootstrapcdn\.com|maxcdn\.com|aspnetcdn\.com|jspm\.(?:io|dev)|polyfill-fastly\.io)$/;

/** Who measures a program says so in its name, and tells its own house; nobody else has to see what passes. */
const listensIn: Row = (seen) =>
  allFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    const traits = traitsIn(record, ['listens-in']);
    if (traits.length === 0 || !isSmall(seen, shown)) return [];
    const measures = traits.every(({ what = '' }) => /^(?:console|https?|net|tls)\./.test(what));
    if (measures && strangers(seen, shown).length === 0) return [];
    const tier = standingOf(seen, path, ['high', 'high', 'notice']);
    return [fileHit(seen, { id: 'C27', tier, path, does: traitDeeds(traits), traits })];
  });

const runsData = enough('C19', ['runs-data'], ['high', 'high', 'notice']);
const altersOthers = enough('C20', ['alters-others'], ['high', 'info', 'info']);

/** Nothing says who it is for, and nobody has asked for it: it fetches, and does what it is told. */
const followsOrders: Row = (seen) =>
  otherFiles(seen).flatMap((shown) => {
    const traits = traitsIn(shown.record, ['runs-fetched', 'runs-dropped', 'sends-file']);
    if (traits.length === 0 || !scriptName.test(shown.path)) return [];
    const isOwn = strangers(seen, shown).length === 0 && shown.record.hosts.length > 0;
    const tier = isOwn ? 'notice' : 'high';
    return [fileHit(seen, { id: 'C24', tier, path: shown.path, does: traitDeeds(traits), traits })];
  });

/** Its own file is all that would tell what it was; a tool cleans up what it made, not itself. */
const coversTracks: Row = (seen) =>
  otherFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    const traits = traitsIn(record, ['deletes-itself']);
    if (traits.length === 0 || !isSmall(seen, shown) || !can(record, 'network', 'child-process')) return [];
    const does = `${traitDeeds(traits)} and ${can(record, 'network') ? 'uses the network' : 'starts programs'}`;
    return [fileHit(seen, { id: 'C25', tier: 'high', path, does, traits })];
  });

const handed: ReadonlySet<TraitKind> = new Set(['reverse-shell', 'miner', 'persistence']);

/** Whoever imports it has a shell opened, coins mined, or something left that starts again; scanners list the words. */
const handsOver: Row = (seen) =>
  otherFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    const traits = traitsIn(record, handed);
    // Keys to the machine are left by one statement, and say so in a bundle too.
    const leavesKey = traits.some(({ what }) => what === '~/.ssh/authorized_keys');
    if (traits.length === 0 || !(leavesKey || isSmall(seen, shown)) || !scriptName.test(path)) return [];
    const isPage = traits.some(({ kind, what }) => kind === 'miner' && what === 'in a page');
    if (!isPage && !can(record, 'child-process', 'dynamic-code', 'file-write')) return [];
    const offers = traits.every(({ kind }) => kind === 'persistence') && isOffered(traits, path, seen);
    const tier = seen.entries.has(path) && !offers ? 'high' : 'notice';
    return [fileHit(seen, { id: 'C21', tier, path, does: traitDeeds(traits), traits })];
  });

/** Services of the whole machine take its owner's consent, and commands are told to complete words in a shell. */
function isOffered(traits: readonly Trait[], path: string, seen: Seen): boolean {
  return isCommand(path, seen) || traits.some(({ what = '' }) => /^\/etc\/|update-rc/.test(what));
}

function isCommand(path: string, { subject }: Seen): boolean {
  const pairs: readonly (readonly [string, string])[] = JSON.parse(subject.content.manifest.bins ?? '[]');
  return pairs.some(([, bin]) => bin === path);
}

/** What stands close together in one place says as much in a bundle as in a file of its own. */
const forOthers: Row = (seen) =>
  allFiles(seen).flatMap(({ path, record }) => {
    const traits = traitsIn(record, ['told-from-outside', 'reroutes', 'shown-to-some']).filter(
      ({ what }) => what === undefined || !isHost.test(what) || !isExpected(what, seen),
    );
    if (traits.length === 0 || record.kind !== 'script') return [];
    const tier = standingOf(seen, path, ['high', 'high', 'notice']);
    return [fileHit(seen, { id: 'C28', tier, path, does: traitDeeds(traits), traits })];
  });

const isHost = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}$/;

/** A command that takes the environment along: the network is in it, and in no module. */
const dumpsInCommand: Row = (seen) =>
  otherFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    const traits = traitsIn(record, ['environment-dump']).filter(({ excerpt }) => intoCommand.test(excerpt));
    if (traits.length === 0 || !isSmall(seen, shown) || !can(record, 'child-process')) return [];
    const tier = seen.entries.has(path) ? 'high' : 'notice';
    return [fileHit(seen, { id: 'C14', tier, path, does: `${traitDeeds(traits)} for a command`, traits })];
  });

const intoCommand =
  /\b(?:curl|wget|nc|ncat|openssl)\b[^\n]{0,160}\$\(\s{0,4}(?:env|printenv)\b|\b(?:env|printenv)\s{0,4}\|[^\n]{0,80}\b(?:curl|wget|nc|ncat|openssl)\b/;

/** What a repository's preparation runs is written by people, for people. */
const preparesUnreadably: Row = (seen) =>
  seen.code.clone.files.flatMap(({ path }) => {
    const record = seen.code.files.get(path);
    if (record === undefined || seen.closure.has(path)) return [];
    const traits = traitsIn(record, unreadable);
    if (traits.length === 0) return [];
    const does = `${traitDeeds(traits)}, and which its prepare script starts`;
    return [fileHit(seen, { id: 'C7', tier: 'high', path, does, traits })];
  });

/** Programs of brackets, and of words taken from a table, are for nobody to read, so that nobody can say that they do nothing. */
const brackets: Row = (seen) =>
  otherFiles(seen).flatMap((shown) => {
    const bare = isSmall(seen, shown) ? traitsIn(shown.record, ['jsfuck']) : [];
    const turned = traitsIn(shown.record, ['packer']).filter(({ what }) => what !== undefined);
    const traits = [...bare, ...turned];
    if (traits.length === 0 || !seen.entries.has(shown.path)) return [];
    // Who sells a program hides the command that asks for its licence, and not what others import.
    const tier = bare.length === 0 && isCommand(shown.path, seen) ? 'notice' : 'high';
    return [fileHit(seen, { id: 'C16', tier, path: shown.path, does: traitDeeds(traits), traits })];
  });

/** How the authors of these tell everybody to install them. */
const installers =
  /brew|rustup|get\.docker|bun\.(?:sh|com)|deno\.land|nvm|astral\.sh|poetry|pnpm|githubusercontent|volta|foundry|solana/i;

/** A library that pipes a download into a shell when it is loaded; commands offer that to people who ask for it. */
const pipes: Row = (seen) =>
  otherFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    const traits = traitsIn(record, ['pipe-to-shell']).filter(({ excerpt }) => !installers.test(excerpt));
    if (traits.length === 0 || !isSmall(seen, shown) || !seen.entries.has(path)) return [];
    if (!can(record, 'child-process') && traitsIn(record, ['internal-loader']).length === 0) return [];
    return [fileHit(seen, { id: 'C6', tier: 'high', path, does: traitDeeds(traits), traits })];
  });

/** Runs what it gets from a place that stands in it; loaders are told by whoever calls them where to look. */
const runsFromStranger: Row = (seen) =>
  otherFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    if (!can(record, 'network') || !can(record, 'dynamic-code')) return [];
    const traits = traitsIn(record, ['runs-text', 'encoded-text']);
    const strange = strangers(seen, shown);
    if (traits.length === 0 || strange.length === 0) return [];
    if (!isSmall(seen, shown) || !seen.entries.has(path)) return [];
    const does = `${traitDeeds(traits)}, uses the network and names ${listed(strange.slice(0, 3))}`;
    return [fileHit(seen, { id: 'C15', tier: 'high', path, does, traits })];
  });

const texts =
  /(?:^|\.)(?:w3\.org|mozilla\.org|json-schema\.org|schema\.org|stackoverflow\.com|wikipedia\.org)$/;

function strangers(seen: Seen, { record }: Shown): readonly string[] {
  return record.hosts.filter((host) => !isExpected(host, seen) && !texts.test(host));
}

/** A token of npm's and whose machine it is, in one small file that talks to strangers. */
const sendsTokens: Row = (seen) =>
  otherFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    const tokens = traitsIn(record, ['npm-credentials']);
    const others = traitsIn(record, ['host-facts', 'token-route', 'self-publish']);
    if (tokens.length === 0 || others.length === 0 || !can(record, 'network')) return [];
    // Who asks whose the token is, and publishes with it, needs no host but the registry's.
    const spreads = ['token-route', 'self-publish'].every((kind) => others.some((one) => one.kind === kind));
    if (!isSmall(seen, shown) || (!spreads && strangers(seen, shown).length === 0)) return [];
    const tier = seen.entries.has(path) ? 'high' : 'notice';
    const traits = [...tokens, ...others];
    return [
      fileHit(seen, { id: 'C8', tier, path, does: `${traitDeeds(traits)} and uses the network`, traits }),
    ];
  });

export const takeoverRows: readonly Row[] = [
  ...[
    takesInput,
    sendsKeys,
    injects,
    listensIn,
    runsData,
    altersOthers,
    handsOver,
    brackets,
    pipes,
    runsFromStranger,
  ],
  forOthers,
  ...[sendsTokens, dumpsInCommand, preparesUnreadably, followsOrders, coversTracks],
];
