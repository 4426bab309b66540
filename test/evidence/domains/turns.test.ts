import { expect, it } from 'vitest';
import { turns } from '../../../src/evidence/domains/turns.ts';

it('lets so many work at once, everybody in the end, also after somebody failed', async () => {
  const inTurn = turns(3);
  let running = 0;
  let most = 0;
  const work = (at: number) => async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((done) => setTimeout(done, 2));
    running -= 1;
    if (at % 4 === 0) throw new Error('failed');
    return at;
  };
  const ended = await Promise.allSettled(Array.from({ length: 12 }, (_, at) => inTurn(work(at))));
  expect(most).toBe(3);
  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
});
