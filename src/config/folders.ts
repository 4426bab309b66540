import { join, posix, win32 } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Env } from '../host/host.ts';

/** npq's own folders. Never inside the project: what is kept there could be written by a stranger. */
export interface Folders {
  /** Decisions of this user: ledger, agreements, receipts, registry profiles. Undefined without a home. */
  readonly state: string | undefined;
}

/**
 * `NPQ_HOME` names one folder for all; else the XDG base directories, or on Windows LOCALAPPDATA. A relative
 * path would lead into whatever project one stands in, and so would bring that project's ledger.
 */
export function ownFolders(env: Pick<Env, 'vars' | 'home' | 'platform'>, project: string): Folders {
  const { vars, home } = env;
  const path = env.platform === 'win32' ? win32 : posix;
  const named = vars['NPQ_HOME'];
  if (named) {
    if (!path.isAbsolute(named)) throw misplaced('NPQ_HOME', named, 'a relative path');
    return { state: outside('NPQ_HOME', join(named, 'state')) };
  }
  const local = vars['LOCALAPPDATA'];
  if (env.platform === 'win32' && local && path.isAbsolute(local)) {
    return { state: join(local, 'npq', 'state') };
  }
  // The XDG specification has relative paths ignored.
  const base = vars['XDG_STATE_HOME'];
  if (base && path.isAbsolute(base)) return { state: outside('XDG_STATE_HOME', join(base, 'npq')) };
  return { state: home && path.isAbsolute(home) ? join(home, '.local', 'state', 'npq') : undefined };

  function outside(variable: string, folder: string): string {
    // Who works right in the home folder has everything inside the project.
    const isHome = home !== undefined && isWithin(home, project);
    if (isWithin(folder, project) && !isHome) throw misplaced(variable, folder, 'a folder of this project');
    return folder;
  }

  function isWithin(inner: string, outer: string): boolean {
    const steps = path.relative(outer, inner);
    return steps !== '..' && !steps.startsWith(`..${path.sep}`) && !path.isAbsolute(steps);
  }
}

function misplaced(variable: string, value: string, what: string): NpqError {
  return new NpqError('config-invalid', {
    message: `Expected ${variable} to name a folder outside the project, found ${what}: ${value}.`,
    hint: `What lies in a project could be written by a stranger: set ${variable} to a folder of your own.`,
  });
}
