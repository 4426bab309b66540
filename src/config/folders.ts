import { join, posix, win32 } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Env, Host } from '../host/host.ts';

/** npq's own folders. Never inside the project: what is kept there could be written by a stranger. */
export interface Folders {
  /** Decisions of this user: ledger, agreements, receipts, registry profiles. Undefined where nothing can be kept. */
  readonly state: string | undefined;
  /** What the user wrote: `npq.json`. */
  readonly config: string | undefined;
  /** What can be fetched again: answers of services, the local advisory database. */
  readonly cache: string | undefined;
  /** Why nothing is kept although there is a home. Full sentences. */
  readonly notes: readonly string[];
}

interface Ports {
  readonly env: Pick<Env, 'vars' | 'home' | 'accountHome' | 'platform'>;
  readonly files: Pick<Host['files'], 'realPath'>;
}

const kinds = ['state', 'config', 'cache'] as const;
type Kind = (typeof kinds)[number];
type Places = Pick<Folders, Kind>;

const nowhere: Places = { state: undefined, config: undefined, cache: undefined };
const xdg: Readonly<Record<Kind, { readonly variable: string; readonly inHome: readonly string[] }>> = {
  state: { variable: 'XDG_STATE_HOME', inHome: ['.local', 'state'] },
  config: { variable: 'XDG_CONFIG_HOME', inHome: ['.config'] },
  cache: { variable: 'XDG_CACHE_HOME', inHome: ['.cache'] },
};

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
    await requireOutside('NPQ_HOME', named);
    return { state: path.join(named, 'state'), config: named, cache: path.join(named, 'cache'), notes: [] };
  }
  const local = vars['LOCALAPPDATA'];
  if (env.platform === 'win32' && local && path.isAbsolute(local)) {
    const own = path.join(local, 'npq');
    return { state: path.join(own, 'state'), config: own, cache: path.join(own, 'cache'), notes: [] };
  }
  const usable = home !== undefined && home !== '' && path.isAbsolute(home) ? home : undefined;
  const stranger = usable !== undefined && (await isInProject(usable)) && !isOwnHome();
  const places = await Promise.all(
    kinds.map(async (kind) => {
      const { variable, inHome } = xdg[kind];
      // The XDG specification has relative paths ignored.
      const base = vars[variable];
      if (base && path.isAbsolute(base)) {
        await requireOutside(variable, base);
        return [kind, path.join(base, 'npq')] as const;
      }
      return [
        kind,
        usable === undefined || stranger ? undefined : path.join(usable, ...inHome, 'npq'),
      ] as const;
    }),
  );
  const found: Places = { ...nowhere, ...Object.fromEntries(places) };
  return { ...found, notes: stranger && found.state === undefined ? [noteOn(usable)] : [] };

  async function requireOutside(variable: string, folder: string): Promise<void> {
    if ((await isInProject(folder)) && !isOwnHome()) {
      throw misplaced(variable, folder, 'a folder of this project');
    }
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

/** Small programs called npm and npx that start npq, for whoever knows no alias. */
export function shimFolder({ state }: Pick<Folders, 'state'>): string | undefined {
  return state === undefined ? undefined : join(state, 'shims');
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
    hint: `Set ${variable} to a folder of your own: what lies in a project could be written by a stranger.`,
  });
}
