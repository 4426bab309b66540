import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { stories } from '../../src/judge/judge.ts';
import type { Report } from '../../src/model/report.ts';
import type { Waiver } from '../../src/model/waiver.ts';
import { renderSarif, renderSarifError } from '../../src/report/sarif.ts';
import { hostile } from './hostile.ts';
import { finding, many, pkg, report, ruled, unknown } from './reports.ts';
import { reportSaying, scenarios } from './scenarios.ts';

/** The schema of the standard, whose dialect differs from the one that is read here in two names alone. */
const {
  id: _id,
  $schema: _dialect,
  ...schema
} = JSON.parse(
  readFileSync(new URL('../../fixtures/schemas/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8'),
);
const isValid = new Ajv({
  strict: false,
  // One of its patterns has a bracket too many, which the other kind of expression does not forgive.
  unicodeRegExp: false,
  allErrors: true,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) =>
      /^[\w%.~/:?#@!$&'()*+,;=-]*$/.test(text) && !/^[^/]*:(?!\/\/)/.test(text),
    'date-time': (text: string) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text),
  },
}).compile(schema);

const rules = [
  ...checks.map(({ id, title, why, essential }) => ({ id, title, why, essential: essential !== false })),
  ...stories.map(({ id, title, why }) => ({ id, title, why, essential: false })),
];
const frame = { rules, folder: '' };

function sarif(held: Report, folder = '') {
  const document = JSON.parse(renderSarif(held, { rules, folder }));
  expect(isValid(document) ? [] : isValid.errors).toEqual([]);
  return document.runs[0];
}

function scenario(name: string): Report {
  const found = scenarios[name];
  if (!found) throw new Error(`no scenario is called ${name}`);
  return found;
}

const express = pkg('express@5.3.0');
const deprecated = finding('deprecated', express);
const asked = report({ packages: [express], kind: 'ask', findings: [ruled('ask', deprecated)] });

