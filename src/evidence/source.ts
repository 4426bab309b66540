import type { Fact } from '../model/fact.ts';
import type { PlannedPackage } from '../model/plan.ts';

/**
 * One place that facts come from. A source only loads: batching, deduplication and the privacy filter stand
 * once in front of all sources (gather.ts). A source never rejects for trouble of the world: that is an
 * unknown fact with its reason. A key that is missing in the answer is a bug.
 */
export interface Source<T> {
  readonly id: string;
  /** How many packages one call takes. */
  readonly batchSize: number;
  /** How many calls may run at once. */
  readonly concurrency: number;
  /** `third-party` sources never see the name of a private package. */
  readonly audience: 'registry' | 'third-party' | 'local';
  /** Facts by `PlannedPackage.key`. */
  load(packages: readonly PlannedPackage[]): Promise<ReadonlyMap<string, Fact<T>>>;
}

/** A source that looks at each package by itself. */
export function packageByPackage<T>(
  about: Pick<Source<T>, 'id' | 'concurrency' | 'audience'>,
  factOf: (pkg: PlannedPackage) => Promise<Fact<T>>,
): Source<T> {
  return {
    ...about,
    batchSize: 1,
    async load(packages) {
      const facts = packages.map(async (pkg) => [pkg.key, await factOf(pkg)] as const);
      return new Map(await Promise.all(facts));
    },
  };
}

/** What a source says of one package. */
export async function factFrom<T>(source: Pick<Source<T>, 'load'>, pkg: PlannedPackage): Promise<Fact<T>> {
  const fact = (await source.load([pkg])).get(pkg.key);
  if (fact === undefined) throw new Error(`a source gave no answer for ${pkg.key}`);
  return fact;
}
