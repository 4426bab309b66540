import { delimiter, join, posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownFolders, shimFolder } from '../config/folders.ts';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { findManager } from '../managers/find-manager.ts';
import { managerNames } from '../managers/manager.ts';
import { packageFolder } from '../package-folder.ts';
import { isInside, pathEntries, projectFolders, reached } from '../plan/find-npm.ts';
import { isOwnShim } from '../plan/own-shim.ts';
import { pathLines } from '../shell/lines.ts';
import { changeProfile } from '../shell/profile.ts';
import { profileOf, requireShell, shellNames, usualShell } from '../shell/shells.ts';
import { shimFileNames, shimmedCommands, shimScripts } from '../shell/shim-scripts.ts';
import { profilePlace, say, tellChange } from './alias.ts';

export interface ShimWish {
  readonly write: boolean;
  readonly file: string | undefined;
  readonly shell: string | undefined;
}

/** Small programs called npm and npx, first on the PATH, for scripts, editors and agents that know no alias. */
export async function installShims(host: Host, wish: ShimWish): Promise<number> {
  const folder = await requireFolder(host);
  await requireInstalledNpq(host);
  const shell =
    wish.shell === undefined ? usualShell(host.env) : requireShell(wish.shell, 'npq shims install --shell');
  if (wish.write && shell === undefined) throw whichShell();
  const present = await managersAtHand(host);
  const commands = shimmedCommands(present);
  await host.files.exclusively(folder, async () => {
    for (const name of await ownFilesIn(host, folder)) await host.files.remove(join(folder, name));
    for (const { name, text } of shimScripts(commands, targets(host))) {
      await host.files.writeProgram(join(folder, name), text);
    }
  });
  say(host, `${commands.join(', ')} lead to npq in ${folder}`);
  if (wish.write && shell !== undefined) {
    const place = profilePlace(host, shell, wish.file);
    const change = await changeProfile(host, place, 'shims', pathLines(shell, folder));
    tellChange(host, { shell, name: 'shims', place, change, removed: false });
    return 0;
  }
  if ((await firstOnPath(host, 'npm'))?.ours === true) return 0;
  say(host, 'This puts that folder first in PATH; --write puts it into the file that your shell reads:');
  host.terminal.out(
    pathLines(shell ?? 'bash', folder)
      .map((line) => `${line}\n`)
      .join(''),
  );
  if (host.env.platform === 'win32') {
    say(host, `For programs that no shell starts: put ${folder} first in the Path of your account.`);
  }
  return 0;
}

export async function removeShims(host: Host, file: string | undefined): Promise<number> {
  const folder = await requireFolder(host);
  const names = await ownFilesIn(host, folder);
  for (const name of names) await host.files.remove(join(folder, name));
  if ((await host.files.list(folder)).length === 0) await host.files.remove(folder);
  say(host, names.length === 0 ? `there are no shims in ${folder}.` : `took the shims out of ${folder}.`);
  const usual = shellNames.flatMap((shell) => {
    const place = profileOf(shell, host.env);
    return place === undefined ? [] : [{ shell, place }];
  });
  const named =
    file === undefined ? [] : [{ shell: 'bash' as const, place: profilePlace(host, 'bash', file) }];
  for (const { shell, place } of [...usual, ...named]) {
    const change = await changeProfile(host, place, 'shims', undefined);
    if (change.changed) tellChange(host, { shell, name: 'shims', place, change, removed: true });
  }
  return 0;
}

export async function showShims(host: Host): Promise<number> {
  const { folder, commands } = await shimState(host);
  for (const { name, shim, leads } of commands) {
    const here =
      leads === undefined ? 'is nowhere on the PATH' : leads.ours ? "is npq's shim" : `is ${leads.program}`;
    const words = {
      current: leads?.ours === true ? '' : '; its shim is not first: npq shims install --write',
      outdated: '; its shim is another npq’s or no longer right: npq shims install',
      absent: '',
    };
    say(host, `${name} ${here}${words[shim]}`);
  }
  if (commands.every(({ shim }) => shim === 'absent'))
    say(host, `there are no shims in ${folder}: npq shims install`);
  return 0;
}

