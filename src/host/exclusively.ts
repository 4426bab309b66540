import { open, rename, rm, stat } from 'node:fs/promises';
import { hasCode } from '../errors.ts';

/** Whoever holds a lock works for milliseconds: after this long without a change it belongs to nobody alive. */
const abandonedAfterMs = 2_000;
const givesUpAfterMs = 15_000;

/**
 * Runs the work while no other npq runs work for the same path. The lock is a file beside it, so that it holds
 * between processes; a crash leaves it lying there, and the next one takes it away. The folder is there already.
 */
export async function exclusively<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await acquire(lock);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string): Promise<void> {
  const start = performance.now();
  let seen = { id: '', since: start };
  while (!(await taken(lock))) {
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
