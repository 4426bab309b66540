import { describe, expect, it } from 'vitest';
import { checksTable, explainCheck, listChecks } from '../../src/checks/explain.ts';
import { checks } from '../../src/checks/index.ts';

describe('npq explain', () => {
  it('tells what a check is, needs, sends and can be told', () => {
    expect(explainCheck('fresh-release')).toBe(
      [
        'fresh-release: Version was published very recently',
        '',
        'Most malicious versions are found within hours or days; waiting lets somebody else meet them first.',
        '',
        '  looks at  each package of the plan',
        '  needs     publishHistory',
        '  uses      nothing',
        '  unknown   is noted in the report',
        "  leaves    The package's name, to the registry that npm would fetch it from.",
        '  options   minAgeHours = 24. A version younger than this is flagged; exactly this old is old enough. A project may make it larger unasked.',
        '',
      ].join('\n'),
    );
  });

  it('can explain every check', () => {
    for (const { id, title } of checks) expect(explainCheck(id)).toContain(`${id}: ${title}`);
    expect(explainCheck('install-script')).toContain('makes the verdict incomplete');
    expect(explainCheck('deprecated')).toContain('options   none');
  });

  it('lists every check where none is named', () => {
    for (const { id, title } of checks) expect(listChecks()).toMatch(new RegExp(`^  ${id} +${title}$`, 'm'));
  });

  it('helps with a name that is nearly right, and with one that is not', () => {
    expect(() => explainCheck('fresh-relaese')).toThrow(
      expect.objectContaining({ code: 'usage', hint: 'npq explain fresh-release' }),
    );
    expect(() => explainCheck('quality')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('project-script, exotic-source') }),
    );
  });
});

describe('the table of the README', () => {
  it('has a row for each check', () => {
    const lines = checksTable().split('\n');
    expect(lines.slice(0, 2)).toEqual(['| check | flags what | why |', '|---|---|---|']);
    expect(lines.slice(2).map((line) => line.split('`')[1])).toEqual(checks.map(({ id }) => id));
  });

  it('is not torn by a bar', () => {
    const [check] = checks;
    if (check === undefined) throw new Error('there are checks');
    expect(checksTable([{ ...check, title: 'a|b' }])).toContain('a\\|b');
  });
});
