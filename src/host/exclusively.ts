import { open, rename, rm, stat, utimes } from 'node:fs/promises';
import { hasCode } from '../errors.ts';

interface Patience {
  /** After this long without a change a lock belongs to nobody alive. */
  readonly abandonedAfterMs: number;
  readonly givesUpAfterMs: number;
}

/** Whoever holds such a lock works for milliseconds. */
const short: Patience = { abandonedAfterMs: 2_000, givesUpAfterMs: 15_000 };
/** Whoever holds such a lock shows every second that he lives. */
const long: Patience = { abandonedAfterMs: 5_000, givesUpAfterMs: Number.POSITIVE_INFINITY };
const signOfLifeMs = 1_000;

/**
 * Runs the work while no other npq runs work for the same path. The lock is a file beside it, so that it holds
 * between processes; a crash leaves it lying there, and the next one takes it away. The folder is there already.
 */
export async function exclusively<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await acquire(lock, short);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

export async function exclusivelyForLong<T>(
  path: string,
  work: () => Promise<T>,
  onWait: () => void,
): Promise<T> {
  const lock = `${path}.lock`;
  await acquire(lock, long, onWait);
  const timer = setInterval(() => {
    const now = new Date();
    // Somebody who takes a lock away that shows signs of life is not stopped by an error here.
    utimes(lock, now, now).catch(() => undefined);
  }, signOfLifeMs);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string, patience: Patience, onWait = () => {}): Promise<void> {
  const { abandonedAfterMs, givesUpAfterMs } = patience;
  const start = performance.now();
  let seen = { id: '', since: start };
  for (let tries = 1; !(await taken(lock)); tries += 1) {
    if (tries === 1) onWait();
    const now = performance.now();
    const id = await identity(lock);
    if (id !== seen.id) seen = { id, since: now };
    else if (id !== '' && now - seen.since > abandonedAfterMs) await clear(lock, id);
    if (now - start > givesUpAfterMs) {
      throw Object.assign(new Error(`EBUSY: other programs keep ${lock}`), { code: 'EBUSY' });
    }
    // Not all at the same moment again.
    await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 18));
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (hasCode(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Tells one lock file from the next of the same name; empty where there is none. */
async function identity(lock: string): Promise<string> {
  try {
    const { ino, birthtimeMs, mtimeMs } = await stat(lock);
    return `${ino} ${birthtimeMs} ${mtimeMs}`;
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Of several that wait, one moves it away; it is looked at once more, since another may just have done so. */
async function clear(lock: string, abandoned: string): Promise<void> {
  if ((await identity(lock)) !== abandoned) return;
  const aside = `${lock}.${Math.random().toString(36).slice(2)}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return;
    throw error;
  }
  await rm(aside, { force: true });
}
