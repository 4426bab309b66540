import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { readLayer } from '../../src/config/settings-layer.ts';
import { projectRoot } from '../meta/sources.ts';
import { schema } from './vocabulary.ts';

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
const shipped = JSON.parse(readFileSync(join(projectRoot, 'schema', 'npq-v1.schema.json'), 'utf8')) as object;
const accepts = new Ajv().compile(shipped);
const examples = [...readme.matchAll(/```json\n(\{\n[^`]*\n\})\n```/g)].map(([, text = '']) =>
  text.replaceAll('sha512-…', `sha512-${'A'.repeat(86)}==`),
);

it('README.md shows some', () => expect(examples.length).toBeGreaterThan(2));

it.each(examples)('%s is an npq.json, for the decoder and for the schema that is shipped', async (text) => {
  await readLayer(schema, { text, file: 'README.md', origin: 'user' });
  expect(accepts(JSON.parse(text)), JSON.stringify(accepts.errors)).toBe(true);
});
