import { isDeepStrictEqual } from 'node:util';
import { asObject, type Foreign, own } from '../content/foreign.ts';
import type { Origin, Plan, PlanEntry, PlannedPackage } from '../model/plan.ts';
import { changeOf, removedFrom } from '../plan/change.ts';
import type { ForeignEntry } from '../plan/foreign/entries.ts';
import type { LockfileEntry } from '../plan/lockfile-entries.ts';

/** Of npm's own lockfile, or of another manager's. */
type Entries = ReadonlyMap<string, LockfileEntry | ForeignEntry>;

/**
 * What of a plan has to be looked at, because the base does not have it just so; with every change told against the
 * base. `names`: what package.json asks for in another way than there.
 */
export function changedSince(
  base: Entries,
  {
    plan,
    head,
    names,
  }: { readonly plan: Plan; readonly head: Entries; readonly names: ReadonlySet<string> | 'all' },
): Plan {
  const texts = new Set([...base.values()].map(({ text }) => text));
  const exotic = new Set([...base.values()].flatMap((entry) => entry.exotic));
  const askedAnew = [...head.values()].flatMap((entry) => entry.exotic).filter((one) => !exotic.has(one));
  // An entry that stays as it is means something else once it is asked for as a repository or an address.
  const named = names === 'all' ? [] : names;
  const suspects = new Set([...named, ...askedAnew.map((one) => one.slice(0, one.indexOf(' ')))]);
  const isSame = (entry: PlanEntry): boolean => {
    const { recorded } = entry;
    const written = head.get(entry.place);
    return (
      recorded?.by === 'lockfile' &&
      recorded.disagreement === undefined &&
      written !== undefined &&
      texts.has(written.text) &&
      // What was planned with and what was compared must be one and the same.
      recorded.name === written.name &&
      recorded.version === written.version &&
      recorded.resolved === written.resolved &&
      recorded.integrity === written.integrity &&
      !suspects.has(entry.alias)
    );
  };
  const byKey = new Map(plan.packages.map((pkg) => [pkg.key, pkg]));
  const unchanged = (pkg: PlannedPackage): boolean => {
    const { origin } = pkg;
    if (names === 'all' || suspects.has(pkg.name)) return false;
    if (liesInProject.has(origin.kind) || !pkg.entries.every(isSame)) return false;
    // What was said of one package lets the scripts of another run: nobody looked at it for that.
    if (pkg.entries.some(({ approval }) => approval?.ofAnother === true)) return false;
    if (origin.kind !== 'bundled') return true;
    // It has no bytes of its own that anything binds: it is as it was where what it lies in is.
    const bundler = byKey.get(origin.by);
    return bundler !== undefined && bundler !== pkg && unchanged(bundler);
  };
  const packages = plan.packages
    .filter((pkg) => !unchanged(pkg))
    .map((pkg) => ({ ...pkg, entries: pkg.entries.map((entry) => toldAgainst(base, entry, pkg)) }));
  return { ...plan, packages, removed: removedFrom(base.values(), plan.packages) };
}

/** Its content is the project's own, which no lockfile binds: it may have changed with this very commit. */
const liesInProject: ReadonlySet<Origin['kind']> = new Set(['file', 'directory', 'workspace']);

function toldAgainst(base: Entries, entry: PlanEntry, pkg: PlannedPackage): PlanEntry {
  const planned = entry.recorded ?? { ...pkg, resolved: undefined };
  return { ...entry, change: changeOf(planned, base.get(entry.place)) };
}

const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** The names that one package.json asks for in another way than the other, by range or by override. */
export function namesChanged(before: string | undefined, after: string | undefined): readonly string[] {
  const [old, now] = [manifestIn(before), manifestIn(after)];
  const asked = fields.flatMap((field) => {
    const [was, is] = [old, now].map((manifest) => asObject(own(manifest, field)) ?? {});
    return Object.keys({ ...was, ...is }).filter((name) => !isDeepStrictEqual(was?.[name], is?.[name]));
  });
  const [was, is] = [old, now].map((manifest) => own(manifest, 'overrides'));
  return isDeepStrictEqual(was, is) ? asked : [...asked, ...overridden(was), ...overridden(is)];
}

/**
 * The packages whose install scripts npm may treat in another way, by what package.json says in allowScripts: who
 * reviewed them while they did not run has not seen them run. An entry that is no package's name may mean any.
 */
export function approvalsChanged(
  before: string | undefined,
  after: string | undefined,
): readonly string[] | 'all' {
  const [was, is] = [before, after].map((text) => own(manifestIn(text), 'allowScripts'));
  if (isDeepStrictEqual(was, is)) return [];
  const [old, now] = [asObject(was), asObject(is)];
  const isUnread = (was !== undefined && !old) || (is !== undefined && !now);
  const keys = Object.keys({ ...old, ...now }).filter((key) => !isDeepStrictEqual(old?.[key], now?.[key]));
  if (isUnread || !keys.every((key) => /^(?:@[\w.~-]+\/)?[\w.~-]+(?:@[^:/]*)?$/.test(key))) return 'all';
  return keys.map(bareName);
}

/** `{ "a@1": { ".": "2", "b": "npm:c@1" } }`: keys are names, with a range or without. */
function overridden(value: unknown): readonly string[] {
  return Object.entries(asObject(value) ?? {}).flatMap(([key, inner]) => [
    bareName(key),
    ...overridden(inner),
  ]);
}

function bareName(key: string): string {
  return key.replace(/(?<=.)@.*$/s, '');
}

export function manifestIn(text: string | undefined): Foreign {
  try {
    return asObject(JSON.parse(text ?? '{}')) ?? {};
  } catch {
    // npm cannot read it either: then everything that the other side asks for is asked for anew.
    return {};
  }
}
