import type { IncomingHttpHeaders } from 'node:http';

/** One request as a service sees it: read to its end, unzipped, and without the prefix it is mounted at. */
export interface Incoming {
  readonly method: string;
  /** Path below the mount prefix, starting with `/`, percent-encoding as sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body after `content-encoding: gzip` was undone; empty for GET. */
  readonly body: Buffer;
}

/** What a service answers. The site adds ETag, gzip and 304; see deliver.ts. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * One thing that the world speaks: a registry, and beside it later OSV, downloads, RDAP… A service is mounted
 * at a prefix of a site and answers; `undefined` means that no fixture serves this URL, which the world counts
 * as an error of the test.
 */
export interface Service {
  /** What stands in `WorldRequest.service`, such as `registry:public`. */
  readonly name: string;
  answer(request: Incoming): Reply | undefined;
  /** Asked first; a failure takes the place of the answer, or damages it. */
  failureFor?(request: Incoming): import('./failures.ts').Failure | undefined;
}

/** A JSON reply. A string is sent as it is, which is how a test serves JSON that is none. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(text) };
}

/** Bytes that are no document: sent without gzip, as registries send tarballs. */
export function bytes(body: Buffer, headers: Record<string, string> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/octet-stream', ...headers }, body };
}

/** The registry's own "no such thing". */
export function notFound(): Reply {
  return json({ error: 'Not found' }, 404);
}
