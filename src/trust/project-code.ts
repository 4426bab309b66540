import { join, resolve } from 'node:path';
import * as v from 'valibot';
import type { Files } from '../host/host.ts';
import type { NpmConfig } from '../plan/npm.ts';
import { type Covered, coveredContent, readable } from './covered-content.ts';

/** A file of the project, other than .npmrc, that takes part in npm's work. */
export interface ProjectCode {
  readonly file: string;
  readonly key: string;
  readonly dangerous: boolean;
  readonly text: string;
  /** What agreeing to it covers, in order; bytes of files or the part of a file that matters. */
  readonly covers: readonly Covered[];
}

/** The ports of stage 0: it reads, and does nothing else. */
export type InspectedFiles = Pick<Files, 'info' | 'readBytes' | 'readText' | 'realPath'>;

const extensionFiles = ['.npm-extension.mjs', '.npm-extension.cjs'];
const lockfiles = ['npm-shrinkwrap.json', 'package-lock.json'];
const newestLockfile = 3;
const firstMajor = 12;
const patchLimit = 200;

/**
 * npm 12's own code of a project and patches on packages, and lockfiles of a later format: npq's arborist
 * knows none of them, so the plan would not be what npm installs. Looked at, never loaded.
 */
export async function findProjectCode(
  files: InspectedFiles,
  config: Pick<NpmConfig, 'npm' | 'localPrefix' | 'get'>,
): Promise<readonly ProjectCode[]> {
  const root = config.localPrefix;
  const found = await Promise.all([
    ...extensionFiles.map((name) => extension(files, config, join(root, name))),
    patches(files, config, join(root, 'package.json')),
    ...lockfiles.map((name) => laterLockfile(files, join(root, name))),
  ]);
  return found.filter((code) => code !== undefined);
}

async function extension(
  files: InspectedFiles,
  { npm, get }: Pick<NpmConfig, 'npm' | 'get'>,
  file: string,
): Promise<ProjectCode | undefined> {
  if ((await files.info(file)) === undefined) return undefined;
  const off = get('ignore-extension') === true || get('ignore-scripts') === true;
  const deaf = npm.major < firstMajor;
  const why = deaf
    ? `your npm ${npm.version} does not read it`
    : off
      ? 'no effect, ignore-scripts or ignore-extension is set'
      : `your npm ${npm.version} would run this file, and what it loads, while it builds the tree`;
  return {
    file,
    key: 'npm extension',
    dangerous: !deaf && !off,
    text: `${why}.`,
    covers: [await coveredContent(files, file)],
  };
}

const patchesSchema = v.object({ patchedDependencies: v.optional(v.unknown()) });

async function patches(
  files: InspectedFiles,
  { npm, localPrefix }: Pick<NpmConfig, 'npm' | 'localPrefix'>,
  file: string,
): Promise<ProjectCode | undefined> {
  const json = parseJson(await readable(file, files.readText(file)));
  const decoded = v.safeParse(patchesSchema, json);
  if (!decoded.success || decoded.output.patchedDependencies === undefined) return undefined;
  const patched = decoded.output.patchedDependencies;
  const named = typeof patched === 'object' && patched !== null ? Object.values(patched) : [];
  const paths = named.filter((path) => typeof path === 'string').slice(0, patchLimit);
  const deaf = npm.major < firstMajor;
  return {
    file,
    key: 'patchedDependencies',
    dangerous: !deaf,
    text: deaf
      ? `your npm ${npm.version} does not read it.`
      : `your npm ${npm.version} would change packages after it has verified them.`,
    covers: [
      { label: `${file} patchedDependencies`, content: JSON.stringify(patched) },
      ...(await Promise.all(paths.map((path) => coveredContent(files, resolve(localPrefix, path))))),
    ],
  };
}

const lockfileSchema = v.object({ lockfileVersion: v.pipe(v.union([v.number(), v.string()]), v.toNumber()) });

async function laterLockfile(files: Pick<Files, 'readText'>, file: string): Promise<ProjectCode | undefined> {
  const decoded = v.safeParse(lockfileSchema, parseJson(await readable(file, files.readText(file))));
  // A lockfile that cannot be read at all is for the plan to refuse.
  if (!decoded.success || decoded.output.lockfileVersion <= newestLockfile) return undefined;
  const { lockfileVersion } = decoded.output;
  return {
    file,
    key: 'lockfileVersion',
    dangerous: true,
    text: `lockfile format ${lockfileVersion} is newer than ${newestLockfile}, the newest that npq can read: npm may install what is not in npq's plan.`,
    covers: [{ label: `${file} lockfileVersion`, content: String(lockfileVersion) }],
  };
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    // npm strips a byte order mark too.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // Not JSON: npm will refuse the file, and it names no patch and no version here.
    return undefined;
  }
}
