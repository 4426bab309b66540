import { join } from 'node:path';
import * as v from 'valibot';
import type { Folders } from '../../config/folders.ts';
import { hasCode } from '../../errors.ts';
import type { Clock, Files } from '../../host/host.ts';

/** Answers of services about domains, kept between runs. */
export interface DomainCache {
  /** Undefined for what is not there, too old, or not of the form. */
  recall<T>(
    key: string,
    schema: v.GenericSchema<T>,
    maxAgeMs: (value: T) => number,
  ): Promise<Kept<T> | undefined>;
  keep(key: string, value: unknown): Promise<void>;
}

export interface Kept<T> {
  readonly value: T;
  readonly at: Date;
}

const Entry = v.object({ at: v.string(), value: v.unknown() });
const format = 'npq:domains:1';

export function openDomainCache(
  { cache }: Pick<Folders, 'cache'>,
  { clock, files }: { readonly clock: Pick<Clock, 'now'>; readonly files: Pick<Files, 'writeAtomic'> },
): DomainCache {
  const folder = cache && join(cache, 'domains');
  let usable: Promise<boolean> | undefined;
  return {
    async recall(key, schema, maxAgeMs) {
      const text = folder && (await read(folder, `${format}:${key}`));
      const entry = text ? v.safeParse(Entry, parsed(text)) : undefined;
      if (!entry?.success) return undefined;
      const value = v.safeParse(schema, entry.output.value);
      if (!value.success) return undefined;
      const at = new Date(entry.output.at);
      const ageMs = clock.now().getTime() - at.getTime();
      // An age below zero is that of a clock that was set back; no comparison with NaN is true.
      return ageMs >= 0 && ageMs < maxAgeMs(value.output) ? { value: value.output, at } : undefined;
    },
    async keep(key, value) {
      if (!folder) return;
      usable ??= isUsable(folder, files);
      if (!(await usable)) return;
      const { default: cacache } = await import('cacache');
      const entry = JSON.stringify({ at: clock.now().toISOString(), value });
      try {
        await cacache.put(folder, `${format}:${key}`, entry);
      } catch (error) {
        // A full disk or a folder of somebody else costs the next run a question, and this one nothing.
        if (!hasCode(error)) throw error;
      }
    },
  };
}

/** cacache would for ever try to make a folder where the system takes none, as below /proc. */
async function isUsable(folder: string, files: Pick<Files, 'writeAtomic'>): Promise<boolean> {
  try {
    await files.writeAtomic(join(folder, 'format'), `${format}\n`);
    return true;
  } catch (error) {
    if (!hasCode(error)) throw error;
    return false;
  }
}

async function read(folder: string, key: string): Promise<string | undefined> {
  const { default: cacache } = await import('cacache');
  try {
    return (await cacache.get(folder, key)).data.toString('utf8');
  } catch (error) {
    // Not there, not readable or not whole: it is asked for again.
    if (!hasCode(error)) throw error;
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
