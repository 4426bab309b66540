import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeedName } from '../../src/evidence/advisories/feed.ts';
import { feedNames } from '../../src/evidence/advisories/merge.ts';
import type { Fact } from '../../src/model/fact.ts';
import type { Origin, PlannedPackage } from '../../src/model/plan.ts';
import { lookingOptions } from '../../src/plan/looking.ts';
import { removeFolder } from '../world/project.ts';

/** An instant that no test has to know. */
export const now = new Date('2026-06-01T12:00:00.000Z');
export const clock = {
  now: () => now,
  monotonicMs: () => 0,
  every: () => () => undefined,
};

export function planned(
  name: string,
  version: string,
  over: Partial<PlannedPackage> & { readonly registry?: string } = {},
): PlannedPackage {
  const { registry = 'https://registry.example/', ...rest } = over;
  const origin: Origin = { kind: 'registry', registry };
  const key = `${name}@${version}`;
  return {
    ...{ key, name, version, origin, integrity: undefined },
    entries: [entryAt(`node_modules/${name}`, key)],
    ...{ exactlyRequested: false, locked: false, looked: true, private: false },
    ...rest,
  };
}

export function entryAt(place: string, packageKey: string): PlannedPackage['entries'][number] {
  return {
    ...{
      place,
      packageKey,
      alias: place.split('node_modules/').at(-1) ?? '',
      change: { kind: 'added' as const },
    },
    ...{ dev: false, optional: false, peer: false, inert: false, direct: true, path: [packageKey] },
  };
}

export function knownValue<T>(fact: Fact<T> | undefined): T {
  if (fact?.status !== 'known') throw new Error(`not known: ${JSON.stringify(fact)}`);
  return fact.value;
}

/** Reason and detail of a fact that could not be found out. */
export function unknownOf(fact: Fact<unknown> | undefined): { reason: string; detail: string } {
  if (fact?.status !== 'unknown') throw new Error(`known: ${JSON.stringify(fact)}`);
  return { reason: fact.reason, detail: fact.detail };
}

/** Every feed of advisories, answering with this. */
export function everyFeed<T>(answer: (name: FeedName) => T): Record<FeedName, T> {
  return Object.fromEntries(feedNames.map((name) => [name, answer(name)])) as Record<FeedName, T>;
}

export interface TempFolder extends AsyncDisposable {
  readonly path: string;
}

export function tempFolder(): TempFolder {
  const path = mkdtempSync(join(tmpdir(), 'npq-evidence-'));
  return {
    path,
    async [Symbol.asyncDispose]() {
      removeFolder(path);
    },
  };
}

/** npm's options as npq uses them, against one registry, with a cache of their own and no patience. */
export function npmOptions(
  registry: string,
  folder: TempFolder,
  over: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const flat = { registry, cache: join(folder.path, '_cacache'), fetchRetries: 0, timeout: 5_000, ...over };
  return lookingOptions({ flat });
}
