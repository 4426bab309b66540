import type { TarballLimits } from '../../../src/content/limits.ts';
import { packumentSource } from '../../../src/evidence/sources/packument.ts';
import { tarballSource } from '../../../src/evidence/sources/tarball.ts';
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

export async function read(pkg: PlannedPackage, { world, folder, options: over, limits = {} }: Setting) {
  const options = npmOptions(world.registry().url, folder, over);
  const packuments = createPackumentStore(options);
  const source = tarballSource({
    ...{ options, packages: [pkg], projectPath: folder.path, files: nodeFiles, clock },
    ...{ documents: packumentSource({ packuments, clock }), limits },
  });
  return (await source.load([pkg])).get(pkg.key);
}
