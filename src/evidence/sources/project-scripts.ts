import { createHash } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import { tarballLimits } from '../../content/limits.ts';
import { decodeManifest } from '../../content/packed-manifest.ts';
import type { Host } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PackedManifest, ProjectScripts } from '../needs.ts';
import { unknownFrom } from '../trouble.ts';

const id = 'project';

/** npm runs these of the root on `npm install` and `npm ci` without package names (lib/commands/install.js). */
const bareInstallEvents = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
];
/** Of the root after every install that changes the tree (arborist's reify). */
const treeChangedEvents = ['predependencies', 'dependencies', 'postdependencies'];
/** Of a workspace when it is linked (arborist's rebuild, which puts prepare before install). */
const linkedEvents = ['preinstall', 'prepare', 'install', 'postinstall'];

interface Input {
  readonly files: ProjectFiles;
  readonly clock: Pick<Host['clock'], 'now'>;
  /** Absolute; the root and its workspaces. */
  readonly folders: readonly string[];
  readonly projectPath: string;
  /** npm is called without package names, and so runs the root's own scripts. */
  readonly rootRuns: boolean;
  seen(hash: string): boolean;
}

type ProjectFiles = Pick<Host['files'], 'readText' | 'info' | 'realPath'>;

/** The install-time scripts of the project itself and its workspaces. */
export async function readProjectScripts(input: Input): Promise<Fact<readonly ProjectScripts[]>> {
  const { files, folders, projectPath, rootRuns, clock } = input;
  const rootEvents = [...(rootRuns ? bareInstallEvents : []), ...treeChangedEvents];
  const found: ProjectScripts[] = [];
  for (const folder of folders) {
    const file = join(folder, 'package.json');
    const label = relative(projectPath, file).split(sep).join('/');
    const scripts = await scriptsIn(files, folder, folder === projectPath ? rootEvents : linkedEvents, label);
    if ('status' in scripts) return scripts;
    const hash = hashOf(file, scripts);
    found.push({ file, label, scripts, hash, seen: input.seen(hash) });
  }
  return known(found, id, clock.now());
}

async function scriptsIn(
  files: ProjectFiles,
  folder: string,
  events: readonly string[],
  label: string,
): Promise<ReadonlyMap<string, string> | Unknown> {
  try {
    const real = await files.realPath(join(folder, 'package.json'));
    const info = real === undefined ? undefined : await files.info(real);
    if (real === undefined || !info) return new Map();
    // A pipe or device would never come to an end.
    if (info.kind !== 'file') return unknown('malformed', id, `${label} is no file`);
    if (info.size > tarballLimits.manifestBytes) return unknown('too-large', id, `${label} is too large`);
    const decoded = decodeManifest((await files.readText(real)) ?? '');
    if (decoded.status === 'unreadable') return unknown(decoded.reason, id, `${label}: ${decoded.detail}`);
    const gyp = await files.realPath(join(folder, 'binding.gyp'));
    const hasGyp = gyp !== undefined && (await files.info(gyp))?.kind === 'file';
    return inOrder(decoded.manifest, events, hasGyp);
  } catch (error) {
    return unknownFrom(error, id);
  }
}

function inOrder(
  manifest: PackedManifest,
  events: readonly string[],
  hasGyp: boolean,
): ReadonlyMap<string, string> {
  const { scripts, gypfile } = manifest;
  const builds = hasGyp && gypfile !== false && !scripts.get('install') && !scripts.get('preinstall');
  const run = new Map<string, string>();
  for (const event of events) {
    const command = event === 'install' && builds ? 'node-gyp rebuild' : scripts.get(event);
    if (command) run.set(event, command);
  }
  return run;
}

/**
 * The path belongs to it: `node ./setup.js` in another folder starts another file, and having seen the one
 * must not hide the other.
 */
function hashOf(file: string, scripts: ReadonlyMap<string, string>): string {
  return createHash('sha256')
    .update(JSON.stringify([file, ...scripts]))
    .digest('hex');
}
