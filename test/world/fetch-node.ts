import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ssri from 'ssri';
import { extract } from 'tar';
import { npmsAtHand } from '../cli/npms.ts';
import { nodeFor, type PinnedNode, pinnedNode, placeOf } from './newer-node.ts';
import { npmCli } from './run-npm.ts';

const start = promisify(execFile);

/**
 * Before the first test: fetches the newer Node for an npm that wants one. It is no dependency of this package,
 * since the one in node_modules/.bin is what scripts would then run under. Where it cannot be had, the tests of
 * that npm run under this Node, and are named so; bytes that are not the pinned ones stop everything.
 */
export default async function fetchNewerNode(): Promise<void> {
  const without = npmsAtHand().filter(({ cli }) => !nodeFor(cli).wanted);
  if (without.length === 0) return;
  const why = pinnedNode
    ? await fetched(pinnedNode)
    : `none is pinned for ${process.platform} on ${process.arch}`;
  if (why === undefined) return;
  const npms = without.map(({ version }) => `npm ${version}`).join(', ');
  process.stderr.write(`${npms} is tested on Node ${process.version}, which it does not support: ${why}\n`);
}

/** Why it is not there now. */
async function fetched(pin: PinnedNode): Promise<string | undefined> {
  const place = placeOf(pin);
  mkdirSync(dirname(place), { recursive: true });
  const folder = mkdtempSync(`${place}.`);
  try {
    const tarball = await packed(pin, folder);
    if (typeof tarball !== 'string') return `${pin.name}@${pin.version} was not to be had: ${tarball.failed}`;
    if (ssri.checkData(readFileSync(tarball), pin.integrity) === false) {
      throw new Error(`${pin.name}@${pin.version} came with other bytes than those pinned in newer-node.ts`);
    }
    await extract({ file: tarball, cwd: folder, strip: 1, filter: (path) => path === 'package/bin/node' });
    rmSync(tarball);
    const says = await outcome(join(folder, 'bin', 'node'), ['--version']);
    if (says.out?.trim() !== `v${pin.version}`) return `${pin.name} does not run here: ${says.failed}`;
    moveInto(folder, place);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Other tests that run meanwhile may have been faster. */
export function moveInto(folder: string, place: string): void {
  try {
    renameSync(folder, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  }
}

/** Through the person's own npm, which knows the registry and how to get there. */
export async function packed(
  pin: Pick<PinnedNode, 'name' | 'version'>,
  folder: string,
): Promise<string | { readonly failed: string }> {
  const args = ['pack', `${pin.name}@${pin.version}`, '--pack-destination', folder, '--loglevel=error'];
  // After an `npm ci` it is in npm's cache still; and who is offline does not wait for a minute.
  const quick = ['--prefer-offline', '--fetch-retries=1', '--fetch-retry-mintimeout=500'];
  const { out, failed } = await outcome(process.execPath, [npmCli(), ...args, ...quick]);
  return out === undefined ? { failed: failed ?? '' } : join(folder, out.trim());
}

async function outcome(
  command: string,
  args: readonly string[],
): Promise<{ readonly out?: string; readonly failed?: string }> {
  try {
    const { stdout } = await start(command, args, { timeout: 120_000 });
    return { out: stdout };
  } catch (error) {
    // Of what npm says, the first line with a word of its own about the cause.
    const said = error instanceof Error ? error.message : String(error);
    return {
      failed: said.split('\n').find((line) => /^npm error (?!code|errno|syscall)/.test(line)) ?? said,
    };
  }
}
