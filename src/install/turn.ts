import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { hasCode } from '../errors.ts';
import type { Env, Files } from '../host/host.ts';
import type { NpmConfig } from '../plan/npm.ts';

const files = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'node_modules/.package-lock.json'];

/** Tells whether a project is still the one that was looked at. */
export async function projectState(ports: Pick<Files, 'readBytes'>, project: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of files) {
    const bytes = await ports.readBytes(join(project, name));
    hash.update(`${name} ${bytes?.length ?? 'absent'}\n`).update(bytes ?? '');
  }
  return hash.digest('hex');
}

export interface TurnInput {
  readonly files: Pick<Files, 'exclusivelyForLong'>;
  readonly state: string | undefined;
  readonly project: string;
  readonly env: Pick<Env, 'vars'>;
  readonly onWait: () => void;
}

export function turnIn(config: Pick<NpmConfig, 'global' | 'globalPrefix' | 'localPrefix'>): string {
  return config.global ? config.globalPrefix : config.localPrefix;
}

/** For what npm starts: a script that calls npq in its own project would wait for the npq that waits for it. */
export function turnVars(project: string): Env['vars'] {
  return { NPQ_IN_TURN: project };
}

/**
 * One npq after the other in one project: npm writes its files in place, and two at once leave a mixture of both
 * that is no lockfile. The lock lies in npq's own folder; where nothing can be kept nobody can wait for his turn.
 */
export async function inTurn<T>(input: TurnInput, work: () => Promise<T>): Promise<T> {
  const { state, project, env, onWait } = input;
  if (state === undefined || env.vars['NPQ_IN_TURN'] === project) return work();
  let began = false;
  const begin = () => {
    began = true;
    return work();
  };
  const name = createHash('sha256').update(project).digest('hex').slice(0, 32);
  try {
    return await input.files.exclusivelyForLong(join(state, 'projects', name), begin, onWait);
  } catch (error) {
    if (began || !hasCode(error)) throw error;
    return work();
  }
}
