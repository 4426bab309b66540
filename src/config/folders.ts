import { join } from 'node:path';
import type { Env } from '../host/host.ts';

/** npq's own folders. Never inside the project: what is kept there could be written by a stranger. */
export interface Folders {
  /** Decisions of this user: ledger, agreements, receipts, registry profiles. Undefined without a home. */
  readonly state: string | undefined;
}

/**
 * `NPQ_HOME` names one folder for all; else the XDG base directories, or on Windows LOCALAPPDATA.
 */
export function ownFolders(env: Pick<Env, 'vars' | 'home' | 'platform'>): Folders {
  const { vars, home } = env;
  if (vars['NPQ_HOME']) return { state: join(vars['NPQ_HOME'], 'state') };
  if (env.platform === 'win32' && vars['LOCALAPPDATA']) {
    return { state: join(vars['LOCALAPPDATA'], 'npq', 'state') };
  }
  const base = vars['XDG_STATE_HOME'] || (home ? join(home, '.local', 'state') : undefined);
  return { state: base ? join(base, 'npq') : undefined };
}
