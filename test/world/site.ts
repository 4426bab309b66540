import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { damage } from './damage.ts';
import { send, toWire } from './deliver.ts';
import { type Incoming, json, type Reply, type Service } from './http.ts';
import type { Journal, OpenRequest } from './journal.ts';

/** One listening port of 127.0.0.1 and the services mounted on it. */
export interface Site {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  /** Prefixes begin and end with `/`; the longest that fits answers, and of equal ones the newest. */
  mount(prefix: string, service: Service): void;
  close(): Promise<void>;
}

export interface SiteContext {
  readonly journal: Journal;
  /** Added before every answer, in milliseconds. */
  readonly latencyMs: () => number;
  /** The name of 127.0.0.1 in addresses: itself by default, or `localhost`. */
  readonly hostname?: '127.0.0.1' | 'localhost';
}

export async function openSite(context: SiteContext): Promise<Site> {
  const mounts: { prefix: string; service: Service }[] = [];
  const server = createServer((request, response) => {
    serve(context, url, mounts, request, response).catch((error: unknown) => {
      // A client that hung up while it was sending is no fault of ours.
      if (request.destroyed && !request.complete) return;
      context.journal.unserved(
        `${request.method} ${request.url}: the test world itself failed: ${String(error)}`,
      );
      response.destroy();
    });
  });
  // A client that is busy for five seconds would ask on a connection that Node has closed meanwhile.
  server.keepAliveTimeout = 0;
  server.on('connect', (request, socket) => {
    context.journal.requests.push(tunnel(request));
    context.journal.unserved(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://${context.hostname ?? '127.0.0.1'}:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    mount(prefix, service) {
      mounts.unshift({ prefix, service });
      mounts.sort((a, b) => b.prefix.length - a.prefix.length);
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  context: SiteContext,
  siteUrl: string,
  mounts: readonly { prefix: string; service: Service }[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { journal } = context;
  // A client that takes us for its proxy sends the whole address.
  const isProxied = /^https?:/.test(request.url ?? '');
  const path = isProxied ? request.url?.replace(/^https?:\/\/[^/]*/, '') || '/' : (request.url ?? '/');
  const mount = mounts.find(({ prefix }) => path.startsWith(prefix));
  const method = request.method ?? 'GET';
  const url = isProxied ? (request.url ?? '') : new URL(siteUrl).origin + path;
  const open: OpenRequest = {
    ...{ method, url, path, headers: request.headers, body: '', at: Date.now() },
    ...{ service: mount?.service.name ?? 'none', failure: null },
    get status() {
      return response.headersSent ? response.statusCode : null;
    },
  };
  journal.requests.push(open);
  const body = await readBody(request);
  open.body = body.toString('utf8');

  const incoming = toIncoming(request, path.slice((mount?.prefix.length ?? 1) - 1), body);
  const failure = mount?.service.failureFor?.(incoming);
  open.failure = failure?.kind ?? null;
  const answer = (): Reply => mount?.service.answer(incoming) ?? unserved(journal, `${method} ${url}`);
  if (context.latencyMs() > 0) await sleep(context.latencyMs());
  if (failure !== undefined) return damage(failure, request, response, answer);
  send(request, response, toWire(request, answer()));
}

/** Somebody takes us for an https proxy. */
function tunnel(request: IncomingMessage): OpenRequest {
  const target = request.url ?? '';
  return {
    ...{
      method: 'CONNECT',
      url: `https://${target}/`,
      path: target,
      headers: request.headers,
      body: '',
      at: Date.now(),
    },
    ...{ service: 'none', status: 502, failure: null },
  };
}

function unserved(journal: Journal, what: string): Reply {
  journal.unserved(what);
  return json({ error: `the test world serves nothing at ${what}` }, 404);
}

function toIncoming(request: IncomingMessage, target: string, body: Buffer): Incoming {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1));
  return { method: request.method ?? 'GET', path, query, headers: request.headers, body };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
