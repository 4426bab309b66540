import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Failure, lookAt } from '../../src/content/closer-look.ts';

const empty = { revealed: [], loads: [], computed: [] };
const code = Buffer.from('run();\n');
const failing = (failed: Failure) => () => ({ failed });

test('what a started file puts together belongs to what it shows', () => {
  const unfold = () => ({ ...empty, revealed: [{ value: 'child_process', line: 1 }] });
  const record = lookAt('a.js', code, { startedAs: 'script', unfold });
  expect(record.traits.map(({ kind }) => kind)).toContain('spelled-apart');
  expect(record).toMatchObject({ kind: 'script', longestLine: 6 });
});

test('of a started file it is told that it could not be read, and why', () => {
  const unread = (failed: Failure) =>
    lookAt('a.js', code, { startedAs: 'script', unfold: failing(failed) }).unread;
  expect(unread('syntax')).toContain('could not be parsed');
  expect(unread('too-deep')).toContain('nested too deeply');
  expect(unread('over-budget')).toContain('more code than is parsed');
});

test('of a file that nothing starts it is told where a package does more than an honest one', () => {
  const decodes = Buffer.from("eval(Buffer.from(text, 'base64').toString())");
  const unread = (failed: Failure) => lookAt('a.js', decodes, { unfold: failing(failed) }).unread;
  expect(unread('exhausted')).toContain('more code to follow than is followed');
  expect(unread('too-deep')).toContain('nested too deeply');
  expect([unread('syntax'), unread('over-budget')]).toEqual([undefined, undefined]);
});

test('a started file that does more than could be followed is told, another one is not', () => {
  const unfold = () => ({ ...empty, incomplete: true });
  expect(lookAt('a.js', code, { startedAs: 'script', unfold }).unread).toContain('more than can be followed');
  expect(lookAt('a.js', code, { unfold }).unread).toBeUndefined();
});

test('what is too large for the parser is put together as far as that needs none', () => {
  const split = Buffer.from("\nrequire('child_' + 'process')");
  const record = lookAt('a.js', split, { startedAs: 'script', unfold: failing('over-budget') });
  expect(record.traits).toContainEqual(
    expect.objectContaining({ kind: 'spelled-apart', line: 2, hidden: true }),
  );
});

test('a shell script is not JavaScript, whatever starts it', () => {
  const record = lookAt('a.sh', Buffer.from('fi\n'), { startedAs: 'shell', unfold: failing('syntax') });
  expect(record).toMatchObject({ kind: 'shell' });
  expect(record.unread).toBeUndefined();
});

test('what a stranger makes throw is told in one short line', () => {
  const unfold = (): never => {
    throw new RangeError(`Maximum call stack size exceeded ${'x'.repeat(1_000)}`);
  };
  const record = lookAt('a.js', code, { startedAs: 'script', unfold });
  expect(record.unread).toContain('reading it failed: Maximum call stack size exceeded');
  expect(record.unread?.length).toBeLessThan(200);
});

test('any bytes under any name come to a record', () => {
  const name = fc.oneof(fc.string(), fc.constantFrom('a.js', 'a.json', 'a.sh', 'binding.gyp', 'a', 'a.node'));
  fc.assert(
    fc.property(name, fc.uint8Array({ maxLength: 500 }), fc.boolean(), (path, bytes, started) => {
      const look = { unfold: () => empty, ...(started ? { startedAs: 'script' as const } : {}) };
      expect(lookAt(path, Buffer.from(bytes), look).unread).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test('the parser is asked where a file of one purpose decodes texts and runs texts', () => {
  const asked = (text: string) => {
    let times = 0;
    const unfold = () => {
      times += 1;
      return empty;
    };
    lookAt('a.js', Buffer.from(text), { unfold });
    return times;
  };
  const both = "const s = Buffer.from(x, 'base64').toString();\nnew Function('a', s)(1);\n";
  expect(asked(both)).toBe(1);
  expect(asked(both + ';;\n'.repeat(50_000))).toBe(0);
  expect(asked("const s = Buffer.from(x, 'base64').toString();\n")).toBe(0);
});
