import semver from 'semver';
import { allHooks, type Hook, installHooks } from '../../content/hooks.ts';
import { startedFiles } from '../../content/started-files.ts';
import type { Host } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { PreviousInstall, PreviousRelease, TarballContent } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import type { Source } from '../source.ts';
import type { TarballReads } from '../tarball-reads.ts';
import { tarballRequest } from '../tarball-request.ts';
import { documentOf } from './started-files.ts';

const id = 'previous-install';
/** A hijacked package is mostly found within days; a release of that age had time to be looked at. */
const minAgeMs = 30 * 24 * 3_600_000;
/** How far back the run of equal commands is followed. */
const mostReleases = 40;

interface Input {
  readonly tarballs: Pick<Source<TarballContent>, 'load'>;
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  readonly reads: TarballReads;
  readonly projectPath: string;
  readonly clock: Pick<Host['clock'], 'now'>;
  /** Whether this registry's publish times are true. */
  timesBelieved(registry: string): Promise<Fact<true>>;
}

/** What the versions before ran at install. Asks for nothing where the package itself has no hooks. */
export function previousInstallSource(input: Input): Source<PreviousInstall> {
  return {
    id,
    batchSize: 1,
    concurrency: 15,
    audience: 'registry',
    async load(packages) {
      const facts = packages.map(async (pkg) => [pkg.key, await factOf(pkg, input)] as const);
      return new Map(await Promise.all(facts));
    },
  };
}

async function factOf(pkg: PlannedPackage, input: Input): Promise<Fact<PreviousInstall>> {
  const now = input.clock.now();
  const { origin } = pkg;
  if (origin.kind !== 'registry') return known({ releases: [] }, id, now);
  const tarball = (await input.tarballs.load([pkg])).get(pkg.key);
  const document = (await input.documents.load([pkg])).get(pkg.key);
  if (!tarball || !document) throw new Error(`nothing was loaded for ${pkg.key}`);
  if (tarball.status === 'unknown') return tarball;
  if (document.status === 'unknown') return document;
  const { hooks } = allHooks('registry', tarball.value, document.value.version);
  if (hooks.length === 0) return known({ releases: [] }, id, now);

  const believed = (await input.timesBelieved(origin.registry)).status === 'known';
  const stable = await earlierStable(pkg, document.value, believed, input);
  const old = stable.filter(({ at }) => at === undefined || now.getTime() - Date.parse(at) >= minAgeMs);
  const installed = installedVersion(pkg);
  const chosen = [
    ...(installed === undefined ? [] : [{ version: installed, as: 'installed' as const }]),
    ...old
      .slice(0, 1)
      .flatMap(({ version }) => (version === installed ? [] : [{ version, as: 'earlier' as const }])),
  ];
  const releases: PreviousRelease[] = [];
  for (const { version, as } of chosen) {
    const release = await releaseOf(pkg, version, as, input);
    if ('status' in release) return release;
    releases.push(release);
  }
  return known({ releases, ...(await unbrokenRun(pkg, hooks, old, input)) }, id, now);
}

interface Earlier {
  readonly version: string;
  /** Absent where the registry's times are not believed. */
  readonly at?: string;
}

/** Stable versions below this one that the registry still has, the highest first, those of the same major before all. */
async function earlierStable(
  pkg: PlannedPackage,
  document: RegistryDocument,
  believed: boolean,
  { documents }: Input,
): Promise<readonly Earlier[]> {
  const lower = document.history
    .filter(({ version }) => semver.valid(version) && semver.prerelease(version) === null)
    .filter(({ version }) => semver.valid(pkg.version) && semver.lt(version, pkg.version))
    .map(({ version, at }): Earlier => (believed ? { version, at } : { version }));
  lower.sort((a, b) => semver.rcompare(a.version, b.version));
  const there: Earlier[] = [];
  for (const one of lower) {
    if (there.length === mostReleases) break;
    if ((await documentOf(asVersion(pkg, one.version), documents)) !== undefined) there.push(one);
  }
  return there;
}

/** What is there today, where all its places agree; a version of another package is none of this one. */
function installedVersion({ entries, version }: PlannedPackage): string | undefined {
  const from = new Set(entries.flatMap(({ change }) => (change.kind === 'changed' ? [change.from] : [])));
  const [only, ...others] = from;
  return others.length === 0 && only !== version && semver.valid(only) ? only : undefined;
}

async function releaseOf(
  pkg: PlannedPackage,
  version: string,
  as: PreviousRelease['as'],
  input: Input,
): Promise<PreviousRelease | Unknown> {
  const then = asVersion(pkg, version);
  const document = await documentOf(then, input.documents);
  if (document === undefined) {
    return unknown('not-found', id, `the registry does not have ${then.key} any more, which was before`);
  }
  const request = await tarballRequest(then, input.documents, input.projectPath, id);
  const outcome = 'status' in request ? request : await input.reads.read(request, then.key);
  if ('status' in outcome) {
    // Its document alone can say that there was nothing to run, but not what the files were.
    const circumstances = { origin: 'registry', hasBindingGyp: document.gypfile === true } as const;
    return { version, as, hooks: shortly(installHooks(document, circumstances)) };
  }
  const { hooks } = allHooks('registry', outcome.content, document);
  const { manifest, files } = outcome.content;
  const names = hooks.flatMap(({ command }) => startedFiles(command, manifest.scripts, files).files);
  const hashes = names.flatMap((path) => {
    const file = files.get(path);
    return file === undefined ? [] : [[path, file.sha512] as const];
  });
  return { version, as, hooks: shortly(hooks), files: new Map(hashes) };
}

/** How many releases before this one ran exactly the same commands, and since when. */
async function unbrokenRun(
  pkg: PlannedPackage,
  hooks: readonly Hook[],
  earlier: readonly Earlier[],
  { documents }: Input,
): Promise<Pick<PreviousInstall, 'unbroken'>> {
  const now = JSON.stringify(shortly(hooks));
  const run: Earlier[] = [];
  for (const one of earlier) {
    const document = await documentOf(asVersion(pkg, one.version), documents);
    if (document === undefined) break;
    const circumstances = { origin: 'registry', hasBindingGyp: document.gypfile === true } as const;
    if (JSON.stringify(shortly(installHooks(document, circumstances))) !== now) break;
    run.push(one);
  }
  if (run.length === 0) return {};
  const [since] = run.flatMap(({ at }) => at ?? []).sort();
  return { unbroken: { releases: run.length, ...(since === undefined ? {} : { since }) } };
}

function shortly(hooks: readonly Hook[]): PreviousRelease['hooks'] {
  return hooks.map(({ event, command }) => ({ event, command }));
}

/** The same package at another version, of which no lockfile promises anything. */
function asVersion(pkg: PlannedPackage, version: string): PlannedPackage {
  return { ...pkg, version, key: `${pkg.name}@${version}`, integrity: undefined, entries: [] };
}
