import semver from 'semver';
import type { DependencyLists, TarballContent, VersionDocument } from '../../evidence/needs.ts';
import { shorten } from '../foreign.ts';
import { allHooks } from '../hooks.ts';
import { exoticSpec, plainSpec } from './dependency-spec.ts';
import type { Subject, Tier } from './rows.ts';
import type { Row } from './seen.ts';

/**
 * M5: npm believes now the registry's document and now the package.json in the tarball, and people read the first.
 * What npm itself changes while it publishes is no difference.
 */
const confusion: Row = ({ subject }) => {
  const { content, document, origin } = subject;
  if (document === undefined || origin !== 'registry') return [];
  return differences(content, document, origin).map(({ tier, says }) => ({
    id: 'M5',
    tier,
    says,
    traits: [],
  }));
};

interface Difference {
  readonly tier: Tier;
  readonly says: string;
}

function differences(
  content: TarballContent,
  document: VersionDocument,
  origin: Subject['origin'],
): readonly Difference[] {
  const { manifest } = content;
  const found: Difference[] = [];
  const differ = (tier: Tier, what: string, inTarball: string, inRegistry: string) =>
    found.push({
      tier,
      says: `its tarball says ${what} ${shorten(inTarball, 100)}, the registry ${shorten(inRegistry, 100)}`,
    });
  if (manifest.name !== '' && manifest.name !== document.name.trim())
    differ('high', 'that it is', manifest.name, document.name);
  if (manifest.version !== '' && !isSameVersion(manifest.version, document.version))
    differ('high', 'that its version is', manifest.version, document.version);
  if (allHooks(origin, content, document).sourcesDiffer)
    found.push({ tier: 'high', says: 'its tarball and the registry tell of different install scripts' });
  if (document.dependencies !== undefined)
    found.push(...dependencyDifferences(manifest.dependencies, document.dependencies, manifest.bundled));
  if (document.tellsAll === true && !isSameBin(content, document))
    differ('notice', 'its commands are', manifest.bins ?? 'none', document.bins ?? 'none');
  return found;
}

/** npm publishes what semver makes of a version: without a `v`, and without what stands behind a `+`. */
function isSameVersion(one: string, other: string): boolean {
  return one === other || (semver.valid(one, true) ?? one) === (semver.valid(other, true) ?? other);
}

/** npm writes optional dependencies among the others too, and publishes every file of directories.bin by name. */
function isSameBin({ manifest }: TarballContent, document: VersionDocument): boolean {
  if (manifest.binFolder !== undefined || document.binFolder !== undefined) return true;
  return (manifest.bins ?? '[]') === (document.bins ?? '[]');
}

const unpublished = /^(?:workspace|catalog|link|portal|patch):/i;

function dependencyDifferences(
  packed: DependencyLists,
  published: DependencyLists,
  bundled: readonly string[],
): readonly Difference[] {
  const inTarball = merged(packed);
  const inRegistry = merged(published);
  const carried = new Set(bundled);
  const names = [...new Set([...inTarball.keys(), ...inRegistry.keys()])].filter(
    (name) => !carried.has(name),
  );
  const found: Difference[] = [];
  for (const name of names) {
    const one = inTarball.get(name);
    const other = inRegistry.get(name);
    const said = shorten(name, 80);
    if (one === undefined)
      found.push({
        tier: 'high',
        says: `the registry says that it depends on ${said}, its tarball does not`,
      });
    else if (other === undefined)
      found.push({
        tier: 'high',
        says: `its tarball says that it depends on ${said}, the registry does not`,
      });
    else if (!isSameSpec(one, other)) {
      const tier = [one, other].some((spec) => exoticSpec(spec)?.kind === 'elsewhere') ? 'high' : 'notice';
      const says = `its tarball asks for ${said} ${shorten(one, 80)}, the registry says ${shorten(other, 80)}`;
      found.push({ tier, says });
    }
  }
  return found;
}

/** Optional ones win, as they do when npm reads a package.json. */
function merged({ dependencies, optionalDependencies }: DependencyLists): ReadonlyMap<string, string> {
  return new Map([...dependencies, ...optionalDependencies]);
}

function isSameSpec(packed: string, published: string): boolean {
  // A publisher that knows workspaces replaces them only in what it sends along.
  return unpublished.test(packed) || plainSpec(packed) === plainSpec(published);
}

export const confusionRows: readonly Row[] = [confusion];
