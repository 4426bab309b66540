import { fileURLToPath } from 'node:url';
import { packageFolder } from '../package-folder.ts';
import { moreSockets } from './connection.ts';
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
    npmBin: fileURLToPath(new URL('bin/do-nothing.js', packageFolder)),
    // Checks need times, publishers and scripts, which only full documents have.
    fullMetadata: true,
    // Certificates of the user's own cost 15 ms of CPU a connection where they cannot be shared.
    ...(config.flat['ca'] ? {} : { maxSockets: moreSockets(config.flat['maxSockets']) }),
  };
}
