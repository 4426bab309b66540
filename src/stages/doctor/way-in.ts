import { posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../../host/host.ts';
import { fine, type Health, note } from '../../model/health.ts';
import { packageFolder } from '../../package-folder.ts';
import { isInside, pathEntries, reached } from '../../plan/find-npm.ts';

const topic = 'npm in PATH';
/** Larger than any shim. */
const shimBytes = 16 * 1024;

/** What the word `npm` starts for those who know no alias: scripts, editors, coding agents. */
export async function wayInHealth(host: Pick<Host, 'env' | 'files'>): Promise<Health> {
  const { env } = host;
  const path = env.platform === 'win32' ? win32 : posix;
  const program = env.platform === 'win32' ? 'npm.cmd' : 'npm';
  const next =
    'npq shims puts npq before it, for scripts, editors and agents; npq alias does so for your shell.';
  for (const folder of pathEntries(env, path)) {
    const place = path.join(folder, program);
    const real = await reached(host.files, place);
    if (real === undefined) continue;
    if (await leadsToNpq(host, path, real)) {
      return fine(topic, `${place}, which leads to npq`, { data: { place, npq: true } });
    }
    const said = `${place} is npm itself: what calls it is not gated. An alias of your shell cannot be seen from here`;
    return note(topic, said, { next, data: { place, npq: false } });
  }
  return note(topic, 'there is none on the PATH', { next, data: { place: null, npq: false } });
}

async function leadsToNpq(
  { files }: Pick<Host, 'files'>,
  path: typeof posix,
  real: string,
): Promise<boolean> {
  const own = fileURLToPath(packageFolder);
  // The npm of a development install lies below npq's own folder, and is npm.
  if (isInside(path, real, own) && !isInside(path, real, path.join(own, 'node_modules'))) return true;
  const info = await files.info(real);
  if (info?.kind !== 'file' || info.size > shimBytes) return false;
  return /\bnpqx?\b/.test((await files.readText(real)) ?? '');
}
