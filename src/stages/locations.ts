import { dirname, join, relative, sep } from 'node:path';
import type { Host } from '../host/host.ts';
import type { Subject } from '../model/finding.ts';
import type { Plan, PlanEntry, PlannedPackage } from '../model/plan.ts';
import type { FileLocation, Report } from '../model/report.ts';
import { locationKey } from '../report/location.ts';
import { entryLines } from './entry-lines.ts';
import { pathKey, propertyLines } from './json-lines.ts';

type Files = Pick<Host['files'], 'info' | 'readText'>;

/** A larger one is not read for the sake of a line. */
const mostBytes = 64 * 1024 * 1024;
const lockfiles = ['npm-shrinkwrap.json', 'package-lock.json'];
const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * Where a person would change what is told of: a direct dependency on its line of package.json, anything else on that
 * of the lockfile, or on that of the dependency which brings it. A subject without a line has the first of the file.
 */
export async function locate(files: Files, report: Report): Promise<ReadonlyMap<string, FileLocation>> {
  const { plan, verdict } = report;
  if (plan.global) return new Map();
  const subjects = [
    ...verdict.findings
      .filter(({ action, waived }) => action !== 'allow' || waived !== undefined)
      .map(({ finding }) => finding.subject),
    ...verdict.unknowns
      .filter(({ unknown }) => unknown.cause === 'subject')
      .map(({ unknown }) => unknown.subject),
    ...plan.packages.filter(({ looked }) => !looked).map(({ key }) => ({ kind: 'package', key }) as const),
  ];
  const packages = new Map(plan.packages.map((pkg) => [pkg.key, pkg]));
  const wishes = new Map<string, readonly Wish[]>(
    subjects.map((subject) => [locationKey(subject), wishesFor(subject, packages, plan)]),
  );
  wishes.set('plan', []);
  return found(files, plan.path, wishes);
}

/** The project's folder in its repository, with a slash behind it; empty where it is the root, or there is none. */
export async function folderInRepository(files: Pick<Files, 'info'>, project: string): Promise<string> {
  const root = await repositoryRoot(files, project);
  const folder = root === undefined ? '' : relative(root, project).split(sep).join('/');
  return folder === '' ? '' : `${folder}/`;
}

/** The folder above that has a `.git`, which in a work tree is a file. */
export async function repositoryRoot(files: Pick<Files, 'info'>, from: string): Promise<string | undefined> {
  if ((await files.info(join(from, '.git'))) !== undefined) return from;
  const above = dirname(from);
  return above === from ? undefined : repositoryRoot(files, above);
}

/** A property of a file, by its path. */
interface Wish {
  readonly file: string;
  readonly path: readonly string[];
}

/** Best first. */
function wishesFor(
  subject: Subject,
  packages: ReadonlyMap<string, PlannedPackage>,
  plan: Plan,
): readonly Wish[] {
  if (subject.kind === 'plan') return [];
  if (subject.kind === 'project') return [{ file: subject.path, path: ['scripts'] }];
  const manifests = ['package.json', ...workspaceManifests(plan)];
  const entries = [...(packages.get(subject.key)?.entries ?? [])].sort(
    (a, b) => Number(b.direct) - Number(a.direct) || a.path.length - b.path.length,
  );
  return [
    ...entries.filter(({ direct }) => direct).flatMap((entry) => inManifests(manifests, entry.alias)),
    ...entries.flatMap((entry) => inLockfiles(entry, plan)),
    ...entries.flatMap((entry) => inManifests(manifests, headOf(entry))),
  ];
}

function workspaceManifests({ packages, path }: Plan): readonly string[] {
  return packages.flatMap(({ origin }) =>
    origin.kind === 'workspace' ? [`${relative(path, origin.path).split(sep).join('/')}/package.json`] : [],
  );
}

function inManifests(manifests: readonly string[], name: string): readonly Wish[] {
  return manifests.flatMap((file) => sections.map((section) => ({ file, path: [section, name] })));
}

/** Since lockfile version 2 by place; before that, dependencies in dependencies. */
function inLockfiles({ place }: PlanEntry, { lockfile }: Plan): readonly Wish[] {
  if (lockfile !== undefined) return [{ file: lockfile.file, path: [place] }];
  const names = place.split(/(?:^|\/)node_modules\//).filter(Boolean);
  const nested = names.flatMap((name) => ['dependencies', name]);
  return lockfiles.flatMap((file) => [
    { file, path: ['packages', place] },
    { file, path: nested },
  ]);
}

/** The dependency of the project that brings it. */
function headOf({ path, alias }: PlanEntry): string {
  const head = path[0] ?? alias;
  const at = head.indexOf('@', 1);
  return at > 0 ? head.slice(0, at) : head;
}

async function found(
  files: Files,
  project: string,
  wishes: ReadonlyMap<string, readonly Wish[]>,
): Promise<ReadonlyMap<string, FileLocation>> {
  const all = [...wishes.values()].flat();
  const names = [...new Set(['package.json', ...lockfiles, ...all.map(({ file }) => file)])];
  const lines = new Map<string, ReadonlyMap<string, number>>();
  for (const name of names) {
    const text = await textOf(files, join(project, name));
    if (text === undefined) continue;
    const paths = all.filter(({ file }) => file === name).map(({ path }) => path);
    const isForeign = /^(?:pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/.test(name);
    lines.set(name, isForeign ? entryLines(text, paths) : propertyLines(text, new Set(paths.map(pathKey))));
  }
  const [first] = lines.keys();
  const located = [...wishes].flatMap(([key, wanted]): (readonly [string, FileLocation])[] => {
    for (const { file, path } of wanted) {
      const line = lines.get(file)?.get(pathKey(path));
      if (line !== undefined) return [[key, { file, line }]];
    }
    const own = wanted.find(({ file }) => lines.has(file))?.file ?? first;
    return own === undefined ? [] : [[key, { file: own, line: 1 }]];
  });
  return new Map(located);
}

async function textOf(files: Files, path: string): Promise<string | undefined> {
  const info = await files.info(path);
  return info?.kind === 'file' && info.size <= mostBytes ? files.readText(path) : undefined;
}
