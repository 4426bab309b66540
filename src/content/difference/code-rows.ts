import { type Capability, capabilityWords, traitDeed } from '../../model/code-signs.ts';
import { listed } from '../../model/listed.ts';
import { hostsDeed } from '../../model/news-words.ts';
import type { Trait } from '../record.ts';
import { isFirstParty } from '../rows/first-party.ts';
import { hexNames } from '../rows/install.ts';
import type { Tier } from '../rows/rows.ts';
import { asideIn, type Compared, milder, type NewsHit, startsIn } from './compared.ts';
import { isBuilt } from './places.ts';
import { obfuscation, secrets, sinks, strong, taken } from './telling.ts';

/** D5, D7 and D9: what code can do now that no file of the earlier version could. */
export function codeRows(compared: Compared): readonly NewsHit[] {
  return [...capabilityRows(compared), ...pairRows(compared), ...traitRows(compared), ...hostRows(compared)];
}

/** In 325 honest releases none began to start programs or to run text, and one of a new major to use the network. */
function capabilityRows(compared: Compared): readonly NewsHit[] {
  const { difference, jump, content } = compared;
  const isAside = asideIn(content);
  return difference.capabilities.map(({ capability, files }): NewsHit => {
    const inUse = files.find(({ path }) => !isAside(path));
    const bundled =
      jump === 'minor' &&
      inUse !== undefined &&
      files.every((file) => isAside(file.path) || isBundle(file, compared));
    const moved = jump === 'major' || bundled;
    const tier = milder(milder(capabilityTier(capability, compared), moved), inUse === undefined);
    const path = (inUse ?? files[0])?.path ?? '';
    const says = capabilityWords[capability];
    return { ...{ id: 'D5', tier, says, path }, topic: capability, part: 'does', traits: [] };
  });
}

const bundleBytes = 50_000;

/** It was there before, holds what a bundler takes from dependencies, and is not where an import begins. */
function isBundle({ path, isNew }: { path: string; isNew: boolean }, { content }: Compared): boolean {
  const isLarge = (content.files.get(path)?.size ?? 0) >= bundleBytes;
  return !isNew && isLarge && isBuilt(path) && content.code?.load.includes(path) === false;
}

function capabilityTier(capability: Capability, { difference, jump }: Compared): Tier {
  switch (capability) {
    case 'child-process':
    case 'dynamic-code':
      return 'high';
    case 'network': {
      const more = difference.capabilities.length > 1 || difference.together.length > 0;
      return jump === 'patch' && more ? 'high' : 'notice';
    }
    case 'credential-files':
    case 'native-code':
      return 'notice';
    case 'environment':
    case 'file-write':
      return 'info';
  }
}

/** What met in one file only now, where each of the two was there before; the rest is told as a capability. */
function pairRows({ difference, jump, content }: Compared): readonly NewsHit[] {
  const isAside = asideIn(content);
  const fresh = new Set(difference.capabilities.map(({ capability }) => capability));
  return difference.together.flatMap(({ capabilities, path }): NewsHit[] => {
    const collects = capabilities.includes('credential-files');
    if (!collects && capabilities.some((one) => fresh.has(one))) return [];
    // A bundler puts into one file what stood in many.
    const moved = jump === 'major' || (jump === 'minor' && isBuilt(path));
    const tier = milder(milder(collects ? 'high' : 'notice', moved), isAside(path));
    const says = `${listed(capabilities.map((one) => capabilityWords[one]))} in one file`;
    return [{ id: 'D9', tier, says, path, topic: capabilities.join('+'), part: 'does', traits: [] }];
  });
}

const shownOfOneKind = 3;

/** So many names of an obfuscator's are C7 of the table. */
const manyNames = 25;

