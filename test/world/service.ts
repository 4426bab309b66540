import { type Failure, type FailureHandle, type FailureMatch, failureRules } from './failures.ts';
import type { Incoming, Reply, Service } from './http.ts';

/** A service besides the registry, and a test's hand on how it goes wrong. */
export interface MadeService {
  readonly service: Service;
  /** How the next `times` requests that match go wrong: all of them by default. */
  fail(match: FailureMatch, failure: Failure, times?: number): FailureHandle;
}

/** `answer` gets paths without the prefix it is mounted at; undefined is an error of the test. */
export function makeService(name: string, answer: (request: Incoming) => Reply | undefined): MadeService {
  const rules = failureRules();
  return {
    service: { name, answer, failureFor: (request) => rules.take(request, { what: 'endpoint' }) },
    fail: (match, failure, times) => rules.add(match, failure, times),
  };
}

/** Every way in which the world fails a client that asks for JSON, by name; `lie` is each service's own. */
export const failureKinds: Readonly<Record<string, Failure>> = {
  refuse: { kind: 'refuse' },
  hang: { kind: 'hang' },
  reset: { kind: 'reset' },
  truncate: { kind: 'truncate' },
  'status 500': { kind: 'status', status: 500 },
  'status 429': { kind: 'status', status: 429, retryAfter: '1' },
  slow: { kind: 'slow', bytesPerSecond: 2 },
  huge: { kind: 'huge' },
  malformed: { kind: 'malformed-json' },
  'a portal page': { kind: 'html' },
};
