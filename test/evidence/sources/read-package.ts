import type { TarballLimits } from '../../../src/content/limits.ts';
import { packumentSource } from '../../../src/evidence/sources/packument.ts';
import { tarballSource } from '../../../src/evidence/sources/tarball.ts';
import { createTarballReads } from '../../../src/evidence/tarball-reads.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { createPackumentStore } from '../../../src/plan/packuments.ts';
import type { World } from '../../world/world.ts';
import { clock, npmOptions, type TempFolder } from '../support.ts';

export interface Setting {
  readonly world: World;
  readonly folder: TempFolder;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<TarballLimits>;
}

/** `planned` knows no world: a package of a registry comes from the world's. */
export function inWorld(pkg: PlannedPackage, world: World): PlannedPackage {
  if (pkg.origin.kind !== 'registry') return pkg;
  return { ...pkg, origin: { kind: 'registry', registry: world.registry().url } };
}

export async function read(one: PlannedPackage, { world, folder, options: over, limits = {} }: Setting) {
  const pkg = inWorld(one, world);
  const options = npmOptions(world.registry().url, folder, over);
  const packuments = createPackumentStore(options);
  const source = tarballSource({
    ...{
      reads: createTarballReads({ options, limits }),
      packages: [pkg],
      projectPath: folder.path,
      files: nodeFiles,
      clock,
    },
    documents: packumentSource({ packuments, clock }),
  });
  return (await source.load([pkg])).get(pkg.key);
}
