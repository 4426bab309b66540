import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startThread } from '../../src/host/threads.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npq-thread-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The other end of the conversation, as `answerQuestions` holds it. */
const thread = (onQuestion: string, setup: unknown = {}) => {
  const file = join(folder, `${Math.random()}.cjs`);
  const text = `
    const { parentPort, workerData } = require('node:worker_threads');
    parentPort.on('message', ({ id, question }) => { ${onQuestion} });
  `;
  writeFileSync(file, text);
  return startThread(file, setup);
};

it('brings each answer to its question, and knows what it was started with', async () => {
  const { ask } = thread(
    'setTimeout(() => parentPort.postMessage({ id, value: workerData.by * question }), 50 / question);',
    { by: 10 },
  );
  expect(await Promise.all([1, 2, 5].map(ask))).toEqual([10, 20, 50]);
});

it('carries maps, as evidence has them', async () => {
  const { ask } = thread('parentPort.postMessage({ id, value: new Map([["a", question]]) });');
  expect(await ask(1)).toEqual(new Map([['a', 1]]));
});

it('has little room for what is short-lived, which V8 would else let grow', async () => {
  const { ask } = thread(
    "parentPort.postMessage({ id, value: require('node:worker_threads').resourceLimits.maxYoungGenerationSizeMb });",
  );
  expect(await ask(1)).toBeLessThanOrEqual(12);
});

it('rejects with what the answerer threw', async () => {
  const { ask } = thread('parentPort.postMessage({ id, error: new TypeError("no") });');
  await expect(ask(1)).rejects.toThrow(new TypeError('no'));
});

it.each([
  ['dies', 'throw new Error("died");', 'died'],
  ['ends', 'process.exit(3);', 'ended with 3'],
])('a thread that %s leaves nobody waiting, now or later', async (_how, onQuestion, message) => {
  const { ask } = thread(onQuestion);
  await expect(ask(1)).rejects.toThrow(message);
  await expect(ask(2)).rejects.toThrow(message);
});
