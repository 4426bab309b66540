import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { send, toWire, type Wire } from './deliver.ts';
import type { Failure } from './failures.ts';
import { json, type Reply } from './http.ts';

const PAGE =
  '<!doctype html>\n<html><head><title>Sign in</title></head><body>Please sign in to this network.</body></html>\n';

/** Does to one response what the failure says. `answer` makes the true reply and is only called where it is used. */
export async function damage(
  failure: Failure,
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => Reply,
): Promise<void> {
  switch (failure.kind) {
    case 'refuse':
      request.socket.destroy();
      return;
    case 'hang':
      return;
    case 'status': {
      const retry = failure.retryAfter === undefined ? {} : { 'retry-after': failure.retryAfter };
      return send(
        request,
        response,
        toWire(request, json({ error: 'the test world was told to fail' }, failure.status, retry)),
      );
    }
    case 'malformed-json':
      return send(request, response, toWire(request, json('{"name":"broken","versions":{"1.0.0":{"na')));
    case 'html':
      return send(request, response, {
        status: 200,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-length': String(Buffer.byteLength(PAGE)),
        },
        body: Buffer.from(PAGE),
      });
    case 'huge':
      return endless(response);
    case 'slow':
      await sleep(failure.latencyMs ?? 0);
      return trickle(response, toWire(request, answer()), failure.bytesPerSecond);
    case 'reset':
    case 'truncate':
      return part(failure, request, response, toWire(request, answer()));
  }
}

async function part(
  failure: Failure & { kind: 'reset' | 'truncate' },
  request: IncomingMessage,
  response: ServerResponse,
  wire: Wire,
): Promise<void> {
  const upTo = failure.afterBytes ?? Math.floor(wire.body.length / 2);
  response.writeHead(wire.status, wire.headers);
  response.flushHeaders();
  await new Promise((written) => response.write(wire.body.subarray(0, upTo), written));
  if (failure.kind === 'reset') {
    // Data and reset that arrive together look like an orderly end to a client on libuv: let it read first. The
    // second wait is for a client in this process, whose turn may come late.
    await sleep(20);
    await turn();
    request.socket.resetAndDestroy();
  } else request.socket.end();
}

/** Ten portions a second. */
async function trickle(
  response: ServerResponse,
  wire: Wire,
  bytesPerSecond = Number.POSITIVE_INFINITY,
): Promise<void> {
  response.writeHead(wire.status, wire.headers);
  response.flushHeaders();
  const step = Math.max(1, Math.min(wire.body.length, Math.ceil(bytesPerSecond / 10)));
  for (let at = 0; at < wire.body.length && !response.destroyed; at += step) {
    response.write(wire.body.subarray(at, at + step));
    if (at + step < wire.body.length) await sleep(100);
  }
  response.end();
}

/** Writes as fast as the client reads, and no faster. */
async function endless(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"name":"endless","padding":"');
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const gone = new Promise((resolve) => response.once('close', resolve));
  while (!response.destroyed) {
    const drained = response.write(chunk) || new Promise((resolve) => response.once('drain', resolve));
    await Promise.race([drained, gone]);
    await sleep(0);
  }
}
