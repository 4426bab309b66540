import type { Service } from '../../../config/services.ts';
import { hasCode, messageOf } from '../../../errors.ts';
import type { Clock, Files } from '../../../host/host.ts';
import type { Http } from '../../http.ts';
import { type Collection, createCollection } from './collection.ts';
import { readDumpRecord } from './kept-record.ts';
import { openZip } from './zip-content.ts';
import type { ZipLimits } from './zip-directory.ts';
import { ZipError } from './zip-error.ts';

/** Why the source's data was not taken; a clause that goes on after "…: ". */
export class DumpRefused extends Error {
  override readonly name = 'DumpRefused';
}

export interface UpdateSteps {
  stage(text: string): void;
  count(done: number, total: number | undefined, unit: 'MB' | 'records'): void;
}

export interface DumpPorts {
  readonly http: Http;
  readonly service: Service;
  readonly files: Pick<Files, 'scratch'>;
  /** Where there is room for the archive while it is read. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly now: Date;
  readonly steps: UpdateSteps;
  readonly patience: Patience;
}

export interface Patience {
  /** The longest silence, and the time that an answer has to become as fast as it should be. */
  readonly ms: number;
  readonly archiveBytes: number;
}

export const usualPatience: Patience = { ms: 30_000, archiveBytes: 1024 * 1024 * 1024 };
/** On average; a server that sends a byte now and then would else keep us for years. */
const leastBytesPerSecond = 1_000;

const limits: ZipLimits = {
  entries: 2_000_000,
  directoryBytes: 512 * 1024 * 1024,
  entryBytes: 32 * 1024 * 1024,
  contentBytes: 16 * 1024 * 1024 * 1024,
};
const megabyte = 1_000_000;
/** A dump in which more cannot be read is in a form that this npq does not know. */
const mostUnreadableShare = 0.01;

/** `all.zip`: it goes to the disk first, since what it holds is only said at its end. */
export async function fetchWhole(ports: DumpPorts): Promise<Collection> {
  const { files, folder, steps } = ports;
  const archive = await files.scratch(folder);
  try {
    await download(ports, (bytes) => archive.append(bytes));
    steps.stage('reading the advisories');
    const { count, contents } = await openZip(archive, limits);
    const collection = createCollection(ports.now);
    let done = 0;
    for await (const content of contents) {
      collection.add(readDumpRecord(content));
      done += 1;
      steps.count(done, count, 'records');
    }
    requireSound(collection, count);
    return collection;
  } catch (error) {
    if (error instanceof ZipError)
      throw new DumpRefused(`its archive is not sound: ${error.message}`, { cause: error });
    throw error;
  } finally {
    await archive.close();
  }
}

function requireSound({ understood, unreadable, newest }: Collection, count: number): void {
  if (unreadable > count * mostUnreadableShare) {
    throw new DumpRefused(`${unreadable} of its ${count} records cannot be read`);
  }
  if (understood === 0 || newest === undefined) throw new DumpRefused('its archive holds no advisory');
}

async function download(ports: DumpPorts, write: (bytes: Buffer) => Promise<void>): Promise<void> {
  const { http, service, steps, patience } = ports;
  steps.stage('fetching all advisories');
  const question = { service, path: 'npm/all.zip', maxBytes: patience.archiveBytes, patienceMs: patience.ms };
  const answer = await http.open(question);
  if (answer.status === 'unknown') throw new DumpRefused(answer.detail);
  const promised = Number(answer.value.headers.get('content-length') ?? Number.NaN);
  const total = Number.isSafeInteger(promised) ? Math.ceil(promised / megabyte) : undefined;
  let bytes = 0;
  for await (const chunk of untilBroken(answer.value.body, ports)) {
    // A page of some portal is not worth a gigabyte of disk.
    if (bytes === 0 && chunk[0] !== firstByte)
      throw new DumpRefused('its archive does not begin as a zip file');
    await write(chunk);
    bytes += chunk.length;
    steps.count(Math.ceil(bytes / megabyte), total, 'MB');
  }
}

const firstByte = 'P'.charCodeAt(0);

/** A connection that breaks or crawls is the world's; an error without a code is ours. */
export async function* untilBroken(
  body: AsyncIterable<Buffer>,
  { clock, patience }: Pick<DumpPorts, 'clock' | 'patience'>,
): AsyncGenerator<Buffer> {
  const start = clock.monotonicMs();
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      const ms = clock.monotonicMs() - start;
      if (ms > patience.ms && bytes * 1_000 < ms * leastBytesPerSecond) {
        throw new DumpRefused(`it sent ${bytes} bytes in ${Math.round(ms / 1_000)} s`);
      }
      yield chunk;
    }
  } catch (error) {
    const aborted = error instanceof Error && error.name === 'AbortError';
    if (error instanceof DumpRefused || (!hasCode(error) && !aborted)) throw error;
    const why = aborted ? `it was silent for ${Math.round(patience.ms / 1_000)} s` : messageOf(error);
    throw new DumpRefused(`its answer broke off: ${why}`, { cause: error });
  }
}
