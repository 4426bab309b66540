import { join } from 'node:path';
import * as v from 'valibot';
import type { Folders } from '../config/folders.ts';
import { openStateFile, orNoted } from '../config/state-file.ts';
import type { Host } from '../host/host.ts';
import { type Fact, known, unknown } from '../model/fact.ts';
import type { PackumentStore } from '../plan/packuments.ts';
import { holdAgainstDeprecated } from './deprecations.ts';
import { withoutCredentials } from './registry-address.ts';
import { holdAgainstSentinels } from './times.ts';
import { holdAgainstAttested, holdAgainstSigned } from './vouching-told.ts';

type Packuments = Pick<PackumentStore, 'load' | 'registryFor'>;

/** What can be learned of a registry, and how. */
const ways = {
  /** Whether its publish times are true. */
  timesBelieved: holdAgainstSentinels,
  /** Whether it says of a deprecated version that it is. Some mirrors leave that out. */
  deprecationsTold: holdAgainstDeprecated,
  /** Whether it passes on the signatures of versions. */
  signaturesTold: holdAgainstSigned,
  /** Whether it says of an attested version that it is. */
  attestationsTold: holdAgainstAttested,
} as const;
export type RegistryTrait = keyof typeof ways;

type Asked = {
  readonly [W in RegistryTrait]: (registry: string, packuments: Packuments) => Promise<Fact<true>>;
};

/** Which facts each registry is known to offer; learned once and remembered. */
export interface Profiles extends Asked {
  /** What could not be remembered, in full sentences. */
  readonly notes: readonly string[];
}

const day = 24 * 3_600_000;
const believedForMs = 7 * day;
const notOfferedForMs = day;

const Learned = v.object({
  registry: v.string(),
  what: v.picklist(Object.keys(ways) as RegistryTrait[]),
  offered: v.boolean(),
  detail: v.string(),
  at: v.string(),
});
type Learned = v.InferOutput<typeof Learned>;
const Remembered = v.object({ learned: v.array(Learned) });

/** `options` are npm's own, for registries that serve scopes only: those are asked past the packument store. */
export async function loadProfiles(
  host: Pick<Host, 'files' | 'clock'>,
  folders: Pick<Folders, 'state'>,
  options: Readonly<Record<string, unknown>>,
): Promise<Profiles> {
  const { clock } = host;
  const path = folders.state && join(folders.state, 'registries.json');
  const what = 'the profiles of registries';
  const file = path && openStateFile({ host, path, schema: Remembered, empty: { learned: [] }, what });
  const notes: string[] = [];
  const earlier = new Map<string, Learned>();
  if (file) {
    const read = await file.read();
    notes.push(...read.notes);
    for (const one of read.value.learned) earlier.set(`${one.what} ${one.registry}`, one);
  }
  const remember = async (what: Learned['what'], registry: string, fact: Fact<true>): Promise<void> => {
    // What went wrong in the environment may be right the next minute.
    if (!file || (fact.status === 'unknown' && fact.reason !== 'not-offered')) return;
    const detail = fact.status === 'unknown' ? fact.detail : '';
    const one = { registry, what, offered: fact.status === 'known', detail, at: clock.now().toISOString() };
    const others = (all: readonly Learned[]) =>
      all.filter((other) => other.registry !== registry || other.what !== what);
    await orNoted(
      file.update((stored) => ({ learned: [...others(stored.learned), one] })),
      notes,
    );
  };
  const learn = async (
    what: Learned['what'],
    registry: string,
    packuments: Packuments,
  ): Promise<Fact<true>> => {
    const address = withoutCredentials(registry);
    const recalled = recall(earlier.get(`${what} ${address}`), clock.now());
    if (recalled) return recalled;
    const load = (name: string) =>
      packuments.registryFor(name) === registry
        ? packuments.load(name)
        : askDirectly(registry, name, options);
    const fact = blameless(await ways[what](address, load, () => clock.now()));
    await remember(what, address, fact);
    return fact;
  };
  const asked = new Map<string, Promise<Fact<true>>>();
  const once = (what: Learned['what']) => (registry: string, packuments: Packuments) => {
    const learning = asked.get(`${what} ${registry}`) ?? learn(what, registry, packuments);
    asked.set(`${what} ${registry}`, learning);
    return learning;
  };
  return {
    notes,
    timesBelieved: once('timesBelieved'),
    deprecationsTold: once('deprecationsTold'),
    signaturesTold: once('signaturesTold'),
    attestationsTold: once('attestationsTold'),
  };
}

/** A broken document of a package that others are held against is no fault of those others. */
function blameless(fact: Fact<true>): Fact<true> {
  if (fact.status === 'known' || fact.cause === 'environment') return fact;
  return unknown('http-error', fact.source, fact.detail);
}

function recall(one: Learned | undefined, now: Date): Fact<true> | undefined {
  if (!one) return undefined;
  const ageMs = now.getTime() - Date.parse(one.at);
  // An age below zero means that the clock was set back; that of a broken date fails both comparisons.
  if (!(ageMs >= 0 && ageMs < (one.offered ? believedForMs : notOfferedForMs))) return undefined;
  return one.offered
    ? known(true, 'registry-profile', new Date(one.at))
    : unknown('not-offered', 'registry-profile', one.detail);
}

async function askDirectly(
  registry: string,
  name: string,
  options: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { default: pacote } = await import('pacote');
  // `scope` would divert even unscoped names to another registry.
  return pacote.packument(name, { ...options, registry, scope: undefined, fullMetadata: true });
}
