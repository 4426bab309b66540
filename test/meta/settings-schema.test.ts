import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { settingsJsonSchema } from '../tools/settings-schema.ts';
import { projectRoot } from './sources.ts';

const file = join(projectRoot, 'schema', 'npq-v1.schema.json');

it('the JSON Schema of npq.json is that of the checks and options that there are', () => {
  const text = `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`;
  if (process.env['UPDATE']) writeFileSync(file, text);
  else expect(readFileSync(file, 'utf8')).toBe(text);
});
