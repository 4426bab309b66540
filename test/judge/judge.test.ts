import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { checksOf, defineStory } from '../../src/judge/define.ts';
import { judge, stories } from '../../src/judge/judge.ts';
import type { Finding, Severity } from '../../src/model/finding.ts';
import { isJudgement } from '../../src/model/judgement.ts';

function aFinding(check: string, key = 'teapot@1.2.3', given: Partial<Finding> = {}): Finding {
  return {
    check,
    subject: { kind: 'package', key },
    severity: 'medium',
    confidence: 'high',
    message: `${check} of ${key}`,
    advice: 'wait',
    facts: [check],
    data: {},
    ...given,
  };
}

const fresh = aFinding('fresh-release', undefined, { message: 'published 3 hours ago' });
const script = aFinding('install-script', undefined, {
  message: 'has an install script',
  excerpt: ['install: x'],
});

describe('fresh-install-hook', () => {
  it('is one high finding that tells the story and takes the place of both', () => {
    expect(judge([fresh, script])).toEqual([
      {
        check: 'fresh-install-hook',
        subject: { kind: 'package', key: 'teapot@1.2.3' },
        severity: 'high',
        confidence: 'medium',
        message: 'published 3 hours ago; and it has an install script',
        advice: 'wait',
        excerpt: ['install: x'],
        data: { 'fresh-release': {}, 'install-script': {} },
        facts: ['fresh-release', 'install-script'],
        absorbs: [fresh, script],
      },
    ]);
  });

  it('needs both on the same package', () => {
    const elsewhere = aFinding('install-script', 'kettle@1.0.0');
    expect(judge([fresh])).toEqual([fresh]);
    expect(judge([script])).toEqual([script]);
    expect(judge([fresh, elsewhere])).toEqual([fresh, elsewhere]);
  });

  it('is not told of a script that will not run', () => {
    const switchedOff = {
      ...script,
      data: { runsNow: false },
      severity: 'info' as const,
      circumstantial: true as const,
    };
    expect(judge([fresh, switchedOff])).toEqual([fresh, switchedOff]);
  });

  it('stands where its first part stood, and leaves the others alone', () => {
    const before = aFinding('exotic-source');
    const between = aFinding('deprecated');
    const [first, second, third, ...others] = judge([before, script, between, fresh]);
    expect([first, second?.check, third, others]).toEqual([before, 'fresh-install-hook', between, []]);
  });
});

describe('hijacked-release', () => {
  const at = (check: string, severity: Severity, given: Partial<Finding> = {}) =>
    aFinding(check, undefined, { severity, ...given });
  const told = (...findings: readonly Finding[]) =>
    judge(findings).map(({ check, severity }) => `${check} ${severity}`);

  it('is critical where a new capability meets doubtful hands', () => {
    for (const hands of ['fresh-release', 'trust-downgrade', 'expired-domain']) {
      const story = told(at('new-capability', 'high'), at(hands, 'medium'));
      expect(story).toEqual(['hijacked-release critical']);
    }
  });

  it('is high where a name alone is doubtful, or nothing is known to be new', () => {
    expect(told(at('new-capability', 'high'), at('typosquat', 'medium'))).toEqual(['hijacked-release high']);
    for (const check of ['suspicious-code', 'hidden-install-hook']) {
      expect(told(at(check, 'high'), at('fresh-release', 'medium'))).toEqual(['hijacked-release high']);
      expect(told(at(check, 'high'), at('trust-downgrade', 'high'))).toEqual(['hijacked-release critical']);
      expect(told(at(check, 'critical'), at('fresh-release', 'medium'))).toEqual([
        'hijacked-release critical',
      ]);
    }
  });

  it('needs both, and both of some weight', () => {
    const low = [at('new-capability', 'medium'), at('trust-downgrade', 'high')];
    expect(judge(low)).toEqual(low);
    const mild = [at('suspicious-code', 'high'), at('typosquat', 'low')];
    expect(judge(mild)).toEqual(mild);
    const alone = [at('suspicious-code', 'high'), at('new-capability', 'high')];
    expect(judge(alone)).toEqual(alone);
  });

  it('is told of two manifests where the release lost what vouched for it', () => {
    const differs = at('manifest-confusion', 'high');
    expect(told(differs, at('trust-downgrade', 'high'))).toEqual(['hijacked-release critical']);
    for (const hands of [at('trust-downgrade', 'medium'), at('fresh-release', 'high')])
      expect(judge([differs, hands])).toEqual([differs, hands]);
    const little = [at('manifest-confusion', 'low'), at('trust-downgrade', 'high')];
    expect(judge(little)).toEqual(little);
    expect(told(at('manifest-confusion', 'low'), at('suspicious-code', 'high'), fresh)).toEqual([
      'hijacked-release high',
    ]);
  });

  it('tells all of it in one, with the lines that show it', () => {
    const code = at('suspicious-code', 'high', {
      ...{
        message: 'runs a.js while it is installed',
        excerpt: ['a.js:1: x', 'install: x'],
        advice: 'Read it.',
      },
      data: { count: 1 },
    });
    const [finding, ...others] = judge([code, fresh, script]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      check: 'hijacked-release',
      message: 'published 3 hours ago; runs a.js while it is installed',
      advice: 'Read it.',
      excerpt: ['a.js:1: x', 'install: x'],
      data: { 'suspicious-code': { count: 1 }, 'fresh-release': {}, 'install-script': {} },
      absorbs: [code, fresh, script],
    });
  });

  it('lets alone a script that will not run', () => {
    const off = { ...script, data: { runsNow: false } };
    expect(told(at('suspicious-code', 'high'), fresh, off)).toEqual([
      'hijacked-release high',
      'install-script medium',
    ]);
  });

  it('leaves a fresh release with a script and nothing else to its own story', () => {
    expect(told(fresh, script)).toEqual(['fresh-install-hook high']);
  });
});

