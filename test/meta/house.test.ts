import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot, sourceFiles } from './sources.ts';

const sizeLimit = 250;

describe('the house', () => {
  it('has no file over 250 lines', () => {
    const long = sourceFiles('src')
      .map((file) => ({ path: file.path, lines: file.text.split('\n').length }))
      .filter(({ lines }) => lines > sizeLimit);
    expect(long).toEqual([]);
  });

  it('is careful with its own dependencies', () => {
    const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean; dev?: boolean; devOptional?: boolean }>;
    };
    const withScripts = Object.entries(lock.packages)
      .filter(([place, entry]) => place !== '' && entry.hasInstallScript && !entry.dev && !entry.devOptional)
      .map(([place]) => place);
    expect(withScripts).toEqual([]);
  });

  it('names no registry host', () => {
    const host = ['registry', 'npmjs', 'org'].join('.');
    const naming = [...sourceFiles('src'), ...sourceFiles('test')].filter((file) => file.text.includes(host));
    expect(naming.map((file) => file.path)).toEqual([]);
  });
});
