import type { Http } from '../../../src/evidence/http.ts';

/** Waits for no answer longer than this, whatever it is asked to. */
export function impatient(http: Http, mostMs: number): Http {
  const hurried = <A extends { readonly patienceMs?: number }>(ask: A): A => ({
    ...ask,
    patienceMs: Math.min(ask.patienceMs ?? mostMs, mostMs),
  });
  return { ask: (ask) => http.ask(hurried(ask)), open: (ask) => http.open(hurried(ask)) };
}
