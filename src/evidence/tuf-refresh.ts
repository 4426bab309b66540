import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Updater } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import type { Service } from '../config/services.ts';
import { shorten } from '../content/foreign.ts';
import { messageOf } from '../errors.ts';
import type { Files } from '../host/host.ts';
import { decodeKeys, decodeTrustedRoot, type Trust } from '../provenance/trust.ts';
import type { Http } from './http.ts';

interface Input {
  readonly http: Http;
  readonly service: Service;
  readonly files: Files;
  /** A folder of its own in npq's cache; the library keeps what it verified in it. */
  readonly folder: string;
  /** The root of the repository that npq brings along, in JSON. */
  readonly root: string;
  /** npm's own registry, after whose host the target with its keys is named. */
  readonly npmsOwn: string;
  readonly now: () => Date;
  readonly patienceMs?: number;
}

type Refreshed = Trust | { readonly failed: string };

const usualPatienceMs = 3_000;
const targetLimitBytes = 1_000_000;

/**
 * Today's keys from Sigstore's TUF repository, verified from the root that npq brings along. No install waits
 * longer for it than its patience.
 */
export async function refreshTrust(input: Input): Promise<Refreshed> {
  const late = new AbortController();
  const timeout = sleep(input.patienceMs ?? usualPatienceMs, undefined, { signal: late.signal, ref: false })
    .then((): Refreshed => ({ failed: 'it did not answer in time' }))
    .catch((): Refreshed => ({ failed: 'it was not waited for' }));
  try {
    return await Promise.race([refresh(input), timeout]);
  } finally {
    late.abort();
  }
}

async function refresh(input: Input): Promise<Refreshed> {
  const { files, folder, service, root } = input;
  let silence: string | undefined;
  const fetch = async (url: string, maxBytes: number): Promise<Buffer> => {
    const path = url.slice(service.base.length);
    const answer = await input.http.ask({ service, path, maxBytes });
    if (answer.status === 'known') return answer.value.body;
    // The library takes a 404 for "there is no newer root".
    if (answer.reason === 'not-found') throw new DownloadHTTPError(answer.detail, 404);
    silence = answer.detail;
    throw new DownloadHTTPError(answer.detail, 503);
  };
  try {
    const rootFile = join(folder, 'root.json');
    if ((await files.info(rootFile)) === undefined) await files.writeAtomic(rootFile, root);
    const base = service.base.replace(/\/$/, '');
    const updater = new Updater({
      ...{ metadataDir: folder, metadataBaseUrl: base, targetDir: folder, targetBaseUrl: `${base}/targets` },
      fetcher: {
        downloadBytes: fetch,
        downloadFile: () => Promise.reject(new Error('targets are read into memory')),
      },
    });
    await updater.refresh();
    const read = async (name: string): Promise<unknown> => {
      const target = await updater.getTargetInfo(name);
      if (!target) throw new Error(`the repository has no ${name}`);
      const [hash] = Object.values(target.hashes);
      const slash = name.lastIndexOf('/') + 1;
      const at = `${base}/targets/${name.slice(0, slash)}${hash}.${name.slice(slash)}`;
      const bytes = await fetch(at, Math.min(target.length, targetLimitBytes));
      await target.verify(Readable.from([bytes]));
      return JSON.parse(bytes.toString('utf8'));
    };
    const [rootJson, keysJson] = await Promise.all([
      read('trusted_root.json'),
      read(`${new URL(input.npmsOwn).host}/keys.json`),
    ]);
    const trustedRoot = decodeTrustedRoot(rootJson);
    const keys = decodeKeys(keysJson);
    if (!trustedRoot || !keys) return { failed: 'what it serves is not understood' };
    return { date: input.now().toISOString(), origin: 'refreshed', trustedRoot, keys };
  } catch (error) {
    if (silence !== undefined) return { failed: silence };
    // What was kept may be what does not fit any more: the next time begins with the root that npq brings along.
    await files.remove(folder);
    return { failed: shorten(messageOf(error)) };
  }
}