describe('the table', () => {
  it('shares one name space with the checks and tells of existing ones', () => {
    const ids = checks.map(({ id }) => id);
    for (const story of stories) {
      expect(ids).not.toContain(story.id);
      for (const check of checksOf(story)) expect([...ids, 'new-capability']).toContain(check);
    }
  });

  it('makes a judgement circumstantial where a part is', () => {
    const [found] = judge([{ ...fresh, circumstantial: true }, script]);
    expect(found).toMatchObject({ check: 'fresh-install-hook', circumstantial: true });
  });

  it('gives a finding to the earlier of two stories', () => {
    const tell = () => ({ severity: 'high', confidence: 'low', message: '', advice: '', data: {} }) as const;
    const one = defineStory({ id: 'one', title: '', why: '', from: ['a', 'b'], tell });
    const two = defineStory({ id: 'two', title: '', why: '', from: ['b', 'c'], tell });
    const findings = ['a', 'b', 'c'].map((check) => aFinding(check));
    expect(judge(findings, [one, two]).map(({ check }) => check)).toEqual(['one', 'c']);
    expect(judge(findings, [two, one]).map(({ check }) => check)).toEqual(['a', 'two']);
  });
});

describe('judging any findings', () => {
  const anyFinding = fc
    .record({
      check: fc.constantFrom('fresh-release', 'install-script', 'suspicious-code', 'deprecated'),
      key: fc.constantFrom('a@1', 'b@1', '__proto__'),
      severity: fc.constantFrom<Severity>('info', 'low', 'medium', 'high', 'critical'),
    })
    .map(({ check, key, severity }) => aFinding(check, key, { severity }));

  it('loses none and counts none twice', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), (findings) => {
        const told = judge(findings).flatMap((found) => (isJudgement(found) ? found.absorbs : [found]));
        expect(told.length).toBe(findings.length);
        expect(new Set(told)).toEqual(new Set(findings));
      }),
    );
  });
});

describe('new-install-hook', () => {
  const first = aFinding('install-script', undefined, {
    ...{ severity: 'medium', message: 'has an install script', excerpt: ['install: x'] },
    data: { history: 'new', runsNow: true },
  });
  const news = aFinding('new-capability', undefined, {
    ...{ severity: 'high', message: '1.2.2 → 1.2.3: now runs "x" at install', excerpt: ['install: x', 'a'] },
    data: { rows: [{ id: 'D1', tier: 'high' }] },
  });

  it('is read once, as bad as the worse of the two', () => {
    expect(judge([first, news])).toMatchObject([
      {
        ...{ check: 'new-install-hook', severity: 'high' },
        message: 'has an install script',
        ...{ excerpt: ['install: x'], absorbs: [first, news] },
      },
    ]);
  });

  it('belongs to the story of a fresh one, and is no witness of its own for a hijack', () => {
    expect(judge([fresh, first, news])).toMatchObject([
      { check: 'fresh-install-hook', absorbs: [fresh, first, news] },
    ]);
    const other = { ...news, data: { rows: [{ id: 'D9', tier: 'high' }] } };
    expect(judge([fresh, first, other])).toMatchObject([{ check: 'hijacked-release', severity: 'critical' }]);
    const hands = aFinding('trust-downgrade');
    const more = { ...news, data: { rows: [{ id: 'D1', tier: 'high' }, ...other.data.rows] } };
    expect(judge([hands, first, more])).toMatchObject([{ check: 'hijacked-release', severity: 'critical' }]);
  });

  it('is a hijack where the release lost its provenance, or its domain was there for anybody to take', () => {
    for (const check of ['trust-downgrade', 'expired-domain']) {
      const lost = aFinding(check, undefined, { severity: 'medium' });
      const story = [{ check: 'hijacked-release', severity: 'critical', absorbs: [lost, first, news] }];
      expect(judge([lost, first, news])).toMatchObject(story);
      const little = { ...lost, severity: 'low' as const };
      expect(judge([little, first, news]).map((one) => one.check)).toEqual([check, 'new-install-hook']);
    }
    const typo = aFinding('typosquat', undefined, { severity: 'high' });
    expect(judge([typo, first, news]).map((one) => one.check)).toEqual(['typosquat', 'new-install-hook']);
  });

  it('does not make milder what something else speaks against as well', () => {
    const witnessed = { ...news, severity: 'critical' as const };
    expect(judge([fresh, first, witnessed])).toMatchObject([
      { check: 'hijacked-release', severity: 'critical', absorbs: [fresh, first, witnessed] },
    ]);
    expect(judge([first, witnessed])).toEqual([first, witnessed]);
  });

  it('is not told where the script was there before, does not run, or is not what is new', () => {
    const known = { ...first, data: { ...first.data, history: 'changed-file' } };
    const kept = { ...first, data: { ...first.data, runsNow: false } };
    const other = { ...news, data: { rows: [{ id: 'D9' }] } };
    expect(judge([known, news])).toEqual([known, news]);
    expect(judge([kept, news])).toEqual([kept, news]);
    expect(judge([first, other])).toEqual([first, other]);
  });
});
