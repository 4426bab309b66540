import npa from 'npm-package-arg';
import registryFetch, { type FetchResponse } from 'npm-registry-fetch';
import type { RawPackument } from 'pacote';
import { messageOf } from '../errors.ts';

type Options = Readonly<Record<string, unknown>>;

/** Several times the largest document of the public registry, and still no danger to this machine's memory. */
export const packumentLimitBytes = 256 * 1024 * 1024;

/** The registry answered, and what it says of the package cannot be used. */
export class DocumentError extends Error {
  readonly code: 'ENPQTOOLARGE' | 'ENPQMALFORMED';

  constructor(code: DocumentError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export function registryOf(name: string, options: Options): string {
  return `${registryFetch.pickRegistry(npa(name), options).replace(/\/+$/, '')}/`;
}

/** As pacote writes it: also the key under which it looks for documents that it need not ask for. */
export function documentAddress(registry: string, name: string): string {
  return `${registry}${name.replace('/', '%2f')}`;
}

/**
 * The full document of a package, asked for as pacote asks, so that npm's cache serves both; but pacote reads
 * whatever comes into memory, and an answer may be endless.
 */
export async function readPackument(
  name: string,
  options: Options,
  limitBytes: number,
  onAnswer: (fromCache: boolean) => void = () => {},
): Promise<RawPackument> {
  const spec = npa(name);
  const url = documentAddress(registryOf(name, options), name);
  const ending = new AbortController();
  const response = await registryFetch(url, {
    ...options,
    spec,
    integrity: null,
    signal: ending.signal,
    headers: {
      ...headersOf(options),
      'pacote-req-type': 'packument',
      'pacote-pkg-id': `registry:${name}`,
      accept: 'application/json',
    },
  });
  onAnswer(response.headers.get('x-local-cache-status') === 'hit');
  const bytes = await readAll(response.body, limitBytes);
  if (bytes === undefined) {
    ending.abort();
    throw new DocumentError('ENPQTOOLARGE', `the document of ${name} has more than ${limitBytes} bytes`);
  }
  const document = parse(bytes.toString('utf8'), url);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new DocumentError('ENPQMALFORMED', `the registry's document of ${name} is no object`);
  }
  return document as RawPackument;
}

/**
 * Undefined where more comes than the limit. By events: the iterator of these streams leaves listeners behind at
 * every chunk, of which Node warns on the user's terminal.
 */
export function readAll(body: FetchResponse['body'], limitBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on('error', reject);
    body.on('end', () => resolve(Buffer.concat(chunks)));
    body.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) chunks.push(chunk);
      else resolve(undefined);
    });
  });
}

function headersOf(options: Options): object {
  const { headers } = options;
  return typeof headers === 'object' && headers !== null ? headers : {};
}

/** With the code and type of npm's own fetch, which callers tell from a document of the wrong shape. */
function parse(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `invalid json response body at ${url} reason: ${messageOf(error)}`;
    throw Object.assign(new Error(message), { code: 'FETCH_ERROR', type: 'invalid-json' });
  }
}
