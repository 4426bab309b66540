import { join } from 'node:path';
import type { Plan } from '../../model/plan.ts';
import type { NpmConfig } from '../npm.ts';
import type { PackumentStore } from '../packuments.ts';
import { npmsOwnRegistry, type ResolvedPlan } from '../resolve.ts';
import { lockLimits, malformed, textIn } from './decode.ts';
import { detectForeign, type ForeignFile } from './detect.ts';
import type { ForeignLock } from './lock.ts';
import { askedElsewhere, notesOn } from './notes.ts';
import { readPlain } from './plain-file.ts';
import { type ProjectFiles, readManifest, readProject } from './project.ts';
import { reachedFrom } from './reach.ts';
import { isBerry, readForeign } from './read.ts';
import { foreignPackages } from './to-plan.ts';

export interface ForeignInput {
  readonly files: ProjectFiles;
  /** The project's folder. */
  readonly root: string;
  /** npm's: what npq asks is what it names, whatever the other manager's own files say. */
  readonly config: Pick<NpmConfig, 'layers'>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly packuments: Pick<PackumentStore, 'registryFor'>;
  readonly permits: ReadonlySet<string>;
  readonly publicRegistries?: ReadonlySet<string>;
}

/**
 * What another manager's lockfile would have installed, for the checks that need no tree of npm's. Undefined where
 * there is no such lockfile. Runs nothing, asks nobody.
 */
export async function foreignPlan(input: ForeignInput): Promise<ResolvedPlan | undefined> {
  const { files, root, config, options, packuments } = input;
  const detected = await detectForeign(files, root);
  if (detected === undefined) return undefined;
  const { lock: written, berry } = await readLock(files, root, detected);
  const lock = await withOwnVersions(files, root, written);
  const project = await readProject(files, root, lock.manager);
  const defaultRegistry = npmsOwnRegistry(config);
  const packages = foreignPackages({
    ...{ root, lock, project, berry, options, defaultRegistry, permits: input.permits },
    reach: reachedFrom(project, lock),
    publicRegistries: new Set([defaultRegistry, ...(input.publicRegistries ?? [])]),
    registryFor: packuments.registryFor,
  });
  const registries = packages.flatMap(({ origin }) => (origin.kind === 'registry' ? [origin.registry] : []));
  const elsewhere = berry ? await askedElsewhere(files, root) : undefined;
  const plan: Plan = {
    ...{ path: root, global: false, packages, removed: [], heldBack: [] },
    registries: [...new Set(registries)],
    notes: await notesOn({ files, root, lock, project, berry }),
    lockfile: { manager: lock.manager, file: lock.file },
    ...(elsewhere ? { elsewhere } : {}),
  };
  return {
    plan,
    projectFolders: project.folders.map(({ path }) => join(root, path)),
    wantedTags: new Map(),
    audited: [],
    scriptRules: { unreviewed: 'runs', approvals: 'none', by: lock.manager },
  };
}

/** Of a linked folder a lockfile says no version: its package.json does. */
async function withOwnVersions(files: ProjectFiles, root: string, lock: ForeignLock): Promise<ForeignLock> {
  const packages = new Map(lock.packages);
  for (const [place, pkg] of lock.packages) {
    const { source, version } = pkg;
    const says = version !== '' && version !== '0.0.0' && !version.endsWith('-use.local');
    if (source.kind !== 'directory' || says) continue;
    const manifest = await readManifest(files, root, source.path);
    const own = manifest && textIn(manifest, 'version', `${source.path}/package.json`);
    packages.set(place, { ...pkg, version: own ?? '0.0.0' });
  }
  return { ...lock, packages };
}

async function readLock(
  files: ProjectFiles,
  root: string,
  file: ForeignFile,
): Promise<{ readonly lock: ForeignLock; readonly berry: boolean }> {
  const text = await readPlain(files, join(root, file), file, lockLimits.bytes);
  if (text === undefined) throw malformed(file, 'found that it is gone');
  return { lock: await readForeign(file, text), berry: file === 'yarn.lock' && isBerry(text) };
}
