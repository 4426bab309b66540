import { expect, it } from 'vitest';
import { heldAgainstBefore } from '../../src/evidence/service-memory.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { type Fact, known, type Reason, unknown } from '../../src/model/fact.ts';
import { now, tempFolder } from './support.ts';

const day = 24 * 3_600_000;
const answered = known({}, 'osv', now);
const silent = (reason: Reason) => unknown(reason, 'osv', 'OSV did not answer within 8000 ms');

async function told(state: string, word: Fact<unknown>, at = now, id = 'osv https://osv.example/') {
  const clock = { now: () => at, monotonicMs: () => 0, every: () => () => undefined };
  return heldAgainstBefore({ files: nodeFiles, clock }, { state }, [{ id, name: 'OSV', word }]);
}

it('tells of a service that has answered here before and does not now', async () => {
  await using folder = tempFolder();
  expect(await told(folder.path, answered)).toEqual([]);
  const later = new Date(now.getTime() + 40 * day);
  expect(await told(folder.path, silent('timeout'), later)).toEqual([
    'OSV answered here on 2026-06-01 and does not now: OSV did not answer within 8000 ms.',
  ]);
});

it('says nothing of one that never has: that is for the coverage to tell', async () => {
  await using folder = tempFolder();
  expect(await told(folder.path, silent('offline'))).toEqual([]);
});

it('says nothing where a rule, not the service, is why there is no answer', async () => {
  await using folder = tempFolder();
  await told(folder.path, answered);
  expect(await told(folder.path, silent('private'))).toEqual([]);
  expect(await told(folder.path, silent('not-offered'))).toEqual([]);
});

it('takes the same service at another address for another one', async () => {
  await using folder = tempFolder();
  await told(folder.path, answered);
  expect(await told(folder.path, silent('timeout'), now, 'osv https://mirror.example/')).toEqual([]);
});

it('remembers the last day on which it answered', async () => {
  await using folder = tempFolder();
  await told(folder.path, answered);
  await told(folder.path, answered, new Date(now.getTime() + 3 * day));
  const [note] = await told(folder.path, silent('http-error'), new Date(now.getTime() + 4 * day));
  expect(note).toContain('answered here on 2026-06-04');
});
