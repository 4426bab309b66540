import { describe, expect, it } from 'vitest';
import type { ForeignFile } from '../../../src/plan/foreign/detect.ts';
import { foreignEntries } from '../../../src/plan/foreign/entries.ts';
import { fixture } from './given.ts';

const lockfiles: readonly (readonly [string, ForeignFile])[] = [
  ['yarn-1', 'yarn.lock'],
  ['yarn-4.18.1', 'yarn.lock'],
  ['pnpm-6.35.1', 'pnpm-lock.yaml'],
  ['pnpm-12.21.0', 'pnpm-lock.yaml'],
  ['bun-1.4.5', 'bun.lock'],
];

describe.each(lockfiles)('the entries of %s', (name, file) => {
  const text = fixture(name).get(file) ?? '';

  it('are the same where the text is', async () => {
    expect(await foreignEntries(file, text)).toEqual(await foreignEntries(file, text));
  });

  it('differ in the one place where other bytes are promised', async () => {
    const [, hash = ''] = /.*isarray.*?((?:sha512-|10c0\/)[A-Za-z0-9+/=]+)/s.exec(text) ?? [];
    const [before, after] = await Promise.all([
      foreignEntries(file, text),
      foreignEntries(file, text.replace(hash, `${hash.slice(0, 8)}AAAA${hash.slice(12)}`)),
    ]);
    const changed = [...after].filter(([place, entry]) => before.get(place)?.text !== entry.text);
    expect(changed.map(([, entry]) => entry.name)).toEqual(['isarray']);
  });
});

it('an entry says what it asks of others than a registry', async () => {
  const text = fixture('yarn-4.18.1').get('yarn.lock') ?? '';
  const entries = await foreignEntries('yarn.lock', text);
  expect(entries.get('app@workspace:.')?.exotic).toContain('remote https://tarballs.example/mini.tgz');
  expect(entries.get('is-even@npm:^1.0.0')?.exotic).toEqual([]);
});
