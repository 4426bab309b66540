import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own with so many bytes, for "no space left". */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Writes until nothing more goes in, or only so many kilobytes. */
  fill(freeKilobytes?: number): void;
}

/** Undefined where this machine lets nobody mount (it takes root). */
export function smallDisk(kilobytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'npq-small-disk-'));
  const size = `size=${kilobytes}k,mode=0777`;
  const mounted = spawnSync('/bin/sh', ['-c', `mount -t tmpfs -o ${size} tmpfs "$0"`, path]);
  if (mounted.status !== 0) {
    rmSync(path, { recursive: true });
    return undefined;
  }
  return {
    path,
    fill(freeKilobytes = 0) {
      const free = () => {
        const { bavail, bsize } = statfsSync(path);
        return (bavail * bsize) / 1024;
      };
      for (let at = 0; free() > freeKilobytes; at += 1) {
        try {
          writeFileSync(join(path, `filler-${at}`), Buffer.alloc(4096));
        } catch {
          // Now it is full.
          return;
        }
      }
    },
    async [Symbol.asyncDispose]() {
      spawnSync('/bin/sh', ['-c', 'umount "$0"', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
