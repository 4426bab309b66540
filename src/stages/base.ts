import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { messageOf, NpqError } from '../errors.ts';
import { readProjectScripts } from '../evidence/sources/project-scripts.ts';
import type { Files, Host } from '../host/host.ts';
import type { Plan } from '../model/plan.ts';
import type { Report } from '../model/report.ts';
import type { Request } from '../model/request.ts';
import { type LockfileEntry, lockfileEntries } from '../plan/lockfile-entries.ts';
import type { NpmConfig } from '../plan/npm.ts';
import type { ResolvedPlan } from '../plan/resolve.ts';
import { formatNumber } from '../report/words.ts';
import { readNpmrc } from '../trust/npmrc-text.ts';
import { approvalsChanged, changedSince, namesChanged } from './base-changes.ts';
import { type ForeignSides, foreignPaths, foreignSides } from './base-foreign.ts';
import { type BaseTree, openBaseTree } from './base-git.ts';

const lockfiles = ['npm-shrinkwrap.json', 'package-lock.json'];

/** The base that `--base` names; undefined without it. */
export async function openBase(
  host: Pick<Host, 'env' | 'files' | 'spawner'>,
  { verb, specs, own }: Pick<Request, 'verb' | 'specs' | 'own'>,
  { localPrefix, global }: Pick<NpmConfig, 'localPrefix' | 'global'>,
): Promise<BaseTree | undefined> {
  if (own.base === undefined) return undefined;
  if (verb !== 'check' || specs.length > 0 || global) {
    throw new NpqError('usage', {
      message:
        'Expected --base with a check of the whole project: it says against what its lockfile is compared.',
      hint: `For example: npq check --base ${own.base}. An install looks at everything that it would install.`,
    });
  }
  return openBaseTree(host, localPrefix, own.base);
}

/** What the lockfiles say; undefined where there is none that could be compared. */
interface Sides {
  readonly base: ForeignSides['base'] | ReadonlyMap<string, LockfileEntry> | undefined;
  readonly head: ForeignSides['head'] | ReadonlyMap<string, LockfileEntry> | undefined;
}

/** What is left to look at, and what of the rest there is to say. */
export interface AgainstBase {
  readonly plan: Plan;
  readonly told: Required<Pick<Report, 'base'>>['base'];
  readonly note: string;
  /** Whether these scripts of the project's own stand in the base as they do here. */
  seen(hash: string): boolean;
}

export async function againstBase(
  host: Pick<Host, 'clock' | 'files'>,
  config: NpmConfig,
  tree: BaseTree,
  { plan, projectFolders }: ResolvedPlan,
): Promise<AgainstBase> {
  const project = (await host.files.realPath(config.localPrefix)) ?? config.localPrefix;
  const manifests = [...new Set([project, ...projectFolders])].map((folder) => join(folder, 'package.json'));
  const gyps = projectFolders.map((folder) => join(folder, 'binding.gyp'));
  const npmrc = join(project, '.npmrc');
  const locks = plan.lockfile ? foreignPaths(project) : lockfiles.map((name) => join(project, name));
  const texts = await tree.texts([...locks, npmrc, ...manifests, ...gyps]);
  const [{ base, head }, names, anew, seen] = await Promise.all([
    plan.lockfile
      ? foreignSides(host.files, tree, project, plan.lockfile.file, texts).then(orNothing)
      : npmSides(host.files, config, tree, project, texts),
    changedNames(host.files, manifests, texts),
    saysOtherOfScripts(host.files, config, npmrc, texts),
    scriptsAt(host, texts, plan.path, projectFolders),
  ]);
  const left = base && head ? changedSince(base, { plan, head, names: anew ? 'all' : names }) : plan;
  const unchanged = plan.packages.length - left.packages.length;
  const { ref, commit } = tree;
  return {
    plan: left,
    told: { ref, commit, unchanged },
    note: noteOf(
      tree,
      unchanged,
      base === undefined ? 'bare' : anew || names === 'all' ? 'scripts' : 'compared',
      plan.lockfile?.file,
    ),
    seen,
  };
}

