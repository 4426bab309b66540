import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ssri from 'ssri';
import { extract } from 'tar';
import { moveInto, packed } from './fetch-node.ts';
import { managerFolder, managers, missingManager, type PinnedManager } from './managers.ts';

/**
 * Before the first test: fetches the package managers that `npq with` is tested with. They are no dependencies of
 * this package. Where one cannot be had its tests are skipped, and are named so; bytes that are not the pinned ones
 * stop everything.
 */
export default async function fetchManagers(): Promise<void> {
  for (const one of managers) {
    if (missingManager(one) !== `${one.id} was not to be had`) continue;
    const why = await fetched(one);
    if (why !== undefined) process.stderr.write(`npq with is not tested with ${one.id}: ${why}\n`);
  }
}

async function fetched(one: PinnedManager): Promise<string | undefined> {
  const place = managerFolder(one);
  mkdirSync(dirname(place), { recursive: true });
  const folder = mkdtempSync(`${place}.`);
  try {
    const tarball = await packed({ ...one, name: one.package }, folder);
    if (typeof tarball !== 'string') return tarball.failed;
    if (ssri.checkData(readFileSync(tarball), one.integrity) === false) {
      throw new Error(`${one.package}@${one.version} came with other bytes than those pinned in managers.ts`);
    }
    await extract({ file: tarball, cwd: folder, strip: 1 });
    rmSync(tarball);
    mkdirSync(join(folder, 'npq-on-path'));
    symlinkSync(join('..', one.program), join(folder, 'npq-on-path', one.name));
    moveInto(folder, place);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
