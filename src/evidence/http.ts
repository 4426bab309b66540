import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../config/services.ts';
import { shorten } from '../content/foreign.ts';
import type { Clock } from '../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../model/fact.ts';
import { breakers } from './http-breaker.ts';
import { exchange, type Received } from './http-exchange.ts';

/** One question to one service. */
export interface Ask {
  readonly service: Service;
  /** Below the service's base, without a leading slash; each part already percent-encoded. */
  readonly path: string;
  /** Sent as the body of a POST; left out, it is a GET. Must be a question: it may be sent twice. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the answer after decompression, in bytes. */
  readonly maxBytes: number;
  /** For all attempts together. */
  readonly patienceMs?: number;
}

export interface Answer {
  readonly body: Buffer;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
}

/** A body that is read as it comes; reading it throws for a break or for more bytes than allowed. */
export interface OpenAnswer {
  readonly body: AsyncIterable<Buffer>;
  readonly headers: ReadonlyMap<string, string>;
}

/** Questions to services other than the registry; see `Ask`. Never rejects for trouble of the world. */
export interface Http {
  /** `not-found` for 404 and 410; every other status but 200 is unknown too. Redirects are not followed. */
  ask(ask: Ask): Promise<Fact<Answer>>;
  /** For what is too large to hold. Asked once; `patienceMs` is then the longest silence. */
  open(ask: Ask): Promise<Fact<OpenAnswer>>;
}

interface HttpOptions {
  /** npm's own options: its proxy, certificates and `offline` count here too, its credentials do not. */
  readonly npm: Readonly<Record<string, unknown>>;
  readonly userAgent: string;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly wait?: (ms: number) => Promise<unknown>;
  /** From 0 to 1, so that many runs at once do not come back in step. */
  readonly jitter?: () => number;
}

const usualPatienceMs = 8_000;
/** More than one silence of this length is not waited out: the next attempt may meet another server. */
const longestAttemptMs = 4_000;
const mostAttempts = 3;
const firstPauseMs = 200;
const mostAtOnce = 8;

export function createHttp(options: HttpOptions): Http {
  const { npm, clock, wait = sleep, jitter = Math.random } = options;
  const lines = breakers(mostAtOnce);
  const send = (ask: Ask, timing: 'whole' | 'silence', timeoutMs: number) =>
    exchange({ ...ask, timing, timeoutMs, npm, userAgent: options.userAgent });

  async function ask(question: Ask): Promise<Fact<Answer>> {
    const { service, patienceMs = usualPatienceMs } = question;
    const start = clock.monotonicMs();
    for (let attempt = 1; ; attempt += 1) {
      const left = patienceMs - (clock.monotonicMs() - start);
      const received = await send(question, 'whole', Math.min(left, longestAttemptMs));
      const answer = await settle(received, question, clock);
      if (answer.fact.status === 'known' || !answer.again || attempt === mostAttempts) return answer.fact;
      const pause = answer.afterMs ?? firstPauseMs * 2 ** (attempt - 1) * (0.5 + jitter());
      if (clock.monotonicMs() - start + pause >= patienceMs) return answer.fact;
      await wait(pause);
      if (lines.down(service)) return answer.fact;
    }
  }

  return {
    ask: (question) => guarded(question, () => lines.through(question.service, () => ask(question))),
    open: (question) =>
      guarded(question, () =>
        lines.through(question.service, async () => {
          const received = await send(question, 'silence', question.patienceMs ?? usualPatienceMs);
          if (received.kind === 'failed') return received.unknown;
          if (received.status !== 200)
            return settle(received, question, clock).then(({ fact }) => fact as Unknown);
          const { body, headers } = received;
          return known({ body, headers }, question.service.id, clock.now());
        }),
      ),
  };

  async function guarded<T>({ service }: Ask, work: () => Promise<Fact<T>>): Promise<Fact<T>> {
    if (npm['offline'] === true) {
      return unknown('offline', service.id, `${service.name} was not asked: npm is set to work offline`);
    }
    return lines.down(service) ?? (await work());
  }
}

interface Settled {
  readonly fact: Fact<Answer>;
  /** Another attempt may end better. */
  readonly again: boolean;
  readonly afterMs?: number;
}

async function settle(received: Received, { service }: Ask, clock: Pick<Clock, 'now'>): Promise<Settled> {
  if (received.kind === 'failed') return { fact: received.unknown, again: received.again };
  const { status, headers } = received;
  if (status === 200) {
    const read = await received.whole();
    if (read.kind === 'failed') return { fact: read.unknown, again: read.again };
    return { fact: known({ body: read.body, headers }, service.id, clock.now()), again: false };
  }
  received.discard();
  const said = `${service.name} answered ${status}`;
  if (status === 404 || status === 410) return { fact: unknown('not-found', service.id, said), again: false };
  if (status === 429) {
    const afterMs = retryAfterMs(headers.get('retry-after'));
    const fact = unknown('rate-limited', service.id, `${said}: too many requests`);
    return { fact, again: true, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  if (status >= 300 && status < 400) {
    const to = shorten(headers.get('location') ?? 'nowhere');
    const detail = `${said}, which leads to ${to}; npq follows no service elsewhere`;
    return { fact: unknown('http-error', service.id, detail), again: false };
  }
  return { fact: unknown('http-error', service.id, said), again: status >= 500 || status === 408 };
}

/** Seconds, as services send it; a date would be minutes away. */
function retryAfterMs(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined;
}
