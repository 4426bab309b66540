import { join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { type Fact, known } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import { differingFiles } from '../differing-files.ts';
import type { FilesOnDisk, TarballContent } from '../needs.ts';
import type { Source } from '../source.ts';
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
  return {
    id,
    batchSize: 1,
    concurrency: 8,
    audience: 'registry',
    async load(packages) {
      const facts = packages.map(async (pkg) => [pkg.key, await factOf(pkg, input)] as const);
      return new Map(await Promise.all(facts));
    },
  };
}

async function factOf(pkg: PlannedPackage, input: Input): Promise<Fact<FilesOnDisk>> {
  const tarball = (await input.tarballs.load([pkg])).get(pkg.key);
  if (tarball === undefined) throw new Error(`the tarballs have no answer for ${pkg.key}`);
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
