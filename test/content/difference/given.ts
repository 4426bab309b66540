import { type CodeRecord, emptyRecord, type FileRecord, type Trait } from '../../../src/content/record.ts';
import type { PackedManifest, TarballContent } from '../../../src/evidence/needs.ts';
import { undescribed } from '../../checks/given.ts';

/** One file of a package; its bytes are what `bytes` says, or its path. */
export interface FileGiven extends Partial<Omit<FileRecord, 'traits'>> {
  readonly size?: number;
  readonly bytes?: string;
  readonly traits?: readonly (Trait['kind'] | Trait)[];
}

export interface PackageGiven {
  readonly version?: string;
  readonly files?: Readonly<Record<string, FileGiven>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optional?: Readonly<Record<string, string>>;
  readonly peers?: Readonly<Record<string, string>>;
  readonly manifest?: Partial<PackedManifest>;
  readonly code?: Partial<CodeRecord> | 'none';
  readonly unpackedSize?: number;
}

export function aTrait(kind: Trait['kind'], excerpt = `${kind} here`): Trait {
  return { kind, line: 7, excerpt };
}

/** A package by what its files show; a file of which nothing is said has no record. */
export function aPackageOf(given: PackageGiven = {}): TarballContent {
  const files = Object.entries<FileGiven>({ 'package.json': {}, ...given.files });
  const sizes = files.map(([, { size = 1_000 }]) => size);
  const code = given.code === 'none' ? {} : { code: { ...recordOf(files), ...given.code } };
  return {
    sha512: `sha512-${given.version ?? '1.2.3'}`,
    packedSize: 1_000,
    unpackedSize: given.unpackedSize ?? sizes.reduce((sum, size) => sum + size, 0),
    files: new Map(
      files.map(([path, { size = 1_000, bytes = path }]) => [
        path,
        { size, sha512: `sha512-${bytes}`, executable: false },
      ]),
    ),
    oddities: [],
    manifest: {
      ...{ name: 'teapot', version: given.version ?? '1.2.3', bundled: [], ...undescribed },
      scripts: new Map(Object.entries(given.scripts ?? {})),
      dependencies: {
        dependencies: new Map(Object.entries(given.dependencies ?? {})),
        optionalDependencies: new Map(Object.entries(given.optional ?? {})),
        peerDependencies: new Map(Object.entries(given.peers ?? {})),
      },
      ...given.manifest,
    },
    ...code,
  };
}

function recordOf(files: readonly (readonly [string, FileGiven])[]): CodeRecord {
  const records = files.flatMap(([path, { size, bytes, traits = [], ...shown }]) => {
    if (Object.keys(shown).length === 0 && traits.length === 0) return [];
    const record: FileRecord = {
      ...{ kind: 'script', capabilities: [], hosts: [], longestLine: 80, entropy: 4.5 },
      ...shown,
      traits: traits.map((one) => (typeof one === 'string' ? aTrait(one) : one)),
    };
    return [[path, record] as const];
  });
  return { ...emptyRecord, files: new Map(records) };
}
