import { expect, it } from 'vitest';
import { entryLines } from '../../src/stages/entry-lines.ts';
import { pathKey } from '../../src/stages/json-lines.ts';
import { fixture, fixtureNames, planOf } from '../plan/foreign/given.ts';

it.each(fixtureNames)('every entry of a registry has its line in the lockfile of %s', async (name) => {
  const texts = fixture(name);
  const plan = await planOf(texts);
  const text = texts.get(plan.lockfile?.file ?? '') ?? '';
  const found = plan.packages
    .filter(({ origin }) => origin.kind === 'registry')
    .flatMap((pkg) => pkg.entries.map(({ place }) => ({ pkg, place })));
  const lines = entryLines(
    text,
    found.map(({ place }) => [place]),
  );
  for (const { pkg, place } of found) {
    const line = text.split('\n')[(lines.get(pathKey([place])) ?? 0) - 1];
    expect(line, place).toContain(`${pkg.name}`);
    expect(line, place).not.toMatch(/specifier|version:/);
  }
});

it('takes the entry, and not a dependency of the same name', () => {
  const text =
    '{\n  "workspaces": { "": {\n    "a": "^1",\n  } },\n  "packages": {\n    "a": ["a@1.0.0", ""],\n  }\n}\n';
  expect([...entryLines(text, [['a']]).values()]).toEqual([6]);
});
