import type { TarballContent } from '../../evidence/needs.ts';
import type { FileRecord } from '../record.ts';

const machineCode: ReadonlySet<string | undefined> = new Set(['ELF', 'PE', 'Mach-O']);

export function isMachineCode({ format }: FileRecord): boolean {
  return machineCode.has(format);
}

/** It is for platforms, is built where it is installed, or carries what was built for all of them. */
export function expectsBinaries({ manifest, files }: TarballContent): boolean {
  if (manifest.forPlatforms) return true;
  for (const path of files.keys())
    if (/^(?:binding\.gyp$|prebuilds\/|CMakeLists\.txt$|Cargo\.toml$)/i.test(path)) return true;
  return false;
}
