import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/errors.ts';
import { renderSummary, renderSummaryError } from '../../src/report/summary.ts';
import { hostile } from './hostile.ts';
import { reportSaying, scenarios } from './scenarios.ts';

const schema = readFileSync(new URL('../../schema/summary-v1.schema.json', import.meta.url), 'utf8');
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(schema));

function summary(text: string): unknown {
  expect(text.endsWith('\n') && text.indexOf('\n') === text.length - 1).toBe(true);
  const document: unknown = JSON.parse(text);
  expect(isValid(document) ? [] : isValid.errors).toEqual([]);
  return document;
}

describe('the line of a summary', () => {
  it.each(Object.keys(scenarios))('%s follows its schema', (name) => {
    const held = scenarios[name];
    if (held) summary(renderSummary(held, 21));
  });

  it('counts findings by what the policy does about them', () => {
    const held = scenarios['mixed'];
    expect(held && summary(renderSummary(held, 20))).toMatchObject({
      ...{ exitCode: 20, verdict: 'block', error: null, npmExitCode: null },
      counts: { packages: 204, block: 1, ask: 3, note: 1, unknown: 1, incomplete: 0 },
    });
  });

  it.each([...errorCodes, 'bug'])('of the error %s has no verdict', (code) => {
    const told = { exitCode: 78, verdict: null, error: code, counts: null };
    expect(summary(renderSummaryError(code, '1.2.3', 78))).toMatchObject(told);
  });

  it('is one line, whatever strangers wrote', () => {
    fc.assert(fc.property(hostile, (text) => void summary(renderSummary(reportSaying(text), 0))));
  });
});
