import { showsSomething } from '../../content/difference/telling.ts';
import type { Host } from '../../host/host.ts';
import { type Fact, known, type Unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { DependencyLists, PreviousContent, TarballContent } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import { factFrom, packageByPackage, type Source } from '../source.ts';
import type { TarballTexts } from '../tarball-reads.ts';
import { type AddedInput, addedDependencies, hasAny } from './added-dependencies.ts';
import {
  asVersion,
  burstOf,
  type Chosen,
  chosenOf,
  contentOf,
  type EarlierInput,
  installedVersion,
  lowerStable,
  minAgeMs,
  notThere,
  settled,
  stillThere,
} from './earlier-releases.ts';
import { knownDocument } from './known-document.ts';

const id = 'previous-content';

interface Input extends EarlierInput, Pick<AddedInput, 'packages'> {
  readonly tarballs: Pick<Source<TarballContent>, 'load'>;
  readonly texts: TarballTexts;
  readonly clock: Pick<Host['clock'], 'now'>;
}

/**
 * Earlier versions to hold a package against. A release that had its thirty days in public is held against none,
 * unless another one is installed; and a tarball is read only where this one shows something that could be new.
 */
export function previousContentSource(input: Input): Source<PreviousContent> {
  return packageByPackage({ id, concurrency: 15, audience: 'registry' }, (pkg) => factOf(pkg, input));
}

async function factOf(pkg: PlannedPackage, input: Input): Promise<Fact<PreviousContent>> {
  const nothing = () => known<PreviousContent>({ releases: [] }, id, input.clock.now());
  if (pkg.origin.kind !== 'registry') return nothing();
  const tarball = await factFrom(input.tarballs, pkg);
  const document = await factFrom(input.documents, pkg);
  if (tarball.status === 'unknown') return tarball;
  if (document.status === 'unknown') return document;
  const chosen = await choose(pkg, pkg.origin.registry, document.value, input);
  const [first] = chosen;
  if (first === undefined) return nothing();

  const content = tarball.value;
  const toldOf = async ({ version }: Chosen) =>
    (await knownDocument(asVersion(pkg, version), input.documents))?.dependencies;
  const allTold = await Promise.all(chosen.map(toldOf));
  const [told] = allTold;
  const reads =
    showsSomething(content, allTold) || (told === undefined && hasAny(content.manifest.dependencies));
  const releases = reads ? await readAll(pkg, chosen, input) : [];
  if ('status' in releases) return releases;
  const compared = releases[0];
  const since = compared?.version ?? first.version;
  const had = compared?.content.manifest.dependencies ?? told;
  const added = had === undefined ? [] : await addedTo(pkg, content, had, input);
  const news = added.length === 0 ? {} : { added: { since, dependencies: added } };
  return known({ releases, ...news }, id, input.clock.now());
}

/** Which versions there are to compare with. */
async function choose(
  pkg: PlannedPackage,
  registry: string,
  document: RegistryDocument,
  { documents, clock, timesBelieved }: Input,
): Promise<readonly Chosen[]> {
  const now = clock.now();
  const believed = (await timesBelieved(registry)).status === 'known';
  const installed = installedVersion(pkg);
  const publishedAt = document.times.get(pkg.version);
  const ageMs = publishedAt === undefined ? 0 : now.getTime() - Date.parse(publishedAt);
  if (believed && installed === undefined && ageMs >= minAgeMs) return [];

  const burst = believed ? burstOf(document.history, pkg.version) : new Set<string>();
  const lower = lowerStable(pkg, document, believed).filter(({ version }) => !burst.has(version));
  const chosen = chosenOf(installed, await stillThere(pkg, settled(lower, now), documents, 1));
  const isYoung = ({ version }: Chosen) => {
    const at = document.times.get(version);
    return believed && at !== undefined && now.getTime() - Date.parse(at) < minAgeMs;
  };
  return chosen.map((one) => (isYoung(one) ? { ...one, young: true } : one));
}

/** Those that can be read; why the first cannot, where none can. */
async function readAll(
  pkg: PlannedPackage,
  chosen: readonly Chosen[],
  input: Input,
): Promise<PreviousContent['releases'] | Unknown> {
  const releases: PreviousContent['releases'][number][] = [];
  const failures: Unknown[] = [];
  for (const { version, as, young } of chosen) {
    const then = asVersion(pkg, version);
    const isThere = (await knownDocument(then, input.documents)) !== undefined;
    const content = isThere ? await contentOf(then, input, id) : notThere(then, id);
    if ('status' in content) failures.push(content);
    else releases.push({ version, as, content, ...(young ? { young } : {}) });
  }
  return releases.length > 0 ? releases : (failures[0] ?? releases);
}

function addedTo(pkg: PlannedPackage, content: TarballContent, had: DependencyLists, input: Input) {
  const { packages, documents, tarballs, timesBelieved, texts, projectPath } = input;
  return addedDependencies(pkg, content, had, {
    ...{ packages, documents, tarballs, timesBelieved, texts, projectPath, source: id },
  });
}
