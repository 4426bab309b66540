import type { ServerResponse } from 'node:http';

export interface GateReply {
  readonly status: number;
  readonly body: Buffer;
  readonly type: string;
  /** Set where the gate said no, for the log. Full sentence. */
  readonly refusal?: string;
}

export function jsonReply(status: number, value: unknown): GateReply {
  return { status, body: Buffer.from(JSON.stringify(value)), type: 'application/json' };
}

/** In the form in which registries answer; npm prints `error`. */
export function refusal(status: number, why: string): GateReply {
  return { ...jsonReply(status, { error: `npq: ${why}` }), refusal: why };
}

/** Without no-store the gate's address would end in the index of npm's cache. */
export function send(response: ServerResponse, reply: GateReply): void {
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'content-length': reply.body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(reply.body);
}
