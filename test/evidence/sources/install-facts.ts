import { packumentSource } from '../../../src/evidence/sources/packument.ts';
import { previousContentSource } from '../../../src/evidence/sources/previous-content.ts';
import { previousInstallSource } from '../../../src/evidence/sources/previous-install.ts';
import { startedFilesSource } from '../../../src/evidence/sources/started-files.ts';
import { tarballSource } from '../../../src/evidence/sources/tarball.ts';
import { createTarballReads, createTarballTexts } from '../../../src/evidence/tarball-reads.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import { type Fact, known } from '../../../src/model/fact.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { createPackumentStore } from '../../../src/plan/packuments.ts';
import type { World } from '../../world/world.ts';
import { clock, now, npmOptions, type TempFolder } from '../support.ts';
import { inWorld } from './read-package.ts';

export interface Setting {
  readonly world: World;
  readonly folder: TempFolder;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of a registry's document and of a tarball. */
  readonly limitBytes?: number;
  readonly packages?: readonly PlannedPackage[];
  /** Whether the registry's times are true. */
  readonly believed?: Fact<true>;
}

/** All that checks of contents ask of one package, from the sources as they are wired together. */
export async function installFacts(one: PlannedPackage, setting: Setting) {
  const { world, folder, believed = known(true, 'registry-profile', now) } = setting;
  const pkg = inWorld(one, world);
  const options = npmOptions(world.registry().url, folder, setting.options);
  const limits = setting.limitBytes === undefined ? {} : { packedBytes: setting.limitBytes };
  const documents = packumentSource({ packuments: createPackumentStore(options, setting.limitBytes), clock });
  const reads = createTarballReads({ options, limits });
  const shared = { documents, reads, clock, projectPath: folder.path };
  const packages = [pkg, ...(setting.packages ?? []).map((other) => inWorld(other, world))];
  const tarballs = tarballSource({ ...shared, packages, files: nodeFiles });
  const texts = createTarballTexts({ options });
  const timesBelieved = async () => believed;
  const started = startedFilesSource({ ...shared, tarballs, packages, texts });
  const previous = previousInstallSource({ ...shared, tarballs, timesBelieved });
  const contents = previousContentSource({ ...shared, tarballs, packages, texts, timesBelieved });
  const of = async <T>(source: { load(all: PlannedPackage[]): Promise<ReadonlyMap<string, Fact<T>>> }) => {
    const fact = (await source.load([pkg])).get(pkg.key);
    if (fact === undefined) throw new Error(`no answer for ${pkg.key}`);
    return fact;
  };
  const document = await of(documents);
  return {
    pkg,
    tarball: await of(tarballs),
    versionDocument:
      document.status === 'known' ? known(document.value.version, document.source, now) : document,
    startedFiles: await of(started),
    previousInstall: await of(previous),
    previousContent: await of(contents),
  };
}
