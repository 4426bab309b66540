import type { RegistryDocument } from '../../../src/evidence/registry-document.ts';
import type { Source } from '../../../src/evidence/source.ts';
import { previousContentSource } from '../../../src/evidence/sources/previous-content.ts';
import { previousInstallSource } from '../../../src/evidence/sources/previous-install.ts';
import { startedFilesSource } from '../../../src/evidence/sources/started-files.ts';
import { tarballSource } from '../../../src/evidence/sources/tarball.ts';
import type { TarballReads, TarballTexts } from '../../../src/evidence/tarball-reads.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { type Fact, unknown } from '../../../src/model/fact.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { noon } from '../../checks/given.ts';
import type { ContentFacts } from './judging.ts';

/** Where packages come from: a registry, or folders that take its place. */
export interface Supply {
  readonly documents: Source<RegistryDocument>;
  readonly reads: TarballReads;
  readonly texts: TarballTexts;
}

/** What the checks of content may ask for, learned by npq's own sources. */
export async function factsOf(
  packages: readonly PlannedPackage[],
  { documents, reads, texts }: Supply,
): Promise<readonly (readonly [PlannedPackage, ContentFacts])[]> {
  const shared = { documents, reads, packages, projectPath: process.cwd(), clock: { now: () => noon } };
  const tarballs = tarballSource({ ...shared, files: nodeHost(process).files });
  // Neither folders have times nor a mirror any that one could believe.
  const timesBelieved = async () => unknown('implausible', 'eval', 'nobody believes these times');
  const earlier = { ...shared, tarballs, timesBelieved };
  const sources: readonly (readonly [need: string, source: Pick<Source<unknown>, 'load'>])[] = [
    ['tarball', tarballs],
    ['startedFiles', startedFilesSource({ ...shared, tarballs, texts })],
    ['previousInstall', previousInstallSource(earlier)],
    ['previousContent', previousContentSource({ ...earlier, texts })],
  ];
  const learned = await Promise.all(
    sources.map(async ([need, source]) => [need, await source.load(packages)] as const),
  );
  const published = await documents.load(packages);
  return packages.map((pkg) => {
    const facts = new Map<string, Fact<unknown>>([['versionDocument', versionOf(published.get(pkg.key))]]);
    for (const [need, all] of learned) {
      const fact = all.get(pkg.key);
      if (fact !== undefined) facts.set(need, fact);
    }
    return [pkg, facts] as const;
  });
}

function versionOf(document: Fact<RegistryDocument> | undefined): Fact<unknown> {
  if (document === undefined) throw new Error('the documents have no answer');
  return document.status === 'unknown' ? document : { ...document, value: document.value.version };
}
