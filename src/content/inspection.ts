import type { PackedManifest, TarballFile } from '../evidence/needs.ts';
import { type CodeRecord, emptyRecord } from './record.ts';

/** Reads the code of one package, file by file as they come out of its tarball. */
export interface Inspection {
  /** Whether `file` wants the bytes of this one. */
  wants(path: string, size: number): boolean;
  /** A file's whole content; of two with one path the last one counts. */
  file(path: string, bytes: Buffer): void;
  /** Once all files are there; `folder` for a package that this one bundles: `node_modules/b`. */
  finish(manifest: PackedManifest, files: ReadonlyMap<string, TarballFile>, folder?: string): CodeRecord;
}

export function openInspection(): Inspection {
  return { wants: () => false, file: () => undefined, finish: () => emptyRecord };
}
