import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import type { Severity } from '../../src/model/finding.ts';
import type { VerdictKind } from '../../src/model/verdict.ts';
import { decide, withoutIncomplete } from '../../src/verdict/decide.ts';
import { findPreset, presets } from '../../src/verdict/presets.ts';
import { aFinding, anUnknown, anyFinding, anyUnknown } from './given.ts';

const balanced = findPreset('balanced');
const ci = findPreset('ci');
const strict = findPreset('strict');
const reportOnly = findPreset('report-only');

const order: readonly VerdictKind[] = ['pass', 'ask', 'incomplete', 'block'];
const rank = (kind: VerdictKind) => order.indexOf(kind);

describe('balanced', () => {
  it.each<[Severity, string, VerdictKind]>([
    ['critical', 'block', 'block'],
    ['high', 'ask', 'ask'],
    ['medium', 'ask', 'ask'],
    ['low', 'note', 'pass'],
    ['info', 'allow', 'pass'],
  ])('meets %s with %s', (severity, action, kind) => {
    const verdict = decide([aFinding({ severity })], [], balanced);
    expect(verdict.kind).toBe(kind);
    expect(verdict.findings[0]).toMatchObject({ action, rule: `preset balanced: severity ${severity}` });
  });

  it('passes nothing at all', () => {
    expect(decide([], [], balanced)).toEqual({ kind: 'pass', findings: [], unknowns: [] });
  });

  it('takes a severity that it does not know for the worst', () => {
    for (const severity of ['disastrous', '__proto__', 'constructor']) {
      expect(decide([aFinding({ severity: severity as Severity })], [], balanced).kind).toBe('block');
    }
  });
});

describe('a known hole', () => {
  const hole = (severity: Severity, more: object = {}) =>
    aFinding({ check: 'known-vulnerability', severity, data: { severity }, ...more });

  it.each<[Severity, string]>([
    ['critical', 'ask'],
    ['high', 'ask'],
    ['medium', 'note'],
    ['low', 'note'],
  ])('that is %s is met with %s: it is no attack', (severity, action) => {
    expect(decide([hole(severity)], [], balanced).findings[0]?.action).toBe(action);
    expect(decide([hole(severity)], [], ci).findings[0]?.action).toBe(action);
  });

  it('is asked about once in the same words, and again in others', () => {
    const agreed = (text: string) => text === 'GHSA-1 high';
    const ruled = (agreement: string) =>
      decide([hole('high', { agreement })], [], balanced, new Set(), agreed).findings[0];
    expect(ruled('GHSA-1 high')).toMatchObject({
      action: 'note',
      rule: expect.stringMatching(/^you agreed to it before; else preset balanced/),
    });
    expect(ruled('GHSA-1 critical')?.action).toBe('ask');
  });

  it('that is blocked stays so, whatever was agreed to', () => {
    const worst = hole('critical', { agreement: 'yes' });
    expect(decide([worst], [], strict, new Set(), () => true).kind).toBe('block');
  });
});

describe('what remains without what could not be found out', () => {
  const missing = anUnknown('offline', { essential: true });

  it('is what the findings alone come to', () => {
    const onlyMissing = decide([], [missing], balanced);
    expect([onlyMissing.kind, withoutIncomplete(onlyMissing)]).toEqual(['incomplete', 'pass']);
    const more = decide([aFinding({ severity: 'high' })], [missing], balanced);
    expect([more.kind, withoutIncomplete(more)]).toEqual(['incomplete', 'ask']);
    const worse = decide([aFinding({ severity: 'critical' })], [missing], balanced);
    expect(withoutIncomplete(worse)).toBe('block');
  });
});

describe('what could not be found out', () => {
  const verdictOn = (...unknowns: Parameters<typeof decide>[1]) => decide([], unknowns, balanced);

  it('in an essential check, for reasons of the environment, is incomplete', () => {
    expect(verdictOn(anUnknown('offline', { essential: true }))).toMatchObject({
      kind: 'incomplete',
      unknowns: [{ action: 'incomplete', rule: 'preset balanced: an essential check could not be done' }],
    });
  });

  it('in another check is a note', () => {
    expect(verdictOn(anUnknown('offline'))).toMatchObject({ kind: 'pass', unknowns: [{ action: 'note' }] });
  });

  it('because of the package itself is a question, whatever the check', () => {
    expect(verdictOn(anUnknown('too-large')).kind).toBe('ask');
    expect(verdictOn(anUnknown('malformed', { essential: true })).kind).toBe('ask');
    expect(verdictOn(anUnknown('promised-but-missing')).kind).toBe('ask');
  });

  it('for want of a permit asks for the permit', () => {
    expect(verdictOn(anUnknown('not-permitted', { essential: true })).unknowns[0]).toMatchObject({
      action: 'ask',
      rule: 'preset balanced: a contact that nobody permitted yet',
    });
  });

  it('because the bytes are not the promised ones is no question', () => {
    expect(verdictOn(anUnknown('integrity-mismatch', { essential: true })).kind).toBe('block');
  });

  it('stands above a question and below a block', () => {
    const outage = anUnknown('timeout', { essential: true });
    expect(decide([aFinding()], [outage], balanced).kind).toBe('incomplete');
    expect(decide([aFinding({ severity: 'critical' })], [outage], balanced).kind).toBe('block');
  });
});

