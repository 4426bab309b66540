import { installHooks } from '../../../src/content/hooks.ts';
import {
  type CodeRecord,
  emptyRecord,
  type FileRecord,
  nothingReached,
  type Reach,
  type Trait,
} from '../../../src/content/record.ts';
import { type Hit, rowsOf, type Subject } from '../../../src/content/rows/rows.ts';
import type { SignReader } from '../../../src/content/rows/signs.ts';
import type { PackedManifest, TarballContent } from '../../../src/evidence/needs.ts';
import type { TraitKind } from '../../../src/model/code-signs.ts';
import { aTarball } from '../../checks/given.ts';

/** A trait on line 1 unless told otherwise: `trait('sink', { what: 'webhook.site' })`. */
export function trait(kind: TraitKind, given: Partial<Trait> = {}): Trait {
  return { kind, line: 1, excerpt: `a line with ${kind}`, ...given };
}

/** The record of a script, with its size for the list of files. */
export interface FileGiven extends Partial<FileRecord> {
  readonly size?: number;
}

/** A script with these traits and nothing else. */
export function script(...kinds: readonly (TraitKind | Trait)[]): FileGiven {
  return { traits: kinds.map((kind) => (typeof kind === 'string' ? trait(kind) : kind)) };
}

export interface CodeGiven {
  readonly files?: { readonly [path: string]: FileGiven };
  /** Paths that run at install, at depth 0 unless a number is given. */
  readonly install?: readonly (string | readonly [path: string, depth: number])[];
  readonly load?: readonly string[];
  readonly reach?: Partial<Reach>;
  readonly clone?: Partial<Reach>;
  readonly gyp?: CodeRecord['gyp'];
  readonly scripts?: Record<string, string>;
  readonly manifest?: Partial<PackedManifest>;
  /** Files that show nothing. */
  readonly others?: { readonly [path: string]: number };
  readonly oddities?: TarballContent['oddities'];
}

/** A package whose code came to this. */
export function aContent(given: CodeGiven = {}): TarballContent {
  const { files = {}, others = {}, install = [], scripts = {}, manifest = {}, oddities = [] } = given;
  const tarball = aTarball({ scripts });
  const record = ({ size: _size, ...file }: FileGiven): FileRecord => ({
    ...{ kind: 'script', capabilities: [], traits: [], hosts: [], longestLine: 80, entropy: 5 },
    ...file,
  });
  const sizes = [
    ...Object.entries(files).map(([path, { size = 1_000 }]) => [path, size] as const),
    ...Object.entries(others),
    ['package.json', 300] as const,
  ];
  const reached = install.map((one) => (typeof one === 'string' ? ([one, 0] as const) : one));
  const code: CodeRecord = {
    ...emptyRecord,
    files: new Map(Object.entries(files).map(([path, file]) => [path, record(file)])),
    install: {
      ...nothingReached,
      files: reached.map(([path, depth]) => ({ path, depth, by: 'postinstall' })),
      ...given.reach,
    },
    clone: { ...nothingReached, ...given.clone },
    load: given.load ?? [],
    ...(given.gyp === undefined ? {} : { gyp: given.gyp }),
  };
  return {
    ...tarball,
    oddities,
    files: new Map(sizes.map(([path, size]) => [path, { size, sha512: 'sha512-file', executable: false }])),
    manifest: { ...tarball.manifest, ...manifest },
    code,
  };
}

/** What npm would judge of it, coming from a registry unless told otherwise. */
export function aSubject(given: CodeGiven = {}, more: Partial<Subject> = {}): Subject {
  const content = aContent(given);
  const origin = more.origin ?? 'registry';
  const hasBindingGyp = content.files.has('binding.gyp');
  return { content, hooks: installHooks(content.manifest, { origin, hasBindingGyp }), origin, ...more };
}

export const noSigns: SignReader = { command: () => [], gyp: () => [], shipped: () => [] };

/** `M2 block, I1 high …` of those rows that hold, worst first. */
export function rows(given: CodeGiven, more: Partial<Subject> = {}, signs = noSigns): readonly string[] {
  return hits(given, more, signs).map(({ id, tier }) => `${id} ${tier}`);
}

export function hits(given: CodeGiven, more: Partial<Subject> = {}, signs = noSigns): readonly Hit[] {
  return rowsOf(aSubject(given, more), signs);
}
