import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a request to the gate asks for, as far as its address tells. */
export type Asked =
  /** Not meant for us: wrong host or no secret and nothing that only npm could know. */
  | { readonly kind: 'stranger'; readonly why: string }
  | {
      readonly kind: 'path';
      readonly method: string;
      /** Below the secret, with its slash, percent-encoding undone; without the query. */
      readonly path: string;
      readonly knowsSecret: boolean;
      /**
       * It comes from the npm that npq started, and from no script: the token stands on that npm's command line
       * under a key that npm never hands on to scripts. Whoever steals it gets less for it, not more.
       */
      readonly ours: boolean;
    };

/**
 * Reads a request. The Host header must be our own: a web page whose name was rebound to 127.0.0.1 sends its
 * own. There is no CORS header either, so that no page reads an answer.
 */
export function readRequest(
  request: IncomingMessage,
  gate: { port: number; secret: string; token: string },
): Asked {
  const method = request.method ?? 'GET';
  if (request.headers.host !== `127.0.0.1:${gate.port}`) {
    return { kind: 'stranger', why: 'The Host header names another host than the gate.' };
  }
  const target = request.url ?? '/';
  const mark = target.search(/[?#]/);
  const raw = mark === -1 ? target : target.slice(0, mark);
  const [, first = ''] = raw.split('/', 2);
  const knowsSecret = equal(first, gate.secret);
  const below = knowsSecret ? raw.slice(first.length + 1) : raw;
  const path = undoEncoding(below);
  if (path === undefined) return { kind: 'stranger', why: 'The path is no valid percent-encoding.' };
  const ours = equal(request.headers.authorization ?? '', `Bearer ${gate.token}`);
  return { kind: 'path', method, path, knowsSecret, ours };
}

/** `%2f` and `/` are the same to npm; undefined where the encoding is broken. */
export function undoEncoding(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** Constant time, whatever the lengths. */
function equal(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
