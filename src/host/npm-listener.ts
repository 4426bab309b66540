import { fileURLToPath } from 'node:url';
import { packageFolder } from '../package-folder.ts';
import type { Unwritten } from './host.ts';

/** Plain JavaScript beside src and dist: npm's process loads it by itself. */
export const listenerPath = fileURLToPath(new URL('bin/npm-listener.cjs', packageFolder));

/** As many different reasons as there is use in telling. */
const mostReasons = 5;

interface Sender {
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** Undefined as long as npm has logged nothing at all: then it may have changed the way in which it does. */
export function listenTo(child: Sender): () => readonly Unwritten[] | undefined {
  let listening = false;
  const reasons = new Map<string, Set<string>>();
  child.on('message', (message: unknown) => {
    listening = true;
    const why = systemReason(field(message, 'why'));
    if (why === undefined || (reasons.size >= mostReasons && !reasons.has(why))) return;
    const folders = reasons.get(why) ?? new Set();
    reasons.set(why, folders);
    const folder = field(message, 'folder');
    if (folder !== '') folders.add(folder);
  });
  return () =>
    listening ? [...reasons].map(([why, folders]) => ({ why, folders: [...folders] })) : undefined;
}

function field(message: unknown, name: string): string {
  if (typeof message !== 'object' || message === null) return '';
  const value: unknown = Object.entries(message).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
}

/**
 * Without call and path. What tar leaves out by its own rules (a path that leads out of the package) names no
 * error of the system, and was left out when the package was vetted.
 */
function systemReason(why: string): string | undefined {
  return /^E[A-Z0-9]{1,20}: [\w ()/-]{1,80}/.exec(why)?.[0];
}