describe('the SARIF log', () => {
  it.each(Object.keys(scenarios))('%s follows the schema of the standard', async (name) => {
    sarif(scenario(name));
    const few = { ...scenario(name), plan: { ...scenario(name).plan, notes: [] } };
    if (name === 'large') return;
    await expect(renderSarif(few, { rules: rules.slice(0, 2), folder: '' })).toMatchFileSnapshot(
      `snapshots/${name}.sarif.txt`,
    );
  });

  it('has every check and every story among its rules, in the words of `npq explain`', () => {
    const { driver } = sarif(asked).tool;
    expect(driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      ...checks.map(({ id }) => id),
      'hijacked-release',
      'fresh-install-hook',
      'new-install-hook',
    ]);
    for (const [at, { title, why }] of checks.entries()) {
      expect(driver.rules[at].shortDescription.text).toBe(title);
      expect(driver.rules[at].fullDescription.text).toBe(why);
    }
    const [result] = sarif(asked).results;
    expect(driver.rules[result.ruleIndex].id).toBe('deprecated');
  });

  it('calls an error what stops a run, and leaves out what policy allows', () => {
    const held = report({
      packages: [express],
      kind: 'block',
      findings: (['note', 'allow', 'ask', 'block'] as const).map((action) => ruled(action, deprecated)),
    });
    const levels = sarif(held).results.map((one: { level: string }) => one.level);
    expect(levels).toEqual(['error', 'error', 'note']);
    expect(sarif(held).properties.allowed).toBe(1);
  });

  it('points at the line, from the root of the repository, whatever the folder is called', () => {
    const locations = new Map([['express@5.3.0', { file: 'package.json', line: 12 }]]);
    const [result] = sarif({ ...asked, locations }, 'my shop/100%/').results;
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'my%20shop/100%25/package.json', uriBaseId: '%SRCROOT%' },
      region: { startLine: 12 },
    });
    expect(sarif(asked, 'shop/').automationDetails.id).toBe('npq/shop/');
  });

  it('knows a result again, wherever its line has moved to and however old it has become', () => {
    const told = (held: Report) => sarif(held).results[0].partialFingerprints;
    const at = (line: number, message: string) => ({
      ...report({ packages: [express], kind: 'ask', findings: [ruled('ask', { ...deprecated, message })] }),
      locations: new Map([['express@5.3.0', { file: 'package.json', line }]]),
    });
    expect(told(at(3, '2 hours old'))).toEqual(told(at(90, '5 hours old')));
    const other = pkg('express@5.3.1');
    const later = report({
      packages: [other],
      kind: 'ask',
      findings: [ruled('ask', finding('deprecated', other))],
    });
    expect(told(later)).not.toEqual(told(asked));
  });

  it('tells of a waiver as a suppression, with who answers for it', () => {
    const waiver: Waiver = {
      ...{ package: 'express', versions: '5.3.0', check: 'deprecated', severity: 'medium' },
      ...{ reason: 'We move in May', by: 'Ada <ada@shop.example>', expires: '2027-05-01' },
    };
    const by = { waiver, at: { origin: 'user', file: 'npq.json', line: 3 }, counts: true } as const;
    const held = report({
      packages: [express],
      findings: [{ ...ruled('allow', deprecated), waived: { by, without: 'ask' } }],
      more: { waivers: [{ placed: { ...by, counts: false }, state: 'not-agreed' }] },
    });
    const { results, invocations } = sarif(held);
    expect(results[0].suppressions).toEqual([
      {
        kind: 'external',
        status: 'accepted',
        justification: 'We move in May (Ada <ada@shop.example>, until 2027-05-01)',
      },
    ]);
    expect(invocations[0].toolConfigurationNotifications[0].message.text).toContain('does not count');
    expect(sarif(asked).results[0].suppressions).toEqual([]);
  });

  it('says of a package what it keeps from npq, and of the run what the surroundings do', () => {
    const { results, invocations } = sarif(scenario('incomplete'));
    expect(results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
      ['exotic-source', 'error'],
      ['install-script', 'error'],
    ]);
    expect(invocations[0].executionSuccessful).toBe(false);
    const levels = invocations[0].toolExecutionNotifications.map((one: { level: string }) => one.level);
    expect(levels).toEqual(['error', 'note']);
    expect(sarif(scenario('clean')).invocations[0].executionSuccessful).toBe(true);
  });

  it('is not called a success where npm failed or installed something else', () => {
    const ran = { kind: 'ran', npmExitCode: 0, differences: ['x'], compared: 1 } as const;
    for (const install of [
      { ...ran, npmExitCode: 1 },
      { ...ran, matches: false },
    ]) {
      const [invocation] = sarif({ ...asked, install, exitCode: 24 }).invocations;
      expect([invocation.executionSuccessful, invocation.exitCode]).toEqual([false, 24]);
    }
  });

  it('has 5,000 results at most, the worst, and says how many are left out', () => {
    const packages = many(5_600);
    const findings = packages.map((one, at) => ruled(at < 600 ? 'note' : 'ask', finding('deprecated', one)));
    const { results, invocations } = sarif(report({ packages, kind: 'ask', findings }));
    expect(results).toHaveLength(5_000);
    expect(results.every(({ level }: { level: string }) => level === 'error')).toBe(true);
    expect(invocations[0].toolExecutionNotifications[0].message.text).toBe(
      'The 600 mildest results of 5,600 left out.',
    );
  });

  it('of an error has no results and is no success', () => {
    const error = { code: 'config-untrusted', message: 'Expected a, found b.', hint: 'npq trust' };
    const document = JSON.parse(renderSarifError(error, '1.2.3', 78, frame));
    expect(isValid(document) ? [] : isValid.errors).toEqual([]);
    const [{ results, invocations }] = document.runs;
    expect(results).toEqual([]);
    expect(invocations[0]).toMatchObject({
      ...{ executionSuccessful: false, exitCode: 78 },
      toolExecutionNotifications: [{ level: 'error' }],
    });
  });

  it('refuses in this test what the standard refuses', () => {
    const document = JSON.parse(renderSarif(asked, frame));
    expect(isValid({ ...document, surprise: 1 })).toBe(false);
    document.runs[0].results[0].level = 'terrible';
    expect(isValid(document)).toBe(false);
  });
});

/** Every `text` of a message, and every justification. */
function messagesOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) =>
    typeof held === 'string' ? (['text', 'justification'].includes(key) ? [held] : []) : messagesOf(held),
  );
}

describe('what a stranger wrote', () => {
  it('is no link, no placeholder and no result of its own in a SARIF log', () => {
    const usual = sarif(reportSaying('x')).results.length;
    fc.assert(
      fc.property(hostile, (text) => {
        const run = sarif(reportSaying(text), '');
        expect(run.results).toHaveLength(usual);
        for (const message of messagesOf(run)) {
          expect(message).not.toMatch(/\[[^\]]*\]\(/);
          expect(message).not.toMatch(/\{\d+\}/);
          expect(message.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the passwords of addresses to itself', () => {
    const url = 'https://ada:hunter2@host.example/x.tgz';
    const secret = {
      ...pkg('a@1.0.0'),
      key: `a@${url}`,
      origin: { kind: 'remote', url, host: 'host.example' },
    } as const;
    const held = report({
      packages: [secret],
      kind: 'ask',
      findings: [ruled('ask', finding('exotic-source', secret, { message: `Comes from ${url}` }))],
      unknowns: [unknown('install-script', secret, 'ask', { cause: 'subject', detail: url })],
    });
    expect(renderSarif(held, frame)).not.toContain('hunter2');
  });
});
