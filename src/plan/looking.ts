import { fileURLToPath } from 'node:url';
import type { Spec } from 'npm-package-arg';
import type { NpmConfig } from './npm.ts';

/** Decides about a spec before pacote acts on it; may answer a manifest in pacote's place. */
export type Guard = (spec: Spec) => Readonly<Record<string, unknown>> | undefined;

/**
 * The user's npm options, changed so that looking at packages runs nothing of theirs. `ignoreScripts` alone
 * is not enough: for git dependencies pacote starts `npmBin` in the clone, which then runs the scripts.
 */
export function lookingOptions(config: Pick<NpmConfig, 'flat'>): Readonly<Record<string, unknown>> {
  return {
    ...config.flat,
    ignoreScripts: true,
    npmBin: fileURLToPath(new URL('../../bin/do-nothing.js', import.meta.url)),
    // Checks need times, publishers and scripts, which only full documents have.
    fullMetadata: true,
  };
}
