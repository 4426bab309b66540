import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorCodes, NpqError } from '../../src/errors.ts';
import { reasons } from '../../src/model/fact.ts';
import type { Origin } from '../../src/model/plan.ts';
import type { Report } from '../../src/model/report.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderJsonError } from '../../src/report/json-error.ts';
import { finding, pkg, report, ruled, unknown } from './reports.ts';
import { hostileText, scenarios } from './scenarios.ts';

const schemaText = readFileSync(new URL('../../schema/report-v1.schema.json', import.meta.url), 'utf8');
const isValid = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
  JSON.parse(schemaText),
);

function problems(document: unknown): unknown {
  return isValid(document) ? [] : isValid.errors;
}

function documentOf(held: Report): Record<string, unknown> {
  return JSON.parse(renderJson(held));
}

const origins: readonly Origin[] = [
  { kind: 'registry', registry: 'https://registry.example/' },
  { kind: 'git', spec: 'github:ada/pad', host: 'git.example' },
  { kind: 'git', spec: 'github:ada/pad', host: 'git.example', commit: 'abc' },
  { kind: 'remote', url: 'https://host.example/x.tgz', host: 'host.example' },
  { kind: 'file', path: 'x.tgz' },
  { kind: 'directory', path: '../x' },
  { kind: 'workspace', path: 'packages/x' },
  { kind: 'bundled', by: 'a@1.0.0' },
];

const express = pkg('express@5.3.0');

/** Every kind of everything that the types allow, so that types and schema cannot part unnoticed. */
const everyKind = report({
  packages: origins.map((origin, at) => ({ ...pkg(`p${at}@1.0.0`), origin })),
  kind: 'incomplete',
  findings: (['allow', 'note', 'ask', 'block'] as const).map((action) => ({
    ...ruled(action, finding('deprecated', express)),
    finding: { ...finding('deprecated', express), subject: { kind: 'plan' } },
  })),
  unknowns: reasons.map((reason) => unknown('content', express, 'incomplete', { reason })),
});

describe('the JSON report', () => {
  it.each(Object.keys(scenarios))('%s follows its schema', (name) => {
    const held = scenarios[name];
    expect(held && problems(documentOf(held))).toEqual([]);
  });

  it('follows its schema with every kind of origin, reason, action and ending', () => {
    expect(problems(documentOf(everyKind))).toEqual([]);
    const ran = { kind: 'ran', npmExitCode: 1, differences: ['x'], compared: 0 } as const;
    const endings: Report['install'][] = [
      { kind: 'not-run', why: 'declined' },
      ran,
      { ...ran, matches: false, notes: ['x'] },
      {
        ...ran,
        nested: [
          { name: 'x', version: '1.0.0', verdict: 'pass' },
          { name: 'y', version: '1.0.0', verdict: 'incomplete', why: 'x' },
        ],
        refused: [{ path: '/y', status: 403, why: 'x' }],
      },
    ];
    for (const install of endings) {
      expect(problems(documentOf({ ...everyKind, ...(install ? { install } : {}), exitCode: 24 }))).toEqual(
        [],
      );
    }
  });

  it('is frozen: what stood in version 1 stands there for good', async () => {
    for (const name of ['mixed', 'git-not-looked-at', 'installed', 'with-waivers'] as const) {
      const held = scenarios[name];
      if (!held) throw new Error(`no scenario is called ${name}`);
      const few = { ...held, plan: { ...held.plan, packages: held.plan.packages.slice(0, 3) } };
      await expect(renderJson(few)).toMatchFileSnapshot(`snapshots/${name}.json.txt`);
    }
  });

  it('does not depend on the order in which things were found', () => {
    const { plan, verdict, ...rest } = everyKind;
    const reversed: Report = {
      ...rest,
      plan: { ...plan, packages: plan.packages.toReversed() },
      verdict: { ...verdict, findings: verdict.findings.toReversed() },
    };
    expect(renderJson(reversed)).toBe(renderJson(everyKind));
  });

  it('carries foreign text whole, and prints none of it raw', () => {
    const text = renderJson(report({ packages: [], more: { notes: [hostileText] } }));
    expect(JSON.parse(text).notes).toEqual([hostileText]);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });

  it('keeps the passwords of addresses to itself, keys included, and still refers to the same package', () => {
    const url = 'https://ada:hunter2@host.example/x.tgz';
    const secret = {
      ...pkg('a@1.0.0'),
      key: `a@${url}`,
      origin: { kind: 'remote', url, host: 'host.example' },
    } as const;
    const held = report({
      packages: [secret],
      kind: 'ask',
      findings: [ruled('ask', finding('exotic-source', secret, { data: { url } }))],
    });
    expect(renderJson(held)).not.toContain('hunter2');
    const document = JSON.parse(renderJson(held));
    expect(document.findings[0].subject.package).toBe(document.plan.packages[0].key);
  });
});

