import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawn, type Key, moved, type Page, readPages, roomIn, type Sight } from '../../src/consent/pager.ts';
import { displayWidth } from '../../src/report/width.ts';
import { hostile } from '../report/hostile.ts';
import { fakeTerminal, keys } from './terminal.ts';

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`);
const pages: readonly Page[] = [
  { title: 'ask: vane 1.2.0', lines: lines(30) },
  { title: 'note: sprout 1.0.0', lines: lines(4) },
];
const room = 10;
const start: Sight = { page: 0, top: 0 };

function pressed(...names: readonly (string | Key)[]): Sight | undefined {
  let sight: Sight | undefined = start;
  for (const name of names) {
    if (sight === undefined) return undefined;
    sight = moved(sight, typeof name === 'string' ? { name } : name, pages, room);
  }
  return sight;
}

describe('keys', () => {
  it('scroll by a line and by a screen, and stop at both ends', () => {
    expect(pressed('down', 'j')).toEqual({ page: 0, top: 2 });
    expect(pressed('up')).toEqual(start);
    expect(pressed('space')).toEqual({ page: 0, top: 10 });
    expect(pressed('pagedown', 'pagedown', 'pagedown')).toEqual({ page: 0, top: 20 });
    expect(pressed('end', 'b')).toEqual({ page: 0, top: 10 });
    expect(pressed('end', 'home')).toEqual(start);
    expect(pressed({ name: 'g', shift: true })).toEqual({ page: 0, top: 20 });
    expect(pressed('end', 'g')).toEqual(start);
  });

  it('turn to the page beside it, which begins at its top, and not beyond the last', () => {
    expect(pressed('end', 'right')).toEqual({ page: 1, top: 0 });
    expect(pressed('right', 'right')).toEqual({ page: 1, top: 0 });
    expect(pressed('right', 'left')).toEqual(start);
    expect(pressed('down', 'left')).toEqual({ page: 0, top: 1 });
  });

  it.each(['q', 'escape', 'return', 'enter'])('%s leads back', (name) =>
    expect(pressed(name)).toBeUndefined(),
  );

  it('that mean nothing change nothing', () => expect(pressed('x', 'f5')).toEqual(start));
});

describe('what is drawn', () => {
  it('says which page it is, which lines, and how to go on', () => {
    const seen = drawn({ page: 0, top: 3 }, pages, { rows: 8, columns: 80 }).split('\n');
    expect(seen).toEqual([
      ...['1 of 2 · ask: vane 1.2.0', ...lines(8).slice(3)],
      'q back · ←→ others · 4–8 of 30 · ↑↓',
    ]);
    expect(drawn({ page: 1, top: 0 }, pages, { rows: 24, columns: 80 })).toContain('q back · ←→ others');
    expect(drawn(start, [{ title: 'one', lines: ['all'] }], { rows: 24, columns: 80 })).toBe(
      'one\nall\nq back',
    );
  });

  it('is never higher or wider than the terminal, and moves no cursor, whatever a title says', () => {
    const terminals = fc.record({
      rows: fc.integer({ min: 6, max: 60 }),
      columns: fc.integer({ min: 40, max: 120 }),
    });
    fc.assert(
      fc.property(hostile, fc.nat(80), fc.nat(100), terminals, (title, count, top, terminal) => {
        const seen = drawn({ page: 0, top }, [{ title, lines: lines(count) }], terminal).split('\n');
        expect(seen.length).toBeLessThan(terminal.rows);
        expect(Math.max(...seen.map(displayWidth))).toBeLessThan(terminal.columns);
        expect(seen.join('')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('has room for three lines at least', () => expect(roomIn({ rows: 1 })).toBe(3));
});

describe('somebody who reads', () => {
  it('moves with the arrows, and is brought back', async () => {
    const { terminal, typeAfter, screen } = fakeTerminal({ rows: 8 });
    const read = readPages(pages, { terminal });
    await typeAfter('1–5 of 30', keys.down);
    await typeAfter('2–6 of 30', keys.right);
    await typeAfter('2 of 2 · note: sprout 1.0.0', 'q');
    expect(await read).toEqual({ kind: 'answered', value: undefined });
    expect(screen()).toContain('line 6');
  });

  it('is shown nothing where there is nothing', async () => {
    const { terminal, screen } = fakeTerminal();
    expect(await readPages([], { terminal })).toMatchObject({ kind: 'answered' });
    expect(screen()).toBe('');
  });

  it('chooses a page by its number where nothing is redrawn', async () => {
    const { terminal, typeAfter, screen } = fakeTerminal({ live: false });
    const read = readPages(pages, { terminal });
    await typeAfter('Number', '3\n');
    await typeAfter('Number', '1\n');
    expect(await read).toEqual({ kind: 'answered', value: undefined });
    expect(screen()).toContain('note: sprout 1.0.0\nline 1\nline 2\n');
    expect(screen()).not.toContain('line 5');
    expect(screen()).not.toContain('\u001B');
  });

  it('is over with Ctrl-D there too', async () => {
    const { terminal, typeAfter, closeInput } = fakeTerminal({ live: false });
    const read = readPages(pages, { terminal });
    await typeAfter('Number');
    closeInput();
    expect(await read).toEqual({ kind: 'closed' });
  });
});
