import { shorten } from '../../content/foreign.ts';
import { type Unknown, unknown } from '../../model/fact.ts';
import { withoutCredentials } from '../registry-address.ts';
import { unknownFrom } from '../trouble.ts';
import { type BulkAdvisory, decodeBulk } from './bulk-decode.ts';

const id = 'registry-advisories';
const path = '/-/npm/v1/security/advisories/bulk';
const usualPatienceMs = 8_000;
const mostBytes = 32 * 1024 * 1024;

/** One question to one registry's audit endpoint, as `npm audit` asks it. */
export async function askBulk(
  registry: string,
  versions: ReadonlyMap<string, readonly string[]>,
  options: Readonly<Record<string, unknown>>,
  patienceMs = usualPatienceMs,
): Promise<ReadonlyMap<string, readonly BulkAdvisory[]> | Unknown> {
  const where = withoutCredentials(registry);
  if (options['offline'] === true) {
    return unknown('offline', id, `${where} was not asked for advisories: npm is set to work offline`);
  }
  const { default: registryFetch } = await import('npm-registry-fetch');
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const answer = await registryFetch(path, {
      ...{ ...options, registry, method: 'POST', gzip: true, signal, timeout: patienceMs },
      ...{ body: Object.fromEntries(versions), retry: { retries: 1, minTimeout: 200, maxTimeout: 1_000 } },
    });
    const text = await readAll(answer.body, signal);
    const found = decodeBulk(parse(text), new Set(versions.keys()));
    return (
      found ?? unknown('http-error', id, `${where} answered the audit with what is no list of advisories`)
    );
  } catch (error) {
    if (signal.aborted) {
      return unknown('timeout', id, `${where} did not answer the audit within ${patienceMs} ms`);
    }
    return asSilence(unknownFrom(error, id), where);
  }
}

/** A registry that answers badly is the environment's trouble, and one without an audit simply has none. */
function asSilence(failed: Unknown, where: string): Unknown {
  if (failed.reason === 'not-found') {
    return unknown('not-offered', id, `${where} answers no audit`);
  }
  const reason = failed.cause === 'environment' ? failed.reason : 'http-error';
  return unknown(reason, id, shorten(`${where} did not answer the audit: ${failed.detail}`));
}

async function readAll(body: AsyncIterable<Buffer>, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    signal.throwIfAborted();
    size += chunk.length;
    if (size > mostBytes) {
      throw Object.assign(new Error(`the answer is larger than ${mostBytes} bytes`), {
        code: 'ENPQTOOLARGE',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
