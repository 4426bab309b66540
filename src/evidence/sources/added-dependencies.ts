import { mayName, namedIn } from '../../content/difference/named-packages.ts';
import { isScript } from '../../content/difference/places.ts';
import { packedHooks } from '../../content/hooks.ts';
import type { Fact } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { AddedDependency, DependencyLists, TarballContent } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import type { Source } from '../source.ts';
import type { TarballTexts } from '../tarball-reads.ts';
import { tarballRequest } from '../tarball-request.ts';

export interface AddedInput {
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  readonly tarballs: Pick<Source<TarballContent>, 'load'>;
  readonly texts: TarballTexts;
  /** All of the plan: what is added is mostly among it. */
  readonly packages: readonly PlannedPackage[];
  readonly projectPath: string;
  readonly source: string;
  timesBelieved(registry: string): Promise<Fact<true>>;
}

/** So many are looked into; a package that brings more at once is another package. */
const mostAdded = 50;
/** Of texts that are searched for names. */
const searchedBytes = 32 * 1024 * 1024;

export function hasAny({ dependencies, optionalDependencies, peerDependencies }: DependencyLists): boolean {
  return dependencies.size + optionalDependencies.size + peerDependencies.size > 0;
}

/** What the package depends on now and did not before, with what can be learned of it. */
export async function addedDependencies(
  pkg: PlannedPackage,
  content: TarballContent,
  had: DependencyLists,
  input: AddedInput,
): Promise<readonly AddedDependency[]> {
  const before = new Set(listsOf(had).flatMap((list) => [...list.keys()]));
  const specs = new Map(listsOf(content.manifest.dependencies).flatMap((list) => [...list]));
  const added = [...specs].filter(([name]) => !before.has(name)).slice(0, mostAdded);
  if (added.length === 0) return [];
  const names = added.map(([name]) => name);
  const used = await namesUsed(pkg, content, names, input);
  return Promise.all(
    added.map(async ([name, spec]) => {
      const target = /^npm:(@?[^@\s]+)/.exec(spec)?.[1] ?? name;
      const isUsed = used.found.has(name) ? true : used.whole ? false : undefined;
      return {
        ...{ name, spec, target },
        ...(isPeer(name, content.manifest.dependencies) ? { peer: true as const } : {}),
        ...(isUsed === undefined ? {} : { used: isUsed }),
        ...(await learnedOf(target, input)),
      };
    }),
  );
}

function isPeer(name: string, { dependencies, optionalDependencies }: DependencyLists): boolean {
  return !dependencies.has(name) && !optionalDependencies.has(name);
}

function listsOf({ dependencies, optionalDependencies, peerDependencies }: DependencyLists) {
  return [peerDependencies, dependencies, optionalDependencies];
}

/** What is there of the dependency itself, in the version that the plan has. */
async function learnedOf(
  target: string,
  { packages, documents, tarballs, timesBelieved }: AddedInput,
): Promise<Pick<AddedDependency, 'runsAtInstall' | 'createdAt' | 'publishedAt'>> {
  const planned = packages.find(({ name, origin, looked }) => {
    return name === target && origin.kind === 'registry' && looked;
  });
  if (planned?.origin.kind !== 'registry') return {};
  const [tarball, document, believed] = await Promise.all([
    tarballs.load([planned]).then((facts) => facts.get(planned.key)),
    documents.load([planned]).then((facts) => facts.get(planned.key)),
    timesBelieved(planned.origin.registry),
  ]);
  const runs =
    tarball?.status === 'known' ? { runsAtInstall: packedHooks('registry', tarball.value).length > 0 } : {};
  if (document?.status !== 'known' || believed.status !== 'known') return runs;
  const { history, times, createdAt = history[0]?.at } = document.value;
  const publishedAt = times.get(planned.version);
  return {
    ...runs,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
  };
}

/** Read once more for it, out of npm's cache: nobody keeps the texts of all packages. */
async function namesUsed(
  pkg: PlannedPackage,
  { files, sha512 }: TarballContent,
  names: readonly string[],
  { documents, texts, projectPath, source }: AddedInput,
): Promise<{ readonly found: ReadonlySet<string>; readonly whole: boolean }> {
  const nobodyKnows = { found: new Set<string>(), whole: false };
  const paths = new Set<string>();
  let left = searchedBytes;
  let skipped = false;
  for (const [path, { size }] of scriptsFirst(files)) {
    if (!mayName(path)) continue;
    left -= size;
    if (left < 0) skipped = true;
    else paths.add(path);
  }
  const request = await tarballRequest(pkg, documents, projectPath, source);
  if ('status' in request) return nobodyKnows;
  const read = await texts({ ...request, integrity: sha512 }, pkg.key, paths);
  if ('status' in read) return nobodyKnows;
  const found = new Set<string>();
  for (const path of paths) {
    const text = read.get(path);
    if (text === undefined) skipped = true;
    else for (const name of namedIn(text, names)) found.add(name);
  }
  return { found, whole: !skipped };
}

function scriptsFirst(files: TarballContent['files']) {
  const all = [...files];
  return [...all.filter(([path]) => isScript(path)), ...all.filter(([path]) => !isScript(path))];
}