function noteOf(
  { ref, commit }: BaseTree,
  unchanged: number,
  how: 'bare' | 'scripts' | 'compared',
  foreign: string | undefined,
): string {
  const at = `${ref} (${commit.slice(0, 12)})`;
  if (how === 'bare') {
    return foreign === undefined
      ? `There is no lockfile at ${at}: everything was looked at.`
      : `There is no ${foreign} at ${at}, or what decides beside it is another: everything was looked at.`;
  }
  if (how === 'scripts') {
    return `What is said of install scripts is another than at ${at}: everything was looked at.`;
  }
  const rest =
    unchanged === 1 ? '1 package is as it is' : `${formatNumber(unchanged)} packages are as they are`;
  return `Looked at is only what changed against ${at}: ${rest} there, and not looked at.`;
}

async function npmSides(
  files: Pick<Files, 'writeAtomic'>,
  config: NpmConfig,
  tree: BaseTree,
  project: string,
  texts: ReadonlyMap<string, string>,
): Promise<Sides> {
  const [base, head] = await Promise.all([
    entriesOf(files, config, tree, project, texts),
    lockfileEntries(config, config.localPrefix),
  ]);
  return { base, head };
}

function orNothing(sides: ForeignSides | undefined): Sides {
  return { base: sides?.base, head: sides?.head };
}

/** The lockfile of the base, read by npm's own reader from a folder that has nothing else of the project. */
async function entriesOf(
  files: Pick<Files, 'writeAtomic'>,
  config: NpmConfig,
  { ref }: BaseTree,
  project: string,
  texts: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, LockfileEntry> | undefined> {
  if (!lockfiles.some((name) => texts.has(join(project, name)))) return undefined;
  const { default: cacache } = await import('cacache');
  return cacache.tmp.withTmp(String(config.flat['cache']), {}, async (folder) => {
    for (const name of [...lockfiles, 'package.json']) {
      const text = texts.get(join(project, name));
      if (text !== undefined) await files.writeAtomic(join(folder, name), text);
    }
    return lockfileEntries(config, folder).catch((error: unknown) => {
      throw new NpqError('resolve-failed', {
        message: `Expected npm to be able to read the lockfile of ${ref}, it cannot: ${messageOf(error)}`,
        hint: 'Leave --base out to have everything looked at.',
        cause: error,
      });
    });
  });
}

async function changedNames(
  files: Pick<Files, 'readText'>,
  manifests: readonly string[],
  texts: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string> | 'all'> {
  const names = await Promise.all(
    manifests.map(async (path) => {
      const [before, after] = [texts.get(path), await files.readText(path)];
      const approvals = approvalsChanged(before, after);
      return approvals === 'all' ? approvals : [...namesChanged(before, after), ...approvals];
    }),
  );
  return names.includes('all') ? 'all' : new Set(names.flat());
}

/**
 * A package that nothing asks about while `ignore-scripts` stands in .npmrc is as it was once that line is gone; its
 * script is not.
 */
async function saysOtherOfScripts(
  files: Files,
  { npm }: Pick<NpmConfig, 'npm'>,
  path: string,
  texts: ReadonlyMap<string, string>,
): Promise<boolean> {
  const bytes = async () => (texts.has(path) ? Buffer.from(texts.get(path) ?? '') : undefined);
  const [before, after] = await Promise.all([
    readNpmrc({ info: filesOf(texts).info, readBytes: bytes }, path, npm.root),
    readNpmrc(files, path, npm.root),
  ]);
  const ofScripts = (one: typeof before) =>
    [...(one?.written ?? [])].filter(([key]) => /script/i.test(key)).sort();
  return !isDeepStrictEqual(ofScripts(before), ofScripts(after));
}

/** Whoever reviewed the base has seen the project's own scripts there; another text is another script. */
async function scriptsAt(
  { clock }: Pick<Host, 'clock'>,
  texts: ReadonlyMap<string, string>,
  projectPath: string,
  folders: readonly string[],
): Promise<(hash: string) => boolean> {
  const there = await readProjectScripts({
    files: filesOf(texts),
    ...{ folders, projectPath, clock, rootRuns: true, seen: () => false },
  });
  const hashes = new Set(there.status === 'known' ? there.value.map(({ hash }) => hash) : []);
  return (hash) => hashes.has(hash);
}

/** The files of the base, as far as they were read. */
function filesOf(texts: ReadonlyMap<string, string>): Pick<Files, 'readText' | 'info' | 'realPath'> {
  return {
    readText: async (path) => texts.get(path),
    realPath: async (path) => (texts.has(path) ? path : undefined),
    async info(path) {
      const text = texts.get(path);
      return text === undefined ? undefined : { kind: 'file', size: Buffer.byteLength(text) };
    },
  };
}
