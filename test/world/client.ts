import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** What came over the wire, as raw as node:http gives it. */
export interface WireAnswer {
  /** Null where the connection ended before a response. */
  readonly status: number | null;
  readonly headers: IncomingHttpHeaders;
  /** Everything that came, broken off or not; gzip is not undone. */
  readonly body: Buffer;
  /** The code of the error that ended it, such as ECONNRESET; null for a whole answer. */
  readonly error: string | null;
  readonly elapsedMs: number;
}

export interface WireOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Hang up after so many milliseconds (error `TIMEOUT`) or body bytes (error `ENOUGH`). */
  readonly patienceMs?: number;
  readonly enoughBytes?: number;
}

/** A client that reports what it saw instead of throwing, for tests of the world itself. */
export function ask(url: string, options: WireOptions = {}): Promise<WireAnswer> {
  const start = Date.now();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let status: number | null = null;
    let headers: IncomingHttpHeaders = {};
    const finish = (error: string | null) => {
      clearTimeout(timer);
      request.destroy();
      resolve({ status, headers, body: Buffer.concat(chunks), error, elapsedMs: Date.now() - start });
    };
    const request = httpRequest(url, {
      method: options.method ?? 'GET',
      headers: options.headers,
      agent: false,
    });
    const timer = setTimeout(() => finish('TIMEOUT'), options.patienceMs ?? 10_000);
    request.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    request.on('response', (response) => {
      status = response.statusCode ?? null;
      headers = response.headers;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        const sum = chunks.reduce((total, one) => total + one.length, 0);
        if (sum >= (options.enoughBytes ?? Number.POSITIVE_INFINITY)) finish('ENOUGH');
      });
      response.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
      response.on('end', () => finish(null));
    });
    request.end(options.body);
  });
}

/** The JSON of an answer, gzip undone. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into documents of every shape.
export function jsonOf(answer: WireAnswer): any {
  const body = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(answer.body) : answer.body;
  return JSON.parse(body.toString('utf8'));
}
