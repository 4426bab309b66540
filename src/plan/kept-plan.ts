import { join } from 'node:path';
import { hasCode } from '../errors.ts';
import type { Files } from '../host/host.ts';
import { formatId } from '../model/package-id.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { fieldsOf } from './packument-view.ts';
import { type PlanKey, sha256 } from './plan-key.ts';
import type { ResolvedPlan } from './resolve.ts';

/**
 * The plan of a lockfile, kept for the next run: to work it out again takes longer than all the rest. Only the
 * tree is remembered and no answer about it: checks, ledger and policy have their say in every run.
 */
export interface KeptPlans {
  recall(key: string): Promise<ResolvedPlan | undefined>;
  keep(key: string, resolved: ResolvedPlan): Promise<void>;
}

type Stored = Omit<ResolvedPlan, 'wantedTags'> & {
  readonly wantedTags: readonly (readonly [string, readonly (readonly [string, string])[]])[];
};

/** One file for each project, in npq's own folder: what lies in the project is a stranger's word. */
export function keptPlans(
  files: Pick<Files, 'readText' | 'writeAtomic'>,
  state: string,
  project: string,
): KeptPlans {
  const path = join(state, 'plans', sha256(project).slice(0, 32));
  return {
    async recall(key) {
      const text = await unlessUnreadable(files.readText(path));
      const [written, hash, body] = text?.split('\n', 3) ?? [];
      // The hash says that this is what was written, by this version of npq: it needs no decoding.
      if (written !== key || body === undefined || hash !== sha256(body)) return undefined;
      const { wantedTags, ...rest } = JSON.parse(body) as Stored;
      return { ...rest, wantedTags: new Map(wantedTags.map(([name, tags]) => [name, new Map(tags)])) };
    },
    async keep(key, { wantedTags, ...rest }) {
      const tags = [...wantedTags].map(([name, all]) => [name, [...all]] as const);
      const body = JSON.stringify({ ...rest, wantedTags: tags } satisfies Stored);
      // It is worked out again where it cannot be kept.
      await unlessUnreadable(files.writeAtomic(path, `${key}\n${sha256(body)}\n${body}`));
    },
  };
}

/**
 * Whether the lockfile alone, as it was hashed, makes this plan. What the registry was asked for, what lies in
 * folders or comes from repositories, and what could not be had this time, may be different the next.
 */
export function followsFromLockfile({ plan }: ResolvedPlan, { contents }: PlanKey): boolean {
  const manifest = parsed(contents.get('package.json'));
  const lockfile = parsed(contents.get('npm-shrinkwrap.json') ?? contents.get('package-lock.json'));
  // Workspaces are folders, found by patterns. And an old lockfile has no dependencies in it.
  if (manifest['workspaces'] !== undefined || !(Number(lockfile['lockfileVersion']) >= 2)) return false;
  if (plan.global || plan.notes.length > 0 || plan.heldBack.length > 0) return false;
  const recorded = new Map(Object.entries(fieldsOf(lockfile['packages'])));
  const places = new Set(plan.packages.flatMap(({ entries }) => entries.map(({ place }) => place)));
  const removed = new Set(plan.removed.map(formatId));
  for (const [place, claim] of recorded) {
    // Who swaps the file between the hashing and arborist's reading would have one plan stand for another.
    if (place !== '' && !places.has(place) && !removed.has(idAt(place, claim))) return false;
  }
  return plan.packages.every((pkg) => isBound(pkg, recorded));
}

function idAt(place: string, claim: unknown): string {
  const { name, version } = fieldsOf(claim);
  const alias = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return formatId({ name: typeof name === 'string' ? name : alias, version: String(version) });
}

function isBound(pkg: PlannedPackage, recorded: ReadonlyMap<string, unknown>): boolean {
  const { origin, looked, permit, version } = pkg;
  if (!looked || permit !== undefined) return false;
  // What a tarball bundles or shrinkwraps is bound by the hash of that tarball.
  const inside = origin.kind === 'bundled';
  if (!inside && (origin.kind !== 'registry' || !pkg.locked || !/^sha512-/.test(pkg.integrity ?? ''))) {
    return false;
  }
  return pkg.entries.every(({ place, recorded: by }) => {
    const claim = recorded.get(place);
    if (claim === undefined) return inside || by?.by === 'shrinkwrap';
    const { version: locked, integrity, link } = fieldsOf(claim);
    return locked === version && link === undefined && (inside || integrity === pkg.integrity);
  });
}

function parsed(bytes: Buffer | undefined): Readonly<Record<string, unknown>> {
  if (bytes === undefined) return {};
  try {
    return fieldsOf(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    // npm has its own ways with a broken file, such as one with conflict markers: nothing follows from it here.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

async function unlessUnreadable<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!hasCode(error)) throw error;
    return undefined;
  }
}
