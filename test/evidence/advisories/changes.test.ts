import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeChange, readChanges } from '../../../src/evidence/advisories/database/changes.ts';

const since = new Date('2026-05-01T00:00:00Z');

/** In pieces of a few bytes, as a network brings it; `taken` counts how many were asked for. */
function body(text: string, taken = { pieces: 0 }) {
  return (async function* () {
    for (let at = 0; at < text.length; at += 7) {
      taken.pieces += 1;
      yield Buffer.from(text.slice(at, at + 7));
    }
  })();
}

const read = (text: string, most = 100) => readChanges(body(text), { since, most });
const ids = async (text: string) => {
  const changes = await read(text);
  return changes.kind === 'listed' ? changes.changes.map(({ id }) => id) : changes.kind;
};

describe('the list of changes', () => {
  it('is read up to what is known, the last known moment included', async () => {
    const text = [
      '2026-05-03T10:00:00Z,MAL-3',
      '2026-05-01T00:00:00.000Z,MAL-2',
      '2026-04-30T23:59:59.999Z,MAL-1',
      'not even read',
    ];
    expect(await ids(text.join('\n'))).toEqual(['MAL-3', 'MAL-2']);
    expect(await ids(`${text.slice(0, 2).join('\r\n')}\r\n`)).toEqual(['MAL-3', 'MAL-2']);
  });

  it('is not fetched beyond that', async () => {
    const taken = { pieces: 0 };
    const text = `2026-05-01T00:00:00Z,MAL-2\n${'2026-04-01T00:00:00Z,MAL-1\n'.repeat(1_000)}`;
    expect(await readChanges(body(text, taken), { since, most: 10 })).toMatchObject({ kind: 'listed' });
    expect(taken.pieces).toBeLessThan(12);
  });

  it('is too long beyond so many', async () => {
    const text = '2026-05-03T10:00:00Z,MAL-3\n'.repeat(3);
    expect((await read(text, 3)).kind).toBe('listed');
    expect((await read(text, 2)).kind).toBe('too-many');
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>\n<body>Please sign in</body></html>'],
    ['an older change before a newer one', '2026-05-02T00:00:00Z,MAL-2\n2026-05-03T00:00:00Z,MAL-3\n'],
    ['older than what is known', '2026-04-01T00:00:00Z,MAL-1\n'],
    ['half a line', '2026-05-03T10:00:00Z,MAL-3\n2026-05-02T10'],
    ['a line without end', 'x'.repeat(1_000)],
    ['a header', 'modified,id\n2026-05-03T10:00:00Z,MAL-3\n'],
  ])('is none where it is %s', async (_what, text) => {
    expect((await read(text)).kind).toBe('unreadable');
  });
});

describe('a line', () => {
  it.each([
    '2026-05-03T10:00:00Z,../../etc',
    '2026-05-03T10:00:00Z,a/b',
    'yesterday,MAL-1',
    ',',
    '2026-05-03,MAL-1',
  ])('%j is none', (line) => {
    expect(decodeChange(line)).toBeUndefined();
  });

  it('is decoded or none, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (time, id) => {
        const change = decodeChange(`${time},${id}`);
        if (change) expect(change.id).toMatch(/^[\w.:-]+$/);
      }),
    );
  });
});
