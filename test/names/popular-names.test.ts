import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmHighImpact, npmTopDownloads } from 'npm-high-impact';
import { expect, it } from 'vitest';
import { wordsOf } from '../../src/names/forms.ts';
import { popularNames } from '../../src/names/popular-names.ts';
import { projectRoot } from '../meta/sources.ts';

const file = join(projectRoot, 'src', 'names', 'popular-names.ts');

function version(): string {
  const manifest = join(projectRoot, 'node_modules', 'npm-high-impact', 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/**
 * Downloads or dependents make a name popular there. Dependents can be made: hundreds of the names were picked
 * from a dictionary and depend on each other for some reward. Such a name has words that no much downloaded
 * package has.
 */
function popular(): readonly string[] {
  const downloaded = new Set(npmTopDownloads);
  const bearers = new Map<string, number>();
  for (const word of npmTopDownloads.flatMap(wordsOf)) bearers.set(word, (bearers.get(word) ?? 0) + 1);
  return npmHighImpact.filter((name) => {
    const words = wordsOf(name);
    if (downloaded.has(name) || name.startsWith('@') || words.length === 1) return true;
    return words.filter((word) => (bearers.get(word) ?? 0) > 1).length / words.length >= 0.66;
  });
}

/** UPDATE=1 writes the list anew, after a new release of npm-high-impact was installed. */
it('the shipped list is the one of npm-high-impact, in its order', () => {
  const names = popular();
  expect(names.filter((name) => !/^[\w@/.~!()*-]+$/.test(name))).toEqual([]);
  const text = [
    `/** From npm-high-impact ${version()}, the most used first. Written by test/names/popular-names.test.ts. */`,
    'export const popularNames =',
    `  '${names.join(' ')}';`,
    '',
  ].join('\n');
  if (process.env['UPDATE']) writeFileSync(file, text);
  else expect(readFileSync(file, 'utf8') === text).toBe(true);
});

it('holds what people use, and not what only spam depends on', () => {
  const names = popularNames.split(' ');
  expect(names.slice(0, 3)).toEqual(npmHighImpact.slice(0, 3));
  expect(names.length).toBeGreaterThan(16_000);
  expect(names).toEqual(expect.arrayContaining(['lodash', '@types/node', 'forever', 'gulp-mocha']));
  expect(names).not.toContain('account-grabbed-answer');
});
