import { mayName, namedIn } from '../../../src/content/difference/named-packages.ts';
import { allHooks } from '../../../src/content/hooks.ts';
import { startedFiles } from '../../../src/content/started-files.ts';
import type {
  AddedDependency,
  PreviousContent,
  PreviousInstall,
  StartedFiles,
  TarballContent,
  VersionDocument,
} from '../../../src/evidence/needs.ts';
import { type Fact, known, type Unknown } from '../../../src/model/fact.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { noon } from '../../checks/given.ts';
import type { ContentFacts } from './judging.ts';

export interface Versions {
  readonly pkg: PlannedPackage;
  readonly tarball: TarballContent | Unknown;
  readonly document: VersionDocument | Unknown;
  readonly previous?: {
    readonly content: TarballContent | Unknown;
    readonly as: 'installed' | 'earlier';
  };
  /** Texts of these files of the package itself, read once more. */
  texts(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, string> | Unknown>;
}

/** What the checks of content may ask for. */
export async function factsOf(versions: Versions): Promise<ContentFacts> {
  const { tarball, document } = versions;
  return new Map<string, Fact<unknown>>([
    ['tarball', fact(tarball)],
    ['versionDocument', fact(document)],
    ['startedFiles', fact('status' in tarball ? tarball : started(versions.pkg, tarball))],
    ['previousInstall', fact(previousInstall(versions))],
    ['previousContent', fact(await previousContent(versions))],
  ]);
}

function fact<T extends object>(value: T | Unknown): Fact<T> {
  return 'status' in value ? value : known(value, 'eval', noon);
}

function started(pkg: PlannedPackage, content: TarballContent): StartedFiles {
  const { hooks } = allHooks(pkg.origin.kind, content, undefined);
  const all = hooks.map(({ command }) => startedFiles(command, content.manifest.scripts, content.files));
  const paths = new Set(all.flatMap(({ files }) => files));
  const files = [...paths].flatMap((path) => {
    const file = content.files.get(path);
    return file === undefined ? [] : [{ path, size: file.size, sha512: file.sha512 }];
  });
  return { files, unresolved: all.some(({ unresolved }) => unresolved) };
}

function previousInstall({ pkg, previous }: Versions): PreviousInstall | Unknown {
  if (previous === undefined) return { releases: [] };
  const { content, as } = previous;
  if ('status' in content) return content;
  const { hooks } = allHooks(pkg.origin.kind, content, undefined);
  const files = new Map(started(pkg, content).files.map(({ path, sha512 }) => [path, sha512]));
  return { releases: [{ version: content.manifest.version, as, hooks, files }] };
}

async function previousContent(versions: Versions): Promise<PreviousContent | Unknown> {
  const { tarball, previous } = versions;
  if (previous === undefined || 'status' in tarball) return { releases: [] };
  const { content, as } = previous;
  if ('status' in content) return content;
  const { version } = content.manifest;
  const dependencies = await addedDependencies(versions, content, tarball);
  return {
    releases: [{ version, as, content }],
    ...(dependencies.length === 0 ? {} : { added: { since: version, dependencies } }),
  };
}

/** With whether a file names them; nobody has to be asked where there are none. */
async function addedDependencies(
  { texts }: Versions,
  before: TarballContent,
  after: TarballContent,
): Promise<readonly AddedDependency[]> {
  const had = namesOf(before);
  const added = [...namesOf(after)].filter(([name]) => !had.has(name));
  if (added.length === 0) return [];
  const read = await texts(new Set([...after.files.keys()].filter(mayName)));
  const names = added.map(([name]) => name);
  // package.json comes along, and names them all.
  const searched = 'status' in read ? undefined : [...read].filter(([path]) => mayName(path));
  const found = searched?.map(([, text]) => namedIn(text, names));
  return added.map(([name, spec]) => {
    const target = /^npm:(@?[^@\s]+)/.exec(spec)?.[1] ?? name;
    return { name, spec, target, ...(found ? { used: found.some((ones) => ones.has(name)) } : {}) };
  });
}

function namesOf({ manifest }: TarballContent): ReadonlyMap<string, string> {
  const { dependencies, optionalDependencies } = manifest.dependencies;
  return new Map([...dependencies, ...optionalDependencies]);
}
