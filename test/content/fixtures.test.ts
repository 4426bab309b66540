import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caseNames, judgeCase } from '../eval/content/cases.ts';
import { describeCase } from '../eval/content/description.ts';
import { projectRoot } from '../meta/sources.ts';

const folder = join(projectRoot, 'fixtures', 'content');
const kinds = ['hostile', 'honest', 'beyond'] as const;
const cases = (kind: (typeof kinds)[number]) => caseNames(join(folder, kind));
const rowsOf = (kind: (typeof kinds)[number], name: string) => describeCase(join(folder, kind, name)).rows;

/** Every row of the table of signals. M1 is no signal, only what most packages with a hook have. */
const table = [
  ...['M1p', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M7x', 'M8'],
  ...['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8'],
  ...['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'C12', 'C13'],
  ...['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'D9'],
];

describe('hostile packages', () => {
  it.each(cases('hostile'))(
    'asks at least about %s, though the registry says nothing of it',
    async (name) => {
      const { action } = await judgeCase(join(folder, 'hostile', name), { documents: 'stripped' });
      expect(['ask', 'block']).toContain(action);
    },
  );

  const stopped = cases('hostile').filter(
    (name) => describeCase(join(folder, 'hostile', name)).action === 'block',
  );
  it.each(stopped)('stops at %s', async (name) => {
    const { action, reasons } = await judgeCase(join(folder, 'hostile', name));
    expect(action, reasons.join('\n')).toBe('block');
  });

  const examples = cases('hostile').filter((name) => rowsOf('hostile', name).length > 0);
  it.each(examples)('names the rows that %s is an example of', async (name) => {
    const { rows } = await judgeCase(join(folder, 'hostile', name));
    expect(rows).toEqual(expect.arrayContaining([...rowsOf('hostile', name)]));
  });
});

describe('honest packages', () => {
  it.each(cases('honest'))('lets %s pass', async (name) => {
    const judged = await judgeCase(join(folder, 'honest', name));
    expect(['allow', 'note'], judged.reasons.join('\n')).toContain(judged.action);
  });

  it.each(cases('honest'))('lets %s pass where the registry says nothing of it', async (name) => {
    const judged = await judgeCase(join(folder, 'honest', name), { documents: 'stripped' });
    expect(['allow', 'note'], judged.reasons.join('\n')).toContain(judged.action);
  });
});

describe('what bytes alone do not tell', () => {
  it.each(cases('beyond'))('says no more than it knows of %s', async (name) => {
    const { action, rows } = await judgeCase(join(folder, 'beyond', name));
    expect(['allow', 'note']).toContain(action);
    expect(rows).toEqual(expect.arrayContaining([...rowsOf('beyond', name)]));
  });
});

describe('the collection', () => {
  it('has an example of every row of the table', () => {
    const shown = new Set(kinds.flatMap((kind) => cases(kind).flatMap((name) => rowsOf(kind, name))));
    expect(table.filter((row) => !shown.has(row))).toEqual([]);
    expect([...shown].filter((row) => !table.includes(row))).toEqual([]);
  });

  it('says of every case what it is like', () => {
    const silent = kinds.flatMap((kind) =>
      cases(kind).filter((name) => describeCase(join(folder, kind, name)).like === undefined),
    );
    expect(silent).toEqual([]);
  });
});
