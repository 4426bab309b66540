import { expect, test } from 'vitest';
import { notedLoads } from '../../src/content/noted-loads.ts';

const loading = (...specs: readonly string[]) =>
  Buffer.from(specs.map((spec) => `require('${spec}');`).join('\n'));

test('what a file loads is noted once, until it is forgotten', () => {
  const noted = notedLoads();
  noted.note('a', loading('./b', './c', './b'));
  expect([noted.get('a'), noted.get('b')]).toEqual([['./b', './c'], []]);
  noted.note('a', Buffer.from("import './d'"));
  expect(noted.get('a')).toEqual(['./d']);
  noted.forget('a');
  expect(noted.get('a')).toEqual([]);
});

test('of a file that was missed, and of one that names more than is noted, it is not known', () => {
  const noted = notedLoads(10);
  noted.miss('a');
  noted.note('b', loading('./45', './8901'));
  expect(['a', 'b'].map((path) => noted.get(path))).toEqual([undefined, ['./45', './8901']]);
  noted.note('c', loading('d'));
  expect(noted.get('c')).toBeUndefined();
  noted.forget('b');
  noted.note('c', loading('./45', './8901'));
  expect(noted.get('c')).toHaveLength(2);
});
