import { posix, win32 } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Env, Host } from '../host/host.ts';

/** npq's own folders. Never inside the project: what is kept there could be written by a stranger. */
export interface Folders {
  /** Decisions of this user: ledger, agreements, receipts, registry profiles. Undefined where nothing can be kept. */
  readonly state: string | undefined;
  /** Why nothing is kept although there is a home. Full sentences. */
  readonly notes: readonly string[];
}

interface Ports {
  readonly env: Pick<Env, 'vars' | 'home' | 'accountHome' | 'platform'>;
  readonly files: Pick<Host['files'], 'realPath'>;
}

/**
 * `NPQ_HOME` names one folder for all; else the XDG base directories, or on Windows LOCALAPPDATA. A relative
 * path, or one inside the project, would bring that project's ledger, which could vouch for anything: what was
 * named so is refused, and a home that is a checkout (`HOME=/app` in a container) keeps nothing.
 */
export async function ownFolders({ env, files }: Ports, project: string): Promise<Folders> {
  const { vars, home, accountHome } = env;
  const path = env.platform === 'win32' ? win32 : posix;
  const named = vars['NPQ_HOME'];
  if (named) {
    if (!path.isAbsolute(named)) throw misplaced('NPQ_HOME', named, 'a relative path');
    return outside('NPQ_HOME', named, path.join(named, 'state'));
  }
  const local = vars['LOCALAPPDATA'];
  if (env.platform === 'win32' && local && path.isAbsolute(local)) {
    return { state: path.join(local, 'npq', 'state'), notes: [] };
  }
  // The XDG specification has relative paths ignored.
  const base = vars['XDG_STATE_HOME'];
  if (base && path.isAbsolute(base)) return outside('XDG_STATE_HOME', base, path.join(base, 'npq'));
  if (!home || !path.isAbsolute(home)) return { state: undefined, notes: [] };
  if ((await isInProject(home)) && !isOwnHome()) return { state: undefined, notes: [noteOn(home)] };
  return { state: path.join(home, '.local', 'state', 'npq'), notes: [] };

  async function outside(variable: string, folder: string, state: string): Promise<Folders> {
    if ((await isInProject(folder)) && !isOwnHome()) {
      throw misplaced(variable, folder, 'a folder of this project');
    }
    return { state, notes: [] };
  }

  /** Who works right in the home folder has everything inside the project; nobody cloned the account's home. */
  function isOwnHome(): boolean {
    return home !== undefined && home === accountHome && isInside(home, project, path);
  }

  /** By name or, past symbolic links, by place. */
  async function isInProject(folder: string): Promise<boolean> {
    const [realFolder, realProject] = await Promise.all([files.realPath(folder), files.realPath(project)]);
    return isInside(folder, project, path) || isInside(realFolder ?? folder, realProject ?? project, path);
  }
}

function noteOn(home: string): string {
  return `Your home folder, ${home}, lies in the project, where others write too: npq neither reads nor keeps its memory there. NPQ_HOME can name another folder.`;
}

export function isInside(inner: string, outer: string, path: typeof posix = posix): boolean {
  const steps = path.relative(outer, inner);
  return steps !== '..' && !steps.startsWith(`..${path.sep}`) && !path.isAbsolute(steps);
}

function misplaced(variable: string, value: string, what: string): NpqError {
  return new NpqError('config-invalid', {
    message: `Expected ${variable} to name a folder outside the project, found ${what}: ${value}.`,
    hint: `What lies in a project could be written by a stranger: set ${variable} to a folder of your own.`,
  });
}
