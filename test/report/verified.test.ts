import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Standing, standings, type Verified, type VerifiedPlace } from '../../src/model/verified.ts';
import { renderVerified, renderVerifiedJson } from '../../src/report/verified.ts';
import { displayWidth } from '../../src/report/width.ts';
import { hostile } from './hostile.ts';

const view = { columns: 80, color: 0, verbose: false } as const;

function places(standing: Standing, count: number, why?: string): readonly VerifiedPlace[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ place: `node_modules/${standing}-${index}`, package: `${standing}-${index}@1.0.0`, standing },
    ...(why === undefined ? {} : { why }),
    files: why === undefined ? [{ path: 'index.js', what: 'changed' as const }] : [],
  }));
}

const verified = (...all: readonly (readonly VerifiedPlace[])[]): Verified => ({
  ...{ project: '/project', lockfile: 'package-lock.json', places: all.flat(), manager: 'npm', notes: [] },
});

describe('what npq verify prints', () => {
  it('is a screen, worst first, however much is wrong', () => {
    const all = standings.map((standing, index) =>
      places(standing, 400, index % 2 ? 'for a reason' : undefined),
    );
    const text = renderVerified(verified(...all), view);
    expect(text.split('\n').length).toBeLessThanOrEqual(51);
    expect(text.startsWith('npq: 400 places are not what was vetted')).toBe(true);
    expect(text.indexOf('never vetted')).toBeGreaterThan(text.indexOf('differs-0'));
    expect(text).toContain('and 392 more: --npq-verbose or --json');
    expect(renderVerified(verified(...all), { ...view, verbose: true })).toContain('differs-399');
  });

  it('names the package where its place does not', () => {
    const one = {
      place: 'node_modules/alias',
      package: '@acme/real@1.0.0',
      standing: 'differs',
      files: [],
    } as const;
    const other = { ...one, place: 'node_modules/@acme/real' };
    const text = renderVerified(
      verified([
        { ...one, why: 'a' },
        { ...other, why: 'b' },
      ]),
      view,
    );
    expect(text).toContain('- node_modules/alias (@acme/real@1.0.0): a\n');
    expect(text).toContain('- node_modules/@acme/real: b\n');
  });

  it('names the command of whoever installed it', () => {
    const told = verified(places('differs', 1));
    expect(renderVerified(told, view)).toContain('npq ci');
    expect(renderVerified({ ...told, manager: 'pnpm' }, view)).toContain('npq with pnpm install');
  });

  it('gives no step where all is well', () => {
    const text = renderVerified(
      verified([{ place: 'node_modules/a', standing: 'as-vetted', files: [] }]),
      view,
    );
    expect(text).toContain('npq: 1 place is as vetted, going by package-lock.json');
    expect(text).not.toContain('→');
  });

  it('has every place in its document', () => {
    const told = JSON.parse(renderVerifiedJson(verified(places('differs', 70)), '1.2.3', 24)) as {
      readonly exitCode: number;
      readonly verified: { readonly counts: object; readonly places: readonly unknown[] };
    };
    expect([told.exitCode, told.verified.places.length]).toEqual([24, 70]);
    expect(told.verified.counts).toMatchObject({ differs: 70, 'as-vetted': 0 });
  });

  it('lets no text of a stranger act, or make a line wider than the terminal', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 40, max: 120 }), (text, columns) => {
        const said = verified(
          standings.map((standing) => ({
            ...{ place: text, package: text, standing, why: text },
            files: [{ path: text, what: 'added' }],
          })),
        );
        const told = { ...said, lockfile: text, project: text, notes: [text] };
        const lines = renderVerified(told, { ...view, columns }).split('\n');
        expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|\u202E/u);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
        expect(renderVerifiedJson(told, '1.2.3', 24).replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}]|\u202E/u,
        );
      }),
    );
  });
});
