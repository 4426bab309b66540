import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { own } from '../content/foreign.ts';
import { messageOf, NpqError } from '../errors.ts';
import type { Files } from '../host/host.ts';
import { lockLimits } from '../plan/foreign/decode.ts';
import { type ForeignFile, foreignFiles } from '../plan/foreign/detect.ts';
import { type ForeignEntry, foreignEntries } from '../plan/foreign/entries.ts';
import { readPlain } from '../plan/foreign/plain-file.ts';
import { manifestIn } from './base-changes.ts';
import type { BaseTree } from './base-git.ts';

/** What decides beside the lockfile which package an entry stands for; where it changed, nothing is as it was. */
const deciding = [
  ...['pnpm-workspace.yaml', '.pnpmfile.cjs', '.pnpmfile.mjs', '.yarnrc', '.yarnrc.yml', 'bunfig.toml'],
];
const decidingFields = [
  ...['resolutions', 'overrides', 'pnpm', 'bun', 'workspaces', 'catalog', 'catalogs', 'patchedDependencies'],
  'dependenciesMeta',
];

type Reading = Pick<Files, 'readText' | 'info' | 'realPath'>;

export interface ForeignSides {
  readonly base: ReadonlyMap<string, ForeignEntry>;
  readonly head: ReadonlyMap<string, ForeignEntry>;
}

/** Paths of the project that `foreignSides` needs of the base. */
export function foreignPaths(project: string): readonly string[] {
  return [...foreignFiles, ...deciding].map((name) => join(project, name));
}

/** The lockfile of another manager here and in the base; undefined where they cannot be held against each other. */
export async function foreignSides(
  files: Reading,
  { ref }: Pick<BaseTree, 'ref'>,
  project: string,
  written: string,
  texts: ReadonlyMap<string, string>,
): Promise<ForeignSides | undefined> {
  const file = foreignFiles.find((name) => name === written);
  const before = file && texts.get(join(project, file));
  const after = file && (await textAt(files, join(project, file)));
  if (file === undefined || before === undefined || after === undefined) return undefined;
  if (!(await sameRules(files, project, texts))) return undefined;
  const [base, head] = await Promise.all([entriesAt(file, before, ref), foreignEntries(file, after)]);
  return { base, head };
}

/** A pull request may bring a link to a device in place of any of them. */
function textAt(files: Reading, path: string): Promise<string | undefined> {
  return readPlain(files, path, basename(path), lockLimits.bytes);
}

async function sameRules(
  files: Reading,
  project: string,
  texts: ReadonlyMap<string, string>,
): Promise<boolean> {
  const same = await Promise.all(
    deciding.map(async (name) => {
      const path = join(project, name);
      return texts.get(path) === (await textAt(files, path));
    }),
  );
  const path = join(project, 'package.json');
  const [was, is] = [manifestIn(texts.get(path)), manifestIn(await textAt(files, path))];
  return (
    !same.includes(false) &&
    decidingFields.every((field) => isDeepStrictEqual(own(was, field), own(is, field)))
  );
}

async function entriesAt(file: ForeignFile, text: string, ref: string): Promise<ForeignSides['base']> {
  try {
    return await foreignEntries(file, text);
  } catch (error) {
    throw new NpqError('resolve-failed', {
      message: `Expected to be able to read the ${file} of ${ref}, it cannot be: ${messageOf(error)}`,
      hint: 'Leave --base out to have everything looked at.',
      cause: error,
    });
  }
}
