import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Reply } from './http.ts';

/** A reply as it goes over the wire: ETag, 304 and gzip are settled. */
export interface Wire {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** JSON is zipped where the client takes it; tarballs never are. Only successful answers carry an ETag. */
export function toWire(request: IncomingMessage, reply: Reply): Wire {
  const headers: Record<string, string> = { ...reply.headers };
  if (reply.status === 200) {
    headers['etag'] ??= `"${createHash('md5').update(reply.body).digest('hex')}"`;
    headers['vary'] ??= 'accept-encoding, accept';
    if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(headers['etag'])) {
      return { status: 304, headers, body: Buffer.alloc(0) };
    }
  }
  let body = reply.body;
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bgzip\b/.test(accepted) && headers['content-type']?.includes('json')) {
    body = gzipSync(body);
    headers['content-encoding'] = 'gzip';
  }
  headers['content-length'] = String(body.length);
  return { status: reply.status, headers, body };
}

export function send(request: IncomingMessage, response: ServerResponse, wire: Wire): void {
  response.writeHead(wire.status, wire.headers);
  response.end(request.method === 'HEAD' ? undefined : wire.body);
}
