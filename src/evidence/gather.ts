import type { SourceUse } from '../model/asked.ts';
import { type Fact, unknown } from '../model/fact.ts';
import type { PlannedPackage } from '../model/plan.ts';
import {
  derivations,
  type Learned,
  type PackageNeed,
  type ProfileKey,
  packageNeeds,
  profileKeys,
  type SourceName,
  type SourceValues,
  sourceNames,
} from './derive.ts';
import type { NeedKey, Needs } from './needs.ts';
import { withoutCredentials } from './registry-address.ts';
import type { Source } from './source.ts';

export type Sources = { readonly [S in SourceName]: Source<SourceValues[S]> };

/** What was learned about the packages. */
export interface Evidence {
  /** Throws for a fact that was not among the needs: a check that forgot to declare it is a bug. */
  fact<K extends PackageNeed>(pkg: Pick<PlannedPackage, 'key'>, key: K): Fact<Needs[K]>;
  /** For stages after the checks: the value where it was asked for and is known. */
  read<K extends PackageNeed>(pkg: Pick<PlannedPackage, 'key'>, key: K): Needs[K] | undefined;
}

export interface GatherInput {
  readonly packages: readonly PlannedPackage[];
  /** What the checks ask for, of every package or package by package. */
  readonly needs: ReadonlySet<NeedKey> | ((pkg: PlannedPackage) => ReadonlySet<NeedKey>);
  readonly sources: Sources;
  /** What this registry is known to offer; asked once for each registry. */
  profile(registry: string, key: ProfileKey): Promise<Fact<true>>;
  readonly now: Date;
  /** For whoever counts what was asked and how long it took. */
  readonly watch?: { monotonicMs(): number; onSource(use: SourceUse): void };
  /** In packages: one is done when every source has answered for it. */
  onProgress?(done: number, total: number): void;
}

/** Loads what is needed, each package once from each source, and derives the facts from it. */
export async function gather(input: GatherInput): Promise<Evidence> {
  const { packages, needs, sources } = input;
  const wanted = new Map<
    string,
    { readonly pkg: PlannedPackage; readonly needs: ReadonlySet<PackageNeed> }
  >();
  for (const pkg of packages) {
    const these = typeof needs === 'function' ? needs(pkg) : needs;
    const mine = new Set(packageNeeds.filter((key) => these.has(key)));
    const before = wanted.get(pkg.key)?.needs ?? [];
    wanted.set(pkg.key, { pkg, needs: new Set([...before, ...mine]) });
  }
  const interested = (source: SourceName): readonly PlannedPackage[] =>
    [...wanted.values()]
      .filter((one) => [...one.needs].some((key) => derivations[key].sources.includes(source)))
      .map(({ pkg }) => pkg);
  const asked = new Map(sourceNames.map((source) => [source, interested(source)] as const));

  const open = new Map<string, number>();
  for (const { key } of [...asked.values()].flat()) open.set(key, (open.get(key) ?? 0) + 1);
  const total = open.size;
  const progress = (loaded: readonly PlannedPackage[]) => {
    for (const { key } of loaded) {
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    }
    input.onProgress?.(total - open.size, total);
  };
  const profiles = new Map<string, { readonly registry: string; readonly key: ProfileKey }>();
  for (const { pkg, needs: mine } of wanted.values()) {
    if (pkg.origin.kind !== 'registry') continue;
    const { registry } = pkg.origin;
    for (const { profile } of [...mine].map((key) => derivations[key])) {
      if (profile) profiles.set(`${profile} ${registry}`, { registry, key: profile });
    }
  }
  const answers = new Map<string, ReadonlyMap<string, Fact<unknown>>>();
  const [offered] = await Promise.all([
    Promise.all(
      [...profiles].map(async ([id, { registry, key }]) => [id, await input.profile(registry, key)] as const),
    ),
    ...sourceNames.map(async (name) => {
      const packagesOf = asked.get(name) ?? [];
      const source: Source<unknown> = sources[name];
      if (packagesOf.length === 0) return;
      const begun = input.watch?.monotonicMs() ?? 0;
      const facts = await loadAll(source, packagesOf, progress);
      answers.set(name, facts);
      const known = [...facts.values()].filter(({ status }) => status === 'known').length;
      const ms = Math.round((input.watch?.monotonicMs() ?? 0) - begun);
      input.watch?.onSource({ source: name, packages: packagesOf.length, known, ms });
    }),
  ]);
  const profileFacts = new Map(offered);

  const fact: Evidence['fact'] = (of, key) => {
    const entry = wanted.get(of.key);
    if (!entry?.needs.has(key)) throw new Error(`${key} of ${of.key} was not gathered`);
    const { origin, version } = entry.pkg;
    const home = origin.kind === 'registry' ? origin.registry : origin.kind;
    // Each source answers with its own type: gather asks it for exactly the facts that are read here.
    const fromSources = sourceNames.map((name) => [name, () => answerOf(answers.get(name), of.key)]);
    const fromProfile = (profile: ProfileKey) => () => answerOf(profileFacts, `${profile} ${home}`);
    const learned = Object.fromEntries([
      ...fromSources,
      ...profileKeys.map((profile) => [profile, fromProfile(profile)]),
    ]) as Learned;
    return derivations[key].derive(learned, version, input.now);
  };
  return {
    fact,
    read(of, key) {
      if (!wanted.get(of.key)?.needs.has(key)) return undefined;
      const learned = fact(of, key);
      return learned.status === 'known' ? learned.value : undefined;
    },
  };
}

function answerOf<T>(answers: ReadonlyMap<string, T> | undefined, key: string): T {
  const answer = answers?.get(key);
  if (answer === undefined) throw new Error(`nothing was loaded for ${key}`);
  return answer;
}

/** Behind a mirror all names are private until its user says otherwise: then that is the thing to know. */
function whyPrivate({ name, origin }: PlannedPackage): string {
  if (origin.kind !== 'registry') return `${name} is private and was named to nobody`;
  const registry = withoutCredentials(origin.registry);
  return `what ${registry} has is told to no service, unless publicRegistries in your npq.json names it`;
}

async function loadAll<T>(
  source: Source<T>,
  packages: readonly PlannedPackage[],
  progress: (loaded: readonly PlannedPackage[]) => void,
): Promise<ReadonlyMap<string, Fact<T>>> {
  const facts = new Map<string, Fact<T>>();
  const allowed: PlannedPackage[] = [];
  for (const pkg of packages) {
    if (source.audience === 'third-party' && pkg.private) {
      facts.set(pkg.key, unknown('private', source.id, whyPrivate(pkg)));
      progress([pkg]);
    } else allowed.push(pkg);
  }
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < allowed.length) {
      const batch = allowed.slice(next, next + source.batchSize);
      next += batch.length;
      const loaded = await source.load(batch);
      for (const { key } of batch) {
        const fact = loaded.get(key);
        if (!fact) throw new Error(`the source ${source.id} gave no answer for ${key}`);
        facts.set(key, fact);
      }
      progress(batch);
    }
  };
  await Promise.all(Array.from({ length: source.concurrency }, work));
  return facts;
}