function traitRows({ difference, jump, content }: Compared): readonly NewsHit[] {
  const isAside = asideIn(content);
  const starts = startsIn(content);
  const installs = new Set(content.code?.install.files.map((file) => file.path));
  const byKind = new Map<Trait['kind'], { readonly path: string; readonly traits: Trait[] }>();
  // What runs first of all is looked at first, and what nobody is meant to run last.
  const rank = (path: string) => (starts.has(path) ? 0 : isAside(path) ? 2 : 1);
  const inOrder = [...difference.traits].sort((a, b) => rank(a.path) - rank(b.path));
  for (const { path, trait } of inOrder) {
    const seen = byKind.get(trait.kind);
    if (seen === undefined) byKind.set(trait.kind, { path, traits: [trait] });
    else if (seen.path === path && seen.traits.length < shownOfOneKind) seen.traits.push(trait);
  }
  const several = [...byKind].filter(([kind, { path }]) => strong.has(kind) && !isAside(path)).length > 1;
  return [...byKind].flatMap(([kind, { path, traits }]): NewsHit[] => {
    const [trait] = traits;
    const veils = obfuscation.has(kind);
    if (trait === undefined || !(veils || sinks.has(kind) || strong.has(kind))) return [];
    const isStrong =
      veils ||
      sinks.has(kind) ||
      several ||
      (secrets.has(kind) && jump === 'patch') ||
      ((kind === 'pipe-to-shell' || kind === 'runtime-download') && jump === 'minor');
    // To go around node's loader hides nothing by itself: tools that compile what they load do it.
    const moved = (strong.has(kind) || kind === 'internal-loader') && jump === 'major';
    // Who sells an obfuscated program may begin to in some file; that what everybody imports becomes one is no sale.
    // Another runtime, which an install fetches only now, has been how worms run what Node's own would show.
    const isRuntime = kind === 'runtime-download' && installs.has(path) && jump !== 'major';
    const isTaken = isRuntime || (starts.has(path) && hexNames(traits) >= manyNames);
    const tier = isTaken ? 'block' : milder(milder(isStrong ? 'high' : 'notice', moved), isAside(path));
    return [
      { id: veils ? 'D7' : 'D9', tier, says: traitDeed(trait), path, topic: kind, part: 'does', traits },
    ];
  });
}

/** Everybody names them, in messages and as examples. */
const everyones =
  /(?:^|\.)(?:github\.com|githubusercontent\.com|github\.io|gitlab\.com|npmjs\.(?:com|org)|nodejs\.org|mozilla\.org|w3\.org|ietf\.org|wikipedia\.org|stackoverflow\.com|example\.(?:com|org|net)|localhost)$/;

/**
 * Whom it talks to now. Release after release talks to the same hosts; a patch has no reason to turn to somebody
 * new, and a minor version that first begins to talk at all, or takes something along, hardly has.
 */
function hostRows({ difference, jump, content, homes }: Compared): readonly NewsHit[] {
  if (jump === 'major') return [];
  const isAside = asideIn(content);
  const foreign = difference.hosts.filter(({ host, path, asked }) => {
    const file = content.code?.files.get(path);
    const own = isFirstParty(host, { name: '', homes });
    const talks = asked === true || file?.capabilities.includes('network') === true;
    return talks && !everyones.test(host) && !own && !isAside(path);
  });
  const asked = foreign.filter((one) => one.asked);
  const [first] = asked.length > 0 ? asked : jump === 'patch' ? foreign : [];
  if (first === undefined) return [];
  const news = difference.capabilities.length > 0 || difference.together.length > 0;
  const takes = difference.traits.some(({ path, trait }) => path === first.path && taken.has(trait.kind));
  // What an install fetches comes from where it always came from; who moves does so in a release that says it.
  const installs = new Set(content.code?.install.files.map((file) => file.path));
  const moves = jump === 'patch' && installs.has(first.path);
  const tier = moves || (first.asked && (jump === 'patch' || news || takes)) ? 'high' : 'notice';
  const names = (first.asked ? asked : foreign).slice(0, 3).map(({ host }) => host);
  const says = hostsDeed(names, first.asked === true);
  const seen = content.code?.files.get(first.path)?.traits ?? [];
  const traits = seen.filter(({ kind, what }) => kind === 'request' && what === first.host).slice(0, 1);
  return [{ id: 'D9', tier, says, path: first.path, topic: 'hosts', part: 'does', traits }];
}
