import { expect, test } from 'vitest';
import { keptBytes } from '../../src/content/kept-bytes.ts';

const open = () => keptBytes({ fileBytes: 100, totalBytes: 250 });

test('what is small enough is kept until it is forgotten, and of two with one path the last', () => {
  const kept = open();
  kept.keep('a', Buffer.alloc(100, 'a'));
  kept.keep('b', Buffer.alloc(101, 'b'));
  expect([kept.get('a')?.length, kept.get('b')]).toEqual([100, undefined]);
  kept.keep('a', Buffer.from('other'));
  expect(kept.get('a')?.toString()).toBe('other');
  kept.keep('a', Buffer.alloc(101));
  expect(kept.get('a')).toBeUndefined();
});

test('where all are too many the largest give way, and there is room again', () => {
  const kept = open();
  kept.keep('large', Buffer.alloc(90));
  kept.keep('small', Buffer.alloc(10));
  kept.keep('larger', Buffer.alloc(95));
  kept.keep('exact', Buffer.alloc(55));
  expect(['large', 'small', 'larger', 'exact'].filter((path) => kept.get(path) === undefined)).toEqual([]);
  kept.keep('one more', Buffer.alloc(1));
  expect(['large', 'small', 'larger', 'exact', 'one more'].map((path) => kept.get(path)?.length)).toEqual([
    ...[90, 10, undefined, 55, 1],
  ]);
  kept.keep('next', Buffer.alloc(94));
  expect(kept.get('large')).toBeDefined();
});

test('what there is no room for is handed on', () => {
  const dropped: string[] = [];
  const kept = keptBytes({
    ...{ fileBytes: 100, totalBytes: 250 },
    onDropped: (path, bytes) => dropped.push(`${path} ${bytes.length}`),
  });
  kept.keep('too large', Buffer.alloc(101));
  for (const path of ['a', 'b', 'c']) kept.keep(path, Buffer.alloc(path === 'b' ? 100 : 90));
  kept.forget('a');
  expect(dropped).toEqual(['too large 101', 'b 100']);
});

test('forgetting gives the room back', () => {
  const kept = open();
  for (let round = 0; round < 10; round += 1) {
    kept.keep('a', Buffer.alloc(100));
    kept.keep('b', Buffer.alloc(100));
    kept.forget('a');
  }
  expect(kept.get('b')).toBeDefined();
});

test('a small part does not hold the piece that it was cut from', () => {
  const kept = open();
  const piece = Buffer.alloc(64 * 1024);
  kept.keep('part', piece.subarray(0, 50));
  expect(kept.get('part')?.buffer).not.toBe(piece.buffer);
});

test('parts of a piece that is no larger than a quarter of all are kept without a copy', () => {
  const kept = open();
  const piece = Buffer.from(new ArrayBuffer(60));
  const other = Buffer.from(new ArrayBuffer(60));
  kept.keep('a', piece.subarray(0, 5));
  kept.keep('b', piece.subarray(5, 10));
  kept.keep('c', other.subarray(0, 5));
  expect(kept.get('a')?.buffer).toBe(piece.buffer);
  expect(kept.get('b')?.buffer).toBe(piece.buffer);
  expect(kept.get('c')?.buffer).not.toBe(other.buffer);
});
