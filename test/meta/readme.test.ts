import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checksTable } from '../../src/checks/explain.ts';
import { exitCodesTable } from '../../src/cli/exit-codes.ts';
import { presetsTable } from '../../src/verdict/presets.ts';
import { projectRoot } from './sources.ts';

const readme = join(projectRoot, 'README.md');

const blocks: Record<string, () => string> = {
  checks: checksTable,
  'exit-codes': exitCodesTable,
  presets: presetsTable,
};

function withBlock(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- generated: ${name} -->\\n)[\\s\\S]*?(<!-- /generated -->)`);
  if (!pattern.test(text)) throw new Error(`README.md has no block "${name}"`);
  return text.replace(pattern, (_all, open: string, close: string) => `${open}\n${content}\n\n${close}`);
}

describe('README.md', () => {
  it.each(Object.keys(blocks))('has a fresh block: %s', (name) => {
    const before = readFileSync(readme, 'utf8');
    const after = withBlock(before, name, blocks[name]?.() ?? '');
    if (process.env['UPDATE']) writeFileSync(readme, after);
    else expect(before).toBe(after);
  });

  it('has no placeholder left', () => {
    expect(readFileSync(readme, 'utf8')).not.toContain('@@');
  });
});
