import { join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { type Fact, known } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import { differingFiles } from '../differing-files.ts';
import type { FilesOnDisk, TarballContent } from '../needs.ts';
import { factFrom, packageByPackage, type Source } from '../source.ts';
import { unknownFrom } from '../trouble.ts';

const id = 'disk';

interface Input {
  readonly tarballs: Pick<Source<TarballContent>, 'load'>;
  readonly projectPath: string;
  readonly files: Host['files'];
  readonly clock: Pick<Host['clock'], 'now'>;
}

/** What lies in node_modules, file by file against the tarball that it should have come from. */
export function filesOnDiskSource(input: Input): Source<FilesOnDisk> {
  return packageByPackage({ id, concurrency: 8, audience: 'registry' }, (pkg) => factOf(pkg, input));
}

async function factOf(pkg: PlannedPackage, input: Input): Promise<Fact<FilesOnDisk>> {
  const tarball = await factFrom(input.tarballs, pkg);
  if (tarball.status === 'unknown') return tarball;
  const differing: FilesOnDisk['differing'][number][] = [];
  for (const { place } of pkg.entries) {
    try {
      const files = await differingFiles(input.files, join(input.projectPath, place), tarball.value.files);
      if (files.length > 0) differing.push({ place, files });
    } catch (error) {
      return unknownFrom(error, id);
    }
  }
  return known({ differing }, id, input.clock.now());
}
