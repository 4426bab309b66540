import { describe, expect, it } from 'vitest';
import { sourceFiles } from './sources.ts';

const effects = [
  /\bprocess\.(?!version\b)/,
  /\bconsole\./,
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bglobalThis\.fetch\b|(?<![.\w])fetch\(/,
  /from 'node:(fs|fs\/promises|child_process|http|https|net|tls|dns|worker_threads)'/,
  /\bMath\.random\(/,
];

/** Comments and type-only imports have no effect, nor have the names of things in texts. */
function code(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/[^\n]*/g, '$1')
    .replace(/import type [^;]*;/g, '')
    .replace(/(?<!from )'[^'\n]*'/g, "''");
}

describe('effects', () => {
  it('are in src/host alone', () => {
    const found = sourceFiles('src')
      .filter((file) => !file.path.startsWith('src/host/'))
      // A list of other people's names, some of which look like code.
      .filter((file) => file.path !== 'src/names/popular-names.ts')
      .flatMap((file) =>
        code(file.text)
          .split('\n')
          .filter((line) => effects.some((effect) => effect.test(line)))
          .map((line) => `${file.path}: ${line.trim()}`),
      )
      // npm's own fetch, which npm's options steer, is the registry's way out.
      .filter((line) => !/registryFetch|import fetch from 'npm-registry-fetch'|await fetch\(/.test(line));
    expect(found).toEqual([]);
  });

  it('would be seen', () => {
    expect(effects.some((effect) => effect.test('const at = new Date();'))).toBe(true);
    expect(effects.some((effect) => effect.test('  await fetch(url)'))).toBe(true);
    expect(effects.some((effect) => effect.test(code(`f('a', process.env['b'])`)))).toBe(true);
    expect(effects.some((effect) => effect.test(code(`import { c } from 'node:fs';`)))).toBe(true);
    expect(effects.some((effect) => effect.test(code(`f('process.env')`)))).toBe(false);
    expect(effects.some((effect) => effect.test('const at = new Date(iso);'))).toBe(false);
  });
});
