import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The only way out for a process that is given `env`, but for 127.0.0.1: refuses and logs whatever it is not
 * told to pass.
 */
export interface StrictProxy extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** `GET http://host/path`, in the order of arrival. */
  readonly refused: readonly string[];
  readonly passed: readonly string[];
  /** Passes requests to addresses that begin like this. */
  allow(url: string): void;
  close(): Promise<void>;
}

export async function createProxy(): Promise<StrictProxy> {
  const refused: string[] = [];
  const passed: string[] = [];
  const allowed: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const line = `${request.method} ${url}`;
    if (!allowed.some((start) => url.startsWith(start))) {
      refused.push(line);
      response.writeHead(403).end(`the proxy of this test passes no ${line}`);
      return;
    }
    passed.push(line);
    forward(request, response, url);
  });
  server.keepAliveTimeout = 0;
  server.on('connect', (request, socket) => {
    refused.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = async () => {
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  };
  return {
    env: { HTTP_PROXY: url, http_proxy: url, HTTPS_PROXY: url, https_proxy: url },
    ...{ refused, passed, close, [Symbol.asyncDispose]: close },
    allow: (start) => void allowed.push(start),
  };
}

function forward(request: IncomingMessage, response: ServerResponse, url: string): void {
  const onward = send(url, { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