export interface ShimState {
  readonly folder: string;
  readonly commands: readonly {
    readonly name: string;
    /** `outdated`: it is another than npq would write now. */
    readonly shim: 'current' | 'outdated' | 'absent';
    /** What is started here under this name. */
    readonly leads: FirstOnPath | undefined;
  }[];
}

/** Whether scripts and editors that are started from here meet npq. */
export async function shimState(host: Host): Promise<ShimState> {
  const folder = await requireFolder(host);
  const names = shimmedCommands(new Set(managerNames));
  const wanted = new Map(shimScripts(names, targets(host)).map(({ name, text }) => [name, text]));
  const commands = await Promise.all(
    names.map(async (name) => {
      const written = await host.files.readText(join(folder, name));
      const shim = written === undefined ? 'absent' : written === wanted.get(name) ? 'current' : 'outdated';
      return { name, shim, leads: await firstOnPath(host, name) } as const;
    }),
  );
  return { folder, commands };
}

interface FirstOnPath {
  readonly program: string;
  readonly ours: boolean;
}

async function firstOnPath({ env, files }: Host, name: string): Promise<FirstOnPath | undefined> {
  const windows = env.platform === 'win32';
  const path = windows ? win32 : posix;
  for (const folder of pathEntries(env, path)) {
    const program = path.join(folder, windows ? `${name}.cmd` : name);
    const real = await reached(files, program);
    if (real !== undefined) return { program, ours: await isOwnShim(files, real) };
  }
  return undefined;
}

/** A shim for a manager that npq would not start takes away what works, and puts nothing in its place. */
async function managersAtHand(host: Host): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  for (const name of managerNames) {
    try {
      await findManager(host, name);
      present.add(name);
    } catch (error) {
      if (!(error instanceof NpqError) || error.code !== 'manager-not-found') throw error;
      if (/found none\.$/.test(error.message)) continue;
      say(host, `${name} stays as it is: ${error.message}`);
    }
  }
  return present;
}

/** Of the folder only what npq has put there; anything else is somebody's. */
async function ownFilesIn({ files }: Host, folder: string): Promise<readonly string[]> {
  const names = await files.list(folder);
  const own = await Promise.all(
    names.map(async (name) => shimFileNames.includes(name) && (await isOwnShim(files, join(folder, name)))),
  );
  return names.filter((_name, index) => own[index]);
}

function targets({ env }: Host) {
  const bin = (name: string) => fileURLToPath(new URL(`bin/${name}`, packageFolder));
  return { npq: bin('npq.js'), npqx: bin('npqx.js'), node: env.execPath };
}

/** A project that brings an npq of its own would else bring the npm of this whole account. */
async function requireInstalledNpq(host: Host): Promise<void> {
  const path = host.env.platform === 'win32' ? win32 : posix;
  const here = fileURLToPath(packageFolder);
  const real = (await host.files.realPath(here)) ?? here;
  const folders = await projectFolders(host, path, [host.env.cwd]);
  if (!folders.some((folder) => isInside(path, real, folder))) return;
  throw new NpqError('usage', {
    message: `Expected an npq that was installed for this account, found the one of this project: ${here}`,
    hint: 'npm install --global npq-diligence, then run npq shims install from there.',
  });
}

async function requireFolder(host: Host): Promise<string> {
  const folder = shimFolder(await ownFolders(host, host.env.cwd));
  if (folder === undefined) {
    throw new NpqError('usage', {
      message: 'Expected a home folder to keep the shims in, found none.',
      hint: 'Name a folder with NPQ_HOME.',
    });
  }
  if (!folder.includes(delimiter)) return folder;
  throw new NpqError('usage', {
    message: `Expected a folder that PATH can name, found ${delimiter} in it: ${folder}`,
    hint: 'Name another folder with NPQ_HOME.',
  });
}

function whichShell(): NpqError {
  return new NpqError('usage', {
    message: 'Expected to know your shell, found none that npq knows in SHELL.',
    hint: `Say which: npq shims install --write --shell ${shellNames.join('|')}`,
  });
}
