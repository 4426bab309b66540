import registryFetch from 'npm-registry-fetch';
import { shorten } from '../content/foreign.ts';
import { messageOf } from '../errors.ts';
import { type Fact, known, type Unknown, unknown } from '../model/fact.ts';
import { readAll } from '../plan/read-packument.ts';
import { breakers } from './http-breaker.ts';
import { unknownFrom } from './trouble.ts';

/**
 * Questions to a registry about its packages, with the credentials that npm has for it. `path` is below the
 * registry, without a leading slash; the answer is any JSON.
 */
export type AskRegistry = (registry: string, path: string, limits: AskLimits) => Promise<Fact<unknown>>;

interface AskLimits {
  readonly source: string;
  readonly maxBytes: number;
}

interface Options {
  /** npm's own. */
  readonly npm: Readonly<Record<string, unknown>>;
  readonly now: () => Date;
  readonly patienceMs?: number;
}

const usualPatienceMs = 8_000;
const mostAtOnce = 15;
const retry = { retries: 2, factor: 2, minTimeout: 200, maxTimeout: 1_000 };

/** npm would wait for minutes and try for more; a registry that is silent twice is not asked again in this run. */
export function createAskRegistry({ npm, now, patienceMs = usualPatienceMs }: Options): AskRegistry {
  const lines = breakers(mostAtOnce);
  return (registry, path, limits) => {
    const service = { id: limits.source, name: registry, base: registry };
    return lines.through(service, () => ask(`${registry}${path}`, registry, limits));
  };

  async function ask(url: string, registry: string, { source, maxBytes }: AskLimits): Promise<Fact<unknown>> {
    const patience = AbortSignal.timeout(patienceMs);
    const ending = new AbortController();
    const signal = AbortSignal.any([patience, ending.signal]);
    let body: Buffer | undefined;
    try {
      const options = {
        ...npm,
        registry,
        scope: undefined,
        integrity: null,
        retry,
        timeout: patienceMs,
        signal,
      };
      const response = await registryFetch(url, options);
      body = await readAll(response.body, maxBytes);
    } catch (error) {
      if (patience.aborted) return silent(url, source);
      return unknownFrom(error, source);
    }
    if (body === undefined) {
      ending.abort();
      return unknown('too-large', source, `${url} has more than ${maxBytes} bytes`);
    }
    try {
      return known(JSON.parse(body.toString('utf8')) as unknown, source, now());
    } catch (error) {
      return unknown('malformed', source, shorten(`${url} is no JSON: ${messageOf(error)}`));
    }
  }
}

function silent(url: string, source: string): Unknown {
  return unknown('timeout', source, `${shorten(url)} did not answer in time`);
}
