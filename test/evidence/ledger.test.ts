import { appendFileSync, chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadLedger } from '../../src/evidence/ledger.ts';
import { decodeEntry, encodeEntry, entryKey } from '../../src/evidence/ledger-line.ts';
import { nodeFiles } from '../../src/host/files.ts';
import type { Origin } from '../../src/model/plan.ts';
import { clock, planned, tempFolder } from './support.ts';

const host = { files: nodeFiles, clock };
const sha512 = (letter: string) => `sha512-${letter.repeat(86)}==`;
const pkg = planned('pkg', '1.0.0', { integrity: sha512('a') });
const policyId = 'balanced-1';
const registry = 'https://registry.example/';

test('what passed is remembered: this name, version and hash, from this registry, under this policy', async () => {
  await using folder = tempFolder();
  const first = await loadLedger(host, { state: folder.path });
  expect(first.isVetted(pkg, policyId)).toBe(false);
  await first.record([{ pkg, policyId }]);
  expect(first.isVetted(pkg, policyId)).toBe(true);

  const ledger = await loadLedger(host, { state: folder.path });
  expect(ledger.isVetted(pkg, policyId)).toBe(true);
  expect(ledger.isVetted(pkg, 'strict-1')).toBe(false);
  expect(ledger.isVetted({ ...pkg, name: 'other' }, policyId)).toBe(false);
  expect(ledger.isVetted({ ...pkg, version: '1.0.1' }, policyId)).toBe(false);
  expect(ledger.isVetted({ ...pkg, integrity: sha512('b') }, policyId)).toBe(false);
  expect(ledger.isVetted({ ...pkg, bins: '[["node","x.js"]]' }, policyId)).toBe(false);
  const elsewhere = { kind: 'registry', registry: 'https://other.example/' } as const;
  expect(ledger.isVetted({ ...pkg, origin: elsewhere }, policyId)).toBe(false);
  expect([ledger.corruptLines, ledger.notes]).toEqual([0, []]);
});

test('a package is remembered with the commands that it brings, and with no others', async () => {
  await using folder = tempFolder();
  const tool = { ...pkg, bins: '[["tool","x.js"]]' };
  await (await loadLedger(host, { state: folder.path })).record([{ pkg: tool, policyId }]);
  const ledger = await loadLedger(host, { state: folder.path });
  expect(ledger.isVetted(tool, policyId)).toBe(true);
  expect(ledger.isVetted({ ...tool, bins: '[["node","x.js"]]' }, policyId)).toBe(false);
  expect(ledger.isVetted(pkg, policyId)).toBe(false);
  expect(ledger.corruptLines).toBe(0);
});

test('a line says what, when and under which policy', async () => {
  await using folder = tempFolder();
  const ledger = await loadLedger(host, { state: folder.path });
  await ledger.record([{ pkg, policyId }]);
  await ledger.record([{ pkg, policyId }]);
  const text = readFileSync(join(folder.path, 'ledger.jsonl'), 'utf8');
  expect(text).toBe(
    `{"v":1,"registry":"https://registry.example/","name":"pkg","version":"1.0.0","integrity":"${sha512('a')}","policy":"balanced-1","at":"2026-06-01T12:00:00.000Z"}\n`,
  );
  expect(statSync(join(folder.path, 'ledger.jsonl')).mode & 0o777).toBe(0o600);
});

test.each<[string, Origin, boolean]>([
  ['registry', { kind: 'registry', registry: 'https://registry.example/' }, true],
  ['remote', { kind: 'remote', url: 'https://host.example/x.tgz', host: 'host.example' }, false],
  ['file', { kind: 'file', path: '/x.tgz' }, false],
  ['git', { kind: 'git', spec: 'github:a/b', host: 'github.com', commit: 'abc' }, false],
  ['directory', { kind: 'directory', path: '/x' }, false],
  ['workspace', { kind: 'workspace', path: '/x' }, false],
  ['bundled', { kind: 'bundled', by: 'outer@1.0.0' }, false],
])('of origin %s, whatever its integrity claims: %j', async (_kind, origin, expected) => {
  const ledger = await loadLedger(host, { state: undefined });
  await ledger.record([{ pkg: { ...pkg, origin }, policyId }]);
  expect(ledger.isVetted({ ...pkg, origin }, policyId)).toBe(expected);
  expect(ledger.isVetted(pkg, policyId)).toBe(expected);
});

test('that the registry served these bytes says nothing of the same bytes from elsewhere', async () => {
  const ledger = await loadLedger(host, { state: undefined });
  await ledger.record([{ pkg, policyId }]);
  const url = 'https://stranger.example/x.tgz';
  const remote = { kind: 'remote', url, host: 'stranger.example' } as const;
  expect(ledger.isVetted({ ...pkg, origin: remote }, policyId)).toBe(false);
  expect(ledger.isVetted({ ...pkg, origin: { kind: 'file', path: '/x.tgz' } }, policyId)).toBe(false);
});

