import { describe, expect, it } from 'vitest';
import type { TraitKind } from '../../../src/model/code-signs.ts';
import { kindsIn, ofKind, type Rows } from './given.ts';

/** Tests each row: a hit is seen and says what it is, a near miss is not seen. */
export function testTable(rows: Partial<Record<TraitKind, Rows>>): void {
  for (const [kind, { hits, misses }] of Object.entries(rows) as [TraitKind, Rows][]) {
    describe(kind, () => {
      it.each(hits.map(([title, code, what]) => ({ title, code, what })))(
        'is seen: $title',
        ({ code, what }) => {
          const [first] = ofKind(code, kind);
          expect(first).toBeDefined();
          if (what !== undefined) expect(first?.what).toBe(what);
        },
      );

      it.each(misses)('is not: %s', (_, code) => {
        expect(kindsIn(code)).not.toContain(kind);
      });
    });
  }
}