describe('the JSON document of an error', () => {
  const example = (code: ErrorCode) => new NpqError(code, { message: 'Expected a, found b.', hint: 'Do c.' });

  it.each(errorCodes)('%s follows the schema', (code) => {
    const document = JSON.parse(renderJsonError(example(code), '1.2.3', 78));
    expect(problems(document)).toEqual([]);
    expect(document.error).toEqual({ code, message: 'Expected a, found b.', hint: 'Do c.' });
  });

  it('calls a bug a bug', () => {
    const document = JSON.parse(renderJsonError(new TypeError('x is not a function'), '1.2.3', 70));
    expect(problems(document)).toEqual([]);
    expect(document).toMatchObject({ error: { code: 'bug', message: 'x is not a function' }, exitCode: 70 });
  });

  it('is frozen', () => {
    expect(renderJsonError(example('usage'), '1.2.3', 64)).toMatchInlineSnapshot(`
      "{
        "schemaVersion": 1,
        "npqVersion": "1.2.3",
        "error": {
          "code": "usage",
          "message": "Expected a, found b.",
          "hint": "Do c."
        },
        "exitCode": 64
      }
      "
    `);
  });

  it('prints nothing raw and no password', () => {
    const error = new NpqError('resolve-failed', {
      message: hostileText,
      hint: 'https://ada:hunter2@a.example/',
    });
    const text = renderJsonError(error, '1.2.3', 1);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(text).not.toContain('hunter2');
  });

  it('has every code that there is in its schema, and no other', () => {
    const { code } = JSON.parse(schemaText).$defs.error.properties.error.properties;
    expect(code.enum).toEqual([...errorCodes, 'bug']);
  });

  it('is never taken for a report, nor half of each', () => {
    const document = JSON.parse(renderJsonError(example('usage'), '1.2.3', 64));
    expect(problems({ ...documentOf(everyKind), ...document })).not.toEqual([]);
    expect(problems({ ...document, exitCode: 0 })).not.toEqual([]);
    for (const key of Object.keys(document)) {
      const { [key]: _left, ...rest } = document;
      expect(problems(rest), key).not.toEqual([]);
    }
  });
});

describe('the schema of the report', () => {
  const valid = documentOf(everyKind);

  it('refuses what it does not know', () => {
    expect(problems({ ...valid, surprise: 1 })).not.toEqual([]);
    expect(problems({ ...valid, plan: { ...(valid['plan'] as object), surprise: 1 } })).not.toEqual([]);
    expect(problems({ ...valid, coverage: { ...(valid['coverage'] as object), surprise: 1 } })).not.toEqual(
      [],
    );
  });

  it('refuses a report that lacks something', () => {
    for (const key of Object.keys(valid)) {
      const { [key]: _left, ...rest } = valid;
      expect(problems(rest), key).not.toEqual([]);
    }
  });

  it('knows every reason that there is, and no other', () => {
    expect(JSON.parse(schemaText).$defs.reason.enum).toEqual(reasons);
  });

  it('refuses another version', () => {
    expect(problems({ ...valid, schemaVersion: 2 })).not.toEqual([]);
  });
});
