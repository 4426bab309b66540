import { join } from 'node:path';
import * as v from 'valibot';
import type { Folders } from '../config/folders.ts';
import { openStateFile, orNoted } from '../config/state-file.ts';
import type { Host } from '../host/host.ts';
import { type Fact, known, unknown } from '../model/fact.ts';
import type { PackumentStore } from '../plan/packuments.ts';
import { withoutCredentials } from './registry-address.ts';
import { holdAgainstSentinels } from './times.ts';

type Packuments = Pick<PackumentStore, 'load' | 'registryFor'>;

/** Which facts each registry is known to offer; learned once and remembered. */
export interface Profiles {
  /** Whether this registry's publish times are true. */
  timesBelieved(registry: string, packuments: Packuments): Promise<Fact<true>>;
  /** What could not be remembered, in full sentences. */
  readonly notes: readonly string[];
}

const day = 24 * 3_600_000;
const believedForMs = 7 * day;
const notOfferedForMs = day;

const Times = v.object({ registry: v.string(), believed: v.boolean(), detail: v.string(), at: v.string() });
type Times = v.InferOutput<typeof Times>;
const Remembered = v.object({ times: v.array(Times) });

/** `options` are npm's own, for registries that serve scopes only: those are asked past the packument store. */
export async function loadProfiles(
  host: Pick<Host, 'files' | 'clock'>,
  folders: Pick<Folders, 'state'>,
  options: Readonly<Record<string, unknown>>,
): Promise<Profiles> {
  const { clock } = host;
  const path = folders.state && join(folders.state, 'registries.json');
  const what = 'the profiles of registries';
  const file = path && openStateFile({ host, path, schema: Remembered, empty: { times: [] }, what });
  const notes: string[] = [];
  const earlier = new Map<string, Times>();
  if (file) {
    const read = await file.read();
    notes.push(...read.notes);
    for (const one of read.value.times) earlier.set(one.registry, one);
  }
  const remember = async (registry: string, fact: Fact<true>): Promise<void> => {
    // What went wrong in the environment may be right the next minute.
    if (!file || (fact.status === 'unknown' && fact.reason !== 'not-offered')) return;
    const detail = fact.status === 'unknown' ? fact.detail : '';
    const times = { registry, believed: fact.status === 'known', detail, at: clock.now().toISOString() };
    const others = (all: readonly Times[]) => all.filter((one) => one.registry !== registry);
    await orNoted(
      file.update((stored) => ({ times: [...others(stored.times), times] })),
      notes,
    );
  };
  const learn = async (registry: string, packuments: Packuments): Promise<Fact<true>> => {
    const address = withoutCredentials(registry);
    const recalled = recall(earlier.get(address), clock.now());
    if (recalled) return recalled;
    const load = (name: string) =>
      packuments.registryFor(name) === registry
        ? packuments.load(name)
        : askDirectly(registry, name, options);
    const fact = await holdAgainstSentinels(address, load, () => clock.now());
    await remember(address, fact);
    return fact;
  };
  const asked = new Map<string, Promise<Fact<true>>>();
  return {
    notes,
    timesBelieved(registry, packuments) {
      const learning = asked.get(registry) ?? learn(registry, packuments);
      asked.set(registry, learning);
      return learning;
    },
  };
}

function recall(times: Times | undefined, now: Date): Fact<true> | undefined {
  if (!times) return undefined;
  const ageMs = now.getTime() - Date.parse(times.at);
  // An age below zero means that the clock was set back; that of a broken date fails both comparisons.
  if (!(ageMs >= 0 && ageMs < (times.believed ? believedForMs : notOfferedForMs))) return undefined;
  return times.believed
    ? known(true, 'registry-profile', new Date(times.at))
    : unknown('not-offered', 'registry-profile', times.detail);
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
