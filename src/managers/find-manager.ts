import { dirname, join, posix, win32 } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { isInside, pathEntries, projectFolders, reached } from '../plan/find-npm.ts';
import { isOwnShim } from '../plan/own-shim.ts';
import type { FoundManager, ManagerName } from './manager.ts';

type Ports = Pick<Host, 'env' | 'files' | 'spawner'>;

/** The packages that these programs come in. */
const packages: Readonly<Record<ManagerName, RegExp>> = {
  pnpm: /^(?:pnpm|@pnpm\/exe(?:\..*)?)$/,
  yarn: /^(?:yarn|@yarnpkg\/cli(?:-dist)?)$/,
  bun: /^(?:bun|@oven\/bun-.*)$/,
};

/**
 * The user's own package manager, from the PATH and never from the project's folders. A shim that would first
 * fetch some version and run it (corepack's, for one) is none: nobody vetted what it fetches.
 */
export async function findManager(host: Ports, name: ManagerName): Promise<FoundManager> {
  const path = host.env.platform === 'win32' ? win32 : posix;
  const project = await projectFolders(host, path, [host.env.cwd]);
  const misses: string[] = [];
  for (const folder of pathEntries(host.env, path)) {
    const place = await placeIn(host, path.join(folder, name));
    if (place === undefined) continue;
    const { link, real } = place;
    if (
      /[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder) ||
      project.some((one) => isInside(path, real, one))
    ) {
      misses.push(`${link} lies in the project`);
      continue;
    }
    // It would start npq, to be asked for its version, and that npq would find it again.
    if (await isOwnShim(host.files, real)) {
      misses.push(`${link} leads back to npq`);
      continue;
    }
    const found = await packageAround(host, real);
    if (found !== undefined && packages[name].test(found.name)) {
      return { name, ...versioned(found.version), program: real, byNode: await isScript(host, real, name) };
    }
    if (found?.name === 'corepack') {
      misses.push(`${link} is corepack's, which would fetch a ${name} of its own choice first`);
    } else if (found === undefined && new RegExp(`^${name}[\\w.-]*$`).test(path.basename(real))) {
      return asked(host, name, real);
    } else misses.push(`${link} belongs to ${found?.name ?? real}`);
  }
  throw notFound(name, misses);
}

/** A program that the project names, and that was agreed to. */
export async function asked(host: Ports, name: ManagerName, program: string): Promise<FoundManager> {
  const byNode = await isScript(host, program, name);
  const { env, spawner } = host;
  const command = byNode ? [program, '--version'] : ['--version'];
  // Beside the program, and so out of reach of the project's files.
  const result = await spawner.run(byNode ? env.execPath : program, command, {
    ...{ cwd: dirname(program), stdio: 'capture' },
    env: { ...env.vars, YARN_IGNORE_PATH: '1', COREPACK_ENABLE_NETWORK: '0' },
  });
  const version = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.exec(result.stdout.trim())?.[0];
  if (result.code !== 0 || version === undefined) {
    throw notFound(name, [`${program} --version did not answer with a version`]);
  }
  return { name, ...versioned(version), program, byNode };
}

function versioned(version: string): Pick<FoundManager, 'version' | 'major'> {
  return { version, major: Number.parseInt(version, 10) };
}

async function placeIn(
  { files, env }: Pick<Host, 'files' | 'env'>,
  link: string,
): Promise<{ readonly link: string; readonly real: string } | undefined> {
  const names = env.platform === 'win32' ? [`${link}.exe`] : [link];
  for (const one of names) {
    const real = await reached(files, one);
    if (real !== undefined && (await files.info(real))?.kind === 'file') return { link: one, real };
  }
  return undefined;
}

async function packageAround(
  { files }: Pick<Host, 'files'>,
  program: string,
): Promise<{ readonly name: string; readonly version: string } | undefined> {
  for (const folder of [dirname(program), dirname(dirname(program))]) {
    const text = await files.readText(join(folder, 'package.json'));
    const manifest = text === undefined ? undefined : parsed(text);
    if (manifest === null || typeof manifest !== 'object') continue;
    const { name, version } = manifest as { name?: unknown; version?: unknown };
    if (typeof name === 'string' && typeof version === 'string' && /^\d+\.\d+\.\d+/.test(version)) {
      return { name, version };
    }
  }
  return undefined;
}

/** JavaScript runs under our own node, whatever `node` the PATH has. */
async function isScript(
  { files }: Pick<Host, 'files'>,
  program: string,
  name: ManagerName,
): Promise<boolean> {
  if (/\.[cm]?js$/.test(program)) return true;
  const file = await files.openForReading(program);
  if (file === undefined) return false;
  try {
    const head = await file.read(0, 128);
    if (/^#!.*\bnode\b/.test(head.toString('latin1'))) return true;
    if (head.includes(0) || head.toString('latin1').startsWith('#!')) return false;
    throw notFound(name, [`${program} is a stand-in that would fetch the true program first`]);
  } finally {
    await file.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A package.json that is no JSON belongs to none of these programs.
    return undefined;
  }
}

function notFound(name: ManagerName, misses: readonly string[]): NpqError {
  const found = misses.length === 0 ? 'found none' : `found that ${misses.join('; ')}`;
  return new NpqError('manager-not-found', {
    message: `Expected ${name} on the PATH and outside the project, ${found}.`,
    hint: `Install it for this machine, for example: npq install -g ${name}`,
  });
}
