import { fileURLToPath } from 'node:url';
import { lookingGitEnv } from './looking-git.ts';
import type { NpmConfig } from './npm.ts';

/**
 * The user's npm options, changed so that looking at packages runs nothing of theirs. `ignoreScripts` alone
 * is not enough: for git dependencies pacote starts `npmBin` in the clone, which then runs the scripts.
 */
export function lookingOptions(config: Pick<NpmConfig, 'flat'>): Readonly<Record<string, unknown>> {
  return {
    ...config.flat,
    ignoreScripts: true,
    env: lookingGitEnv(),
    npmBin: fileURLToPath(new URL('../../bin/do-nothing.js', import.meta.url)),
    // Checks need times, publishers and scripts, which only full documents have.
    fullMetadata: true,
    ...moreSockets(config.flat),
  };
}

const npmsMaxSockets = 15;
const ourMaxSockets = 40;

/**
 * npm asks level by level, which 15 connections are enough for; the prefetch does not wait. Who set another
 * number has a reason. With certificates of the user's own each connection costs 15 ms of CPU to read them.
 */
function moreSockets({ maxSockets, ca }: NpmConfig['flat']): Readonly<Record<string, unknown>> {
  const ownCertificates = ca !== undefined && ca !== null;
  return maxSockets === npmsMaxSockets && !ownCertificates ? { maxSockets: ourMaxSockets } : {};
}
