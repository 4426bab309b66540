import { expect, it } from 'vitest';
import type { Outcome, TarballReads } from '../../src/evidence/tarball-reads.ts';
import { plainOptions, threadedReads } from '../../src/evidence/threaded-reads.ts';
import { unknown } from '../../src/model/fact.ts';

const outcome = (where: string): Outcome => unknown('offline', 'tarball', where);
/** As many as a small tree has. */
const few = Array.from({ length: 100 }, (_, index) => `a${index}`);
const request = (name: string) => ({ spec: `https://registry.example/${name}.tgz` });

function scene(ask: (question: unknown) => Promise<unknown> = async () => outcome('there')) {
  let started = 0;
  const here: TarballReads = { read: async () => outcome('here') };
  const reads = threadedReads(() => {
    started += 1;
    return { ask };
  }, here);
  const read = async (name: string, git = false) => {
    const read = await reads.read(request(name), name, git);
    return 'detail' in read ? read.detail : 'read';
  };
  return { read, started: () => started };
}

it('a small tree is read here, and no thread started for it', async () => {
  const { read, started } = scene();
  const where = await Promise.all(few.map((name) => read(name)));
  expect([...new Set(where), started()]).toEqual(['here', 0]);
});

it('the many have one thread for all of them', async () => {
  const { read, started } = scene();
  const where = await Promise.all([...few, 'x', 'y', 'z'].map((name) => read(name)));
  expect([where.filter((one) => one === 'there').length, started()]).toEqual([3, 1]);
});

it('what was read here is asked for here again, and counts once', async () => {
  const { read, started } = scene();
  for (let round = 0; round < 3; round += 1) await Promise.all(few.map((name) => read(name)));
  const where = [await read('x'), await read('a0'), await read('x')];
  expect([where, started()]).toEqual([['there', 'here', 'there'], 1]);
});

it('a clone is read here, however many there are', async () => {
  const { read } = scene();
  await Promise.all([...few, 'x', 'y'].map((name) => read(name)));
  expect(await read('clone', true)).toBe('here');
});

it('what a thread cannot read any more is read here', async () => {
  const { read } = scene(async () => {
    throw new Error('out of memory');
  });
  const where = await Promise.all([...few, 'x', 'y'].map((name) => read(name)));
  expect([...new Set(where)]).toEqual(['here']);
});

it('where npq runs from its sources there is no thread', async () => {
  const reads = threadedReads(() => undefined, { read: async () => outcome('here') });
  const names = [...few, 'x', 'y'];
  const all = await Promise.all(names.map((name) => reads.read(request(name), name)));
  expect(all).toEqual(names.map(() => outcome('here')));
});

it('sends the thread what can be copied: not an agent, not a function', () => {
  const options = {
    registry: 'https://registry.example/',
    deep: { list: ['a', 1, null, true] },
    none: undefined,
  };
  const agent = new (class Agent {})();
  expect(plainOptions({ ...options, agent, log: () => {}, nested: { agent } })).toEqual(options);
});
