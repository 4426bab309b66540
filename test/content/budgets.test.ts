import { describe, expect, it } from 'vitest';
import { type InspectionLimits, openInspection } from '../../src/content/inspection.ts';
import { decodeManifest } from '../../src/content/packed-manifest.ts';
import { hiddenIn } from '../../src/content/revealed.ts';
import { unfold } from '../../src/content/syntax/unfold.ts';
import { traitsOfText } from '../../src/content/traits/traits.ts';
import { unfolded } from './syntax/unfolding.ts';

/** Budgets count what is done, so that a file has one answer on every machine; where one ends it is told. */
describe('a file that costs more than anybody spends on it says so', () => {
  it('where patterns would begin again and again within each other', () => {
    expect(traitsOfText('curl '.repeat(4_000)).more).toBe(true);
    expect(traitsOfText(`curl a;${' '.repeat(600)}`.repeat(4_000)).more).toBeUndefined();
  });

  it('where what a pattern found is looked into each time', () => {
    const looked = `eval(abcd);${' '.repeat(600)}`;
    expect(traitsOfText(looked.repeat(4_000)).more).toBe(true);
    expect(traitsOfText(looked.replace('abcd', '').repeat(4_000)).more).toBeUndefined();
  });

  it('where it puts many texts together, of all of them', () => {
    const revealed = Array.from({ length: 40 }, (_, line) => ({ value: 'curl '.repeat(400), line }));
    const told = { loads: [], computed: [], revealed };
    expect(hiddenIn(told).more).toBe(true);
    expect(hiddenIn({ ...told, revealed: revealed.slice(0, 1) }).more).toBeUndefined();
  });

  it('where each of many conditions is held against all that follows', () => {
    const gates = (count: number) => `if (process.env.CI) return;`.repeat(count);
    const calls = 'x;a[b];'.repeat(5_000);
    expect(unfolded(`eval(c);${gates(3_000)}${calls}`).incomplete).toBe(true);
    expect(unfolded(`eval(c);${gates(5)}${calls}`).incomplete).toBe(false);
  });

  it('where it evaluates a text that no parser may be let at', () => {
    expect(unfolded(`eval('['.repeat(3_000))`).incomplete).toBe(true);
    expect(unfolded(`eval('no program')`).incomplete).toBe(false);
  });

  it('where it has more words than signs', () => {
    expect(unfold('new A;'.repeat(140_000))).toEqual({ failed: 'over-budget' });
    expect(unfolded('new A;'.repeat(9_000)).incomplete).toBe(false);
  });

  it('where it took long to parse already', () => {
    const steps = `f('a'+'b');`.repeat(10_000);
    expect(unfolded(steps).incomplete).toBe(false);
    expect(unfolded(`${steps}${'x=1;'.repeat(34_000)}`).incomplete).toBe(true);
  });
});

describe('a package of many small files costs no more than it may', () => {
  const document = { name: 'a', version: '1.0.0', scripts: { postinstall: 'node 0.js' } };
  const decoded = decodeManifest(JSON.stringify(document));
  const unreadIn = (content: string, limits: Partial<InspectionLimits>, count = 40): number => {
    const inspection = openInspection(limits);
    const bytes = Buffer.from(content);
    const names = Array.from({ length: count }, (_, index) => `${index}.js`);
    for (const name of names) inspection.file(name, bytes, bytes.length);
    if (decoded.status !== 'decoded') expect.fail(decoded.detail);
    const files = new Map(names.map((name) => [name, { size: bytes.length, sha512: '', executable: false }]));
    const record = inspection.finish(decoded.manifest, files);
    return [...record.files.values()].filter(({ unread }) => unread !== undefined).length;
  };

  it('by steps of the matchers', () => {
    const dense = `'${'curl '.repeat(300)}'`;
    expect(unreadIn(dense, { matchedSteps: 100_000 })).toBeGreaterThan(30);
    expect(unreadIn(dense, {})).toBe(0);
  });

  it('by steps of the parser', () => {
    const turns = `function f(a) { for (;;) {} } f('a'); f('b'); require('a' + 'b'); eval(atob('YWJjZGVm'));`;
    expect(unreadIn(turns, { steps: 100_000 })).toBeGreaterThan(30);
    expect(unreadIn(`require('a' + 'b'); eval(atob('YWJjZGVm'));`, { steps: 100_000 })).toBe(0);
  });
});

describe('texts that are evaluated', () => {
  it('take their steps from what evaluates them', () => {
    const turns = 'function f(a) { for (;;) {} }';
    const texts = (count: number) =>
      Array.from({ length: count }, (_, index) => `eval("${turns} f('${index}')");`).join('');
    expect(unfolded(texts(1)).incomplete).toBe(false);
    expect(unfolded(texts(8)).incomplete).toBe(true);
  });
});
