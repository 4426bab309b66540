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

test.each<readonly [string, Buffer]>([
  ['UTF-8', loading('./tést', '村/a')],
  ['no UTF-8', Buffer.concat([Buffer.from([0x2f, 0x2f, 0xff, 0x0a]), loading('./tést', '村/a')])],
  ['UTF-16', Buffer.from(`\uFEFF${loading('./tést', '村/a').toString()}`, 'utf16le')],
])('what a file of %s loads is named as its folder names it', (_encoding, bytes) => {
  const noted = notedLoads();
  noted.note('a', bytes);
  expect(noted.get('a')).toEqual(['./tést', '村/a']);
});