describe('the other presets', () => {
  const git = aFinding({ check: 'exotic-source', data: { kind: 'git' } });

  it('ci blocks git and addresses, in words that say so', () => {
    expect(decide([git], [], ci).findings[0]).toMatchObject({
      action: 'block',
      rule: 'preset ci: check exotic-source with kind git or remote',
    });
    const file = { ...git, data: { kind: 'file' }, severity: 'low' as const };
    expect(decide([file], [], ci).kind).toBe('pass');
  });

  it("ci only notes the project's own scripts, and else asks as balanced does", () => {
    expect(decide([aFinding({ check: 'project-script' })], [], ci).kind).toBe('pass');
    expect(decide([aFinding()], [], ci).kind).toBe('ask');
  });

  it('strict blocks high findings and asks about every unknown', () => {
    expect(decide([aFinding({ severity: 'high' })], [], strict).kind).toBe('block');
    expect(decide([aFinding({ severity: 'low' })], [], strict).kind).toBe('ask');
    expect(decide([], [anUnknown('offline')], strict).kind).toBe('ask');
    expect(decide([], [anUnknown('too-large')], strict).kind).toBe('block');
  });

  it('report-only stops nothing, and still rules everything', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), fc.array(anyUnknown), (findings, unknowns) => {
        const verdict = decide(judge(findings), unknowns, reportOnly);
        expect(verdict.kind).toBe('pass');
        const all = [...verdict.findings, ...verdict.unknowns];
        expect(all.every(({ action }) => action === 'note')).toBe(true);
      }),
    );
  });
});

describe('a judgement', () => {
  it('is ruled by what it absorbed where that is stricter', () => {
    const part = aFinding({ check: 'exotic-source', data: { kind: 'git' } });
    const judgement = { ...aFinding({ check: 'some-story', severity: 'low' }), absorbs: [part] };
    expect(decide([judgement], [], ci)).toMatchObject({
      kind: 'block',
      findings: [{ finding: judgement, rule: 'preset ci: check exotic-source with kind git or remote' }],
    });
  });
});

describe.each(presets.map((preset) => [preset.name, preset] as const))('under %s', (_name, preset) => {
  const findings = fc.array(anyFinding, { maxLength: 6 });
  const unknowns = fc.array(anyUnknown, { maxLength: 6 });

  it('every input is ruled exactly once, in order, with its rule', () => {
    fc.assert(
      fc.property(findings, unknowns, (found, unfound) => {
        const verdict = decide(found, unfound, preset);
        expect(verdict.findings.map(({ finding }) => finding)).toEqual(found);
        expect(verdict.unknowns.map(({ unknown }) => unknown)).toEqual(unfound);
        const rules = [...verdict.findings, ...verdict.unknowns].map(({ rule }) => rule);
        expect(rules.every((rule) => rule.startsWith(`preset ${preset.name}: `))).toBe(true);
      }),
    );
  });

  it('another finding or unknown never makes the verdict milder, judged or not', () => {
    fc.assert(
      fc.property(findings, unknowns, anyFinding, anyUnknown, (found, unfound, more, less) => {
        const before = rank(decide(judge(found), unfound, preset).kind);
        expect(rank(decide(judge([...found, more]), unfound, preset).kind)).toBeGreaterThanOrEqual(before);
        expect(rank(decide(judge(found), [...unfound, less], preset).kind)).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('telling a story never makes the verdict milder than its parts', () => {
    fc.assert(
      fc.property(findings, (found) => {
        const apart = rank(decide(found, [], preset).kind);
        expect(rank(decide(judge(found), [], preset).kind)).toBeGreaterThanOrEqual(apart);
      }),
    );
  });
});
