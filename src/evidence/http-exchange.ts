import { type Unknown, unknown } from '../model/fact.ts';
import type { Ask } from './http.ts';
import { unknownFrom } from './trouble.ts';

type Failed = { readonly kind: 'failed'; readonly unknown: Unknown; readonly again: boolean };

/** What came back: an answer whose body has not been read yet, or none. */
export type Received =
  | Failed
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: AsyncIterable<Buffer>;
      whole(): Promise<Failed | { readonly kind: 'read'; readonly body: Buffer }>;
      /** Lets the connection go without reading on. */
      discard(): void;
    };

interface Exchange extends Ask {
  /** `timeoutMs` is for the whole answer, or for each silence in it. */
  readonly timing: 'whole' | 'silence';
  readonly timeoutMs: number;
  readonly npm: Readonly<Record<string, unknown>>;
  readonly userAgent: string;
}

/** What of npm's options says how to reach the world. Credentials and client certificates stay at home. */
const ways = ['agent', 'ca', 'noProxy', 'strictSSL', 'localAddress'] as const;

/** One request, one attempt, no redirect, no cache. */
export async function exchange(question: Exchange): Promise<Received> {
  const { service, npm, maxBytes } = question;
  const { default: fetch } = await import('make-fetch-happen');
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), Math.max(1, question.timeoutMs));
  const failed = (error: unknown): Failed => {
    const late = ending.signal.aborted;
    clearTimeout(timer);
    // Whatever still comes is not waited for.
    ending.abort();
    if (late) {
      const detail = `${service.name} did not answer within ${Math.round(question.timeoutMs)} ms`;
      return { kind: 'failed', unknown: unknown('timeout', service.id, detail), again: true };
    }
    const why = unknownFrom(error, service.id);
    return { kind: 'failed', unknown: why, again: why.reason !== 'too-large' && why.reason !== 'offline' };
  };
  try {
    const response = await fetch(service.base + question.path, {
      ...Object.fromEntries(ways.flatMap((way) => (npm[way] === undefined ? [] : [[way, npm[way]]]))),
      proxy: npm['httpsProxy'] ?? npm['proxy'],
      method: question.json === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        'user-agent': question.userAgent,
        ...(question.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...question.headers,
      },
      ...(question.json === undefined ? {} : { body: JSON.stringify(question.json) }),
      cache: 'no-store',
      redirect: 'manual',
      retry: { retries: 0 },
      signal: ending.signal,
    });
    const onChunk = question.timing === 'silence' ? () => void timer.refresh() : () => {};
    const body = capped(response.body, maxBytes, onChunk, () => clearTimeout(timer));
    return {
      kind: 'answered',
      status: response.status,
      headers: new Map(response.headers),
      body,
      async whole() {
        const chunks: Buffer[] = [];
        try {
          for await (const chunk of body) chunks.push(chunk);
          return { kind: 'read', body: Buffer.concat(chunks) };
        } catch (error) {
          return failed(error);
        }
      },
      discard() {
        clearTimeout(timer);
        ending.abort();
      },
    };
  } catch (error) {
    return failed(error);
  }
}

async function* capped(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  onChunk: () => void,
  onEnd: () => void,
): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of body) {
      onChunk();
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } finally {
    onEnd();
  }
}

function tooLarge(maxBytes: number): Error {
  return Object.assign(new Error(`the answer is larger than ${maxBytes} bytes`), { code: 'ENPQTOOLARGE' });
}
