import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { severityRank } from '../../src/model/finding.ts';
import { projectRoot } from '../meta/sources.ts';
import { advisoryRows } from './advisory-rows.ts';
import { domainRows } from './domain-rows.ts';
import { registryRows } from './registry-rows.ts';
import { type Ending, type Row, type Trouble, troubles } from './row.ts';
import { vouchingRows } from './vouching-rows.ts';

/** Every source, and everything that may go wrong with it: in no case does the check that stands on it end clean. */
const rows: readonly Row[] = [...registryRows, ...vouchingRows, ...advisoryRows, ...domainRows];
const cells = rows.flatMap((row) =>
  troubles.map((trouble) => ({ row, trouble, name: nameOf(row, trouble) })),
);
const mostAtOnce = 16;

const truths = new Map<Row, PromiseSettledResult<Ending['result']>>();
const endings = new Map<string, readonly PromiseSettledResult<Ending>[]>();

function nameOf({ source, check }: Row, trouble: Trouble): string {
  return `${check}: ${source}, ${trouble}`;
}

beforeAll(async () => {
  const works = [
    ...cells.map(({ row, trouble }) => async () => {
      endings.set(nameOf(row, trouble), await Promise.allSettled(row.wrong[trouble].map((run) => run())));
    }),
    ...rows.map((row) => async () => {
      for (const truth of await Promise.allSettled([row.truth()])) truths.set(row, truth);
    }),
  ];
  const worker = async () => {
    for (let work = works.shift(); work; work = works.shift()) await work();
  };
  await Promise.all(Array.from({ length: mostAtOnce }, worker));
}, 120_000);

/** A throw is a bug, and fails the cell that it happened in. */
function ended<T>(settled: PromiseSettledResult<T> | undefined): T {
  if (settled?.status !== 'fulfilled') throw settled?.reason ?? new Error('it was not tried');
  return settled.value;
}

for (const row of rows) {
  describe(`${row.check} by the ${row.source}`, () => {
    it('has something to tell while nothing goes wrong', () => {
      expect(ended(truths.get(row))).toMatchObject({ kind: 'flagged' });
    });

    it.each(troubles)('does not end clean: %s', (trouble) => {
      const all = endings.get(nameOf(row, trouble)) ?? [];
      expect(all).not.toEqual([]);
      for (const { result, met } of all.map(ended)) {
        expect(met, 'nobody asked for what went wrong').toBe(true);
        expect(['flagged', 'unknown']).toContain(result.kind);
        if (result.kind === 'flagged' && trouble !== 'slow') {
          const worst = Math.max(...result.findings.map(({ severity }) => severityRank(severity)));
          expect(worst).toBeGreaterThanOrEqual(severityRank(row.atLeast));
        }
        if (row.blameless && result.kind === 'unknown') expect(result.cause).toBe('environment');
      }
    });
  });
}

const kept = join(projectRoot, 'test', 'matrix', 'kept.txt');

describe('the matrix', () => {
  it('has every cell, and ends as it is kept', () => {
    expect(new Set(rows.map(({ source, check }) => `${check} ${source}`)).size).toBe(rows.length);
    expect(endings.size).toBe(rows.length * troubles.length);
    const text = tableOf();
    if (process.env['UPDATE']) writeFileSync(kept, text);
    if (!existsSync(kept)) throw new Error(`no matrix ${kept}; UPDATE=1 writes it`);
    expect(text).toBe(readFileSync(kept, 'utf8'));
  });
});

function tableOf(): string {
  const lines = rows.map((row) => [
    row.source,
    row.check,
    ...troubles.map((trouble) => {
      const kinds = (endings.get(nameOf(row, trouble)) ?? []).map((one) => ended(one).result.kind);
      return [...new Set(kinds)].sort().join(', ');
    }),
  ]);
  const table = [['source', 'check', ...troubles], ...lines];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  const drawn = table.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return drawn.map((line) => `${line.trimEnd()}\n`).join('');
}