test('no password of a registry is kept', async () => {
  await using folder = tempFolder();
  const ledger = await loadLedger(host, { state: folder.path });
  const origin = { kind: 'registry', registry: 'https://me:hunter2@registry.example/' } as const;
  await ledger.record([{ pkg: { ...pkg, origin }, policyId }]);
  expect(readFileSync(join(folder.path, 'ledger.jsonl'), 'utf8')).not.toContain('hunter2');
  expect(ledger.isVetted(pkg, policyId)).toBe(true);
});

test.each<[string | undefined, boolean]>([
  [undefined, false],
  ['sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', false],
  ['sha512-short==', false],
  [`${sha512('a')} ${sha512('b')}`, false],
  [`sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= ${sha512('a')}`, true],
  [`${sha512('a')}?option`, true],
])('integrity %s binds the bytes: %s', async (integrity, expected) => {
  const ledger = await loadLedger(host, { state: undefined });
  await ledger.record([{ pkg, policyId }]);
  expect(ledger.isVetted({ ...pkg, integrity }, policyId)).toBe(expected);
});

test('damaged lines are counted, told, and spoil no other', async () => {
  await using folder = tempFolder();
  const path = join(folder.path, 'ledger.jsonl');
  const good = encodeEntry(
    { registry, name: 'pkg', version: '1.0.0', integrity: sha512('a'), policy: policyId },
    'x',
  );
  writeFileSync(path, `not json\n{"v":2}\n\n${good}\n{"v":1,"name":"cut o`);
  const ledger = await loadLedger(host, { state: folder.path });
  // The last line has no end: perhaps another npq is still writing it.
  expect([ledger.corruptLines, ledger.isVetted(pkg, policyId)]).toEqual([2, true]);
  expect(ledger.notes).toEqual([`2 damaged lines of ${path} vouch for nothing.`]);

  await ledger.record([{ pkg: { ...pkg, name: 'next' }, policyId }]);
  const again = await loadLedger(host, { state: folder.path });
  expect([again.corruptLines, again.isVetted({ ...pkg, name: 'next' }, policyId)]).toEqual([3, true]);
});

test('a line in another order or with escapes is read all the same', async () => {
  await using folder = tempFolder();
  const rest = { integrity: sha512('a'), version: '1.0.0', name: 'pkg', registry, v: 1 };
  const entry = { at: 'x', policy: policyId, ...rest };
  appendFileSync(join(folder.path, 'ledger.jsonl'), `${JSON.stringify(entry).replace('pkg', '\\u0070kg')}\n`);
  expect((await loadLedger(host, { state: folder.path })).isVetted(pkg, policyId)).toBe(true);
});

test('without a home, or where nothing can be written, it remembers for this run and says so', async () => {
  await using folder = tempFolder();
  writeFileSync(join(folder.path, 'file'), '');
  for (const state of [undefined, join(folder.path, 'file', 'state')]) {
    const ledger = await loadLedger(host, { state });
    await ledger.record([{ pkg, policyId }]);
    expect([ledger.isVetted(pkg, policyId), ledger.notes.length]).toEqual([true, 1]);
  }
});

test('a ledger that cannot be read vouches for nothing and says so', async () => {
  await using folder = tempFolder();
  mkdirSync(join(folder.path, 'ledger.jsonl'));
  const ledger = await loadLedger(host, { state: folder.path });
  expect(ledger.isVetted(pkg, policyId)).toBe(false);
  expect(ledger.notes.join()).toMatch(/could not be read \(EISDIR\)/);
  chmodSync(folder.path, 0o700);
});

test('100,000 lines are read in the blink of an eye', async () => {
  await using folder = tempFolder();
  const lines = Array.from({ length: 100_000 }, (_, n) =>
    encodeEntry(
      { registry, name: `package-${n}`, version: '1.0.0', integrity: sha512('a'), policy: policyId },
      clock.now().toISOString(),
    ),
  );
  writeFileSync(join(folder.path, 'ledger.jsonl'), `${lines.join('\n')}\n`);
  const timed = async (work: () => unknown) => {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const parsing = await timed(() => lines.forEach((line) => void JSON.parse(JSON.stringify(line))));
  const reading = await timed(async () => {
    const ledger = await loadLedger(host, { state: folder.path });
    expect(ledger.isVetted({ ...pkg, name: 'package-99999' }, policyId)).toBe(true);
  });
  // Held against something that this machine does as well, however busy it is.
  expect(reading).toBeLessThan(5 * parsing);
});

test('any entry survives its line, and any text is an entry or none', () => {
  const text = fc.string({ minLength: 1, unit: 'binary' });
  const integrity = fc.constant(sha512('a'));
  const entry = fc.record({ registry: text, name: text, version: text, policy: text, integrity });
  fc.assert(
    fc.property(entry, text, (one, at) => {
      const line = encodeEntry(one, at);
      expect(line).not.toContain('\n');
      expect(decodeEntry(line)).toBe(entryKey(one));
    }),
  );
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void decodeEntry(line)));
});
