import { expect, test } from 'vitest';
import { hiddenIn } from '../../src/content/revealed.ts';

const nothing = { revealed: [], loads: [], computed: [] };

test.each(['child_process', 'node:child_process', 'eval', 'require', 'Function', 'mainModule'])(
  '%s that was put together is told as spelled apart',
  (value) => {
    expect(hiddenIn({ ...nothing, revealed: [{ value, line: 7 }] }).traits).toContainEqual(
      expect.objectContaining({ kind: 'spelled-apart', line: 7, excerpt: value, hidden: true }),
    );
  },
);

test.each(['evaluate', 'child_processes', 'hello world', ''])(
  '%j may be put together by anybody',
  (value) => {
    expect(hiddenIn({ ...nothing, revealed: [{ value, line: 1 }] }).traits).toEqual([]);
  },
);

test('of one kind so many are told that a person may read them, and of long texts the beginning', () => {
  const revealed = Array.from({ length: 50 }, (_, index) => ({ value: 'eval', line: index + 1 }));
  expect(hiddenIn({ ...nothing, revealed }).traits.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const computed = [{ what: 'start' as const, line: 1, excerpt: 'x'.repeat(1_000) }];
  expect(hiddenIn({ ...nothing, computed }).traits[0]?.excerpt).toHaveLength(200);
});

test('what cannot be made out is told, but where a caller gives the name', () => {
  const computed = [
    { what: 'start' as const, line: 3, excerpt: 'exec(d(x))', how: 'decoded' },
    { what: 'load' as const, line: 4, excerpt: 'require(name)', how: 'parameter' },
    { what: 'evaluate' as const, line: 5, excerpt: 'eval(x)' },
  ];
  expect(hiddenIn({ ...nothing, computed }).traits).toEqual([
    { kind: 'computed-load', line: 3, excerpt: 'exec(d(x))', what: 'start: decoded', hidden: true },
    { kind: 'computed-load', line: 5, excerpt: 'eval(x)', what: 'evaluate', hidden: true },
  ]);
});

test('what holds something back, and what is called however it was come by, is told', () => {
  const gates = [{ kind: 'time-or-ci-gate' as const, line: 2, what: 'only where CI is set' }];
  const calls = [
    { kind: 'start' as const, args: ['x'], line: 3 },
    { kind: 'network' as const, args: [undefined], line: 4 },
  ];
  const { traits, capabilities } = hiddenIn({ ...nothing, gates, calls });
  expect(traits).toEqual([
    expect.objectContaining({ kind: 'time-or-ci-gate', line: 2, what: 'only where CI is set' }),
  ]);
  expect(capabilities).toEqual(['child-process', 'network']);
});

test('a path that is put together is nothing to hide', () => {
  const { traits } = hiddenIn({ ...nothing, paths: [{ value: 'require', line: 1 }] });
  expect(traits).toEqual([]);
});

test('what is run as code, and was decoded, is told', () => {
  const value = "console.log('hello')";
  const calls = [{ kind: 'evaluate' as const, args: [value], line: 2 }];
  const traits = (by: 'joining' | 'decoding') =>
    hiddenIn({ ...nothing, revealed: [{ value, line: 2, by }], calls }).traits.map(({ what }) => what);
  expect(traits('decoding')).toEqual(['evaluate: decoded']);
  expect(traits('joining')).toEqual([]);
});

test('a list of words is read as the command that it is', () => {
  const start = (...args: readonly string[]) => ({ kind: 'start' as const, args, line: 4 });
  const seen = hiddenIn({ ...nothing, calls: [start('powershell', '-EncodedCommand', 'VABoAGkAcwA=')] });
  expect(seen.traits).toEqual([expect.objectContaining({ kind: 'decode-to-shell', line: 4 })]);
  expect(seen.traits[0]?.hidden).toBeUndefined();
  expect(seen.capabilities).toEqual(['child-process']);
  expect(hiddenIn({ ...nothing, calls: [start('curl', '-s', 'a.invalid')] }).capabilities).toContain(
    'network',
  );
  expect(hiddenIn({ ...nothing, calls: [start('cc', 'curl.c')] }).capabilities).not.toContain('network');
});

test('who makes requests is told what to load by somebody else', () => {
  const computed = [{ what: 'load' as const, line: 4, excerpt: 'import(at)', how: 'parameter' }];
  const calls = [{ kind: 'network' as const, args: [], line: 3 }];
  expect(hiddenIn({ ...nothing, computed, calls }).traits).toEqual([
    expect.objectContaining({ kind: 'computed-load', what: 'load: parameter' }),
  ]);
});

test('a host that an address was put together with is told where nothing of its domain can be read', () => {
  const revealed = [{ value: 'https://eu.drop.example/x', line: 2 }];
  const told = (source: string) => hiddenIn({ ...nothing, revealed }, source).traits.map(({ what }) => what);
  expect(told("['https://', 'eu.dr', 'op.example']")).toContain('eu.drop.example');
  expect(told("'https://eu.' + 'Drop.example'")).not.toContain('eu.drop.example');
  expect(hiddenIn({ ...nothing, revealed }).traits).toEqual([]);
});
