import type { Env, Thread } from '../host/host.ts';
import type { Outcome, TarballReads } from './tarball-reads.ts';
import type { TarballRequest } from './tarball-request.ts';

/** What the thread is started with; it survives being copied, as the rest here does. */
export interface ReadSetup {
  /** `lookingOptions`, as far as they are plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly vars: Env['vars'];
  /** npq's own cache folder; undefined where nothing is kept. */
  readonly cache: string | undefined;
}

export interface ReadQuestion {
  readonly request: TarballRequest;
  readonly label: string;
}

/**
 * A thread of its own loads and warms up all that reads once more: half a second of CPU and 40 MB. So many are read
 * in the pauses in which this one waits for the registry.
 */
const firstReadsHere = 100;

/**
 * Unpacking and hashing take as long as planning, and nothing of it waits for them: so they have a thread of
 * their own. A clone is read here, where git was set up for it, and so is everything once the thread is gone.
 */
export function threadedReads(start: () => Thread | undefined, here: TarballReads): TarballReads {
  let thread: Thread | undefined;
  const readHere = new Set<string>();
  return {
    async read(request, label, git = false) {
      // What was read ahead is asked for again by the plan, and whoever read it has it still.
      const key = JSON.stringify(request);
      if (!git && readHere.size < firstReadsHere) readHere.add(key);
      if (git || readHere.has(key)) return here.read(request, label, git);
      thread ??= start();
      if (thread === undefined) return here.read(request, label);
      try {
        return (await thread.ask({ request, label } satisfies ReadQuestion)) as Outcome;
      } catch {
        // What it threw is thrown here too, with its whole stack, if it was not the thread's own trouble.
        return here.read(request, label);
      }
    },
  };
}

/** Agents and functions cannot be copied; the thread makes its own. */
export function plainOptions(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => isPlain(value)));
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (value === null || typeof value !== 'object')
    return typeof value !== 'function' && typeof value !== 'symbol';
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain);
}
