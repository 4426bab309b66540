import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Thread } from './host.ts';

interface Question {
  readonly id: number;
  readonly question: unknown;
}

type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: unknown });

/** Left alone, V8 lets each thread hold 48 MB of what is short-lived before it looks for what is garbage. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

/** A second thread of this process that runs `file` with `setup`; see `answerQuestions`. */
export function startThread(file: string, setup: unknown): Thread {
  const open = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let broken: unknown;
  let asked = 0;
  const worker = new Worker(file, { workerData: setup, resourceLimits });
  // What it still does when npq is done is nobody's.
  worker.unref();
  worker.on('message', (answer: Answer) => {
    const waiting = open.get(answer.id);
    open.delete(answer.id);
    if (open.size === 0) worker.unref();
    if ('error' in answer) waiting?.reject(answer.error);
    else waiting?.resolve(answer.value);
  });
  const fail = (error: unknown) => {
    broken ??= error;
    for (const { reject } of open.values()) reject(error);
    open.clear();
  };
  worker.once('error', fail);
  worker.once('exit', (code) => fail(new Error(`the thread of ${file} ended with ${code}`)));
  return {
    ask(question) {
      if (broken !== undefined) return Promise.reject(broken);
      return new Promise((resolve, reject) => {
        asked += 1;
        open.set(asked, { resolve, reject });
        // The process stays for an answer.
        worker.ref();
        worker.postMessage({ id: asked, question } satisfies Question);
      });
    },
  };
}

/** The other end: makes the answerer from what the thread was started with, and answers each question. */
export function answerQuestions(prepare: (setup: unknown) => (question: unknown) => Promise<unknown>): void {
  const port = parentPort;
  if (port === null) throw new Error('this file is for a thread of npq');
  const answer = prepare(workerData);
  port.on('message', ({ id, question }: Question) => {
    answer(question).then(
      (value) => port.postMessage({ id, value } satisfies Answer),
      (error: unknown) => port.postMessage({ id, error } satisfies Answer),
    );
  });
}
