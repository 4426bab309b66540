import type { IncomingMessage } from 'node:http';
import { type GateReply, refusal } from './gate-reply.ts';

/**
 * Where a request that names the gate as its proxy wants to go; undefined where that is the gate itself, which it
 * then is made out to have been asked directly.
 */
export function throughProxy(request: IncomingMessage, port: number): string | undefined {
  const target = request.url ?? '';
  if (target.startsWith('/')) return undefined;
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (url?.protocol !== 'http:' || url.host !== `127.0.0.1:${port}`) return url?.host ?? 'nowhere';
  request.url = `${url.pathname}${url.search}`;
  return undefined;
}

export function refusedStray(manager: string, target: string): GateReply {
  return refusal(
    403,
    `${manager} wanted to fetch from ${target}, past the registry: nobody could vet what comes from there.`,
  );
}
