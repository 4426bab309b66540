import { expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { loosens } from '../../src/checks/stricter.ts';

const check = (id: string) => {
  const found = checks.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
};

it('a number in the direction that the check names loosens nothing', () => {
  const fresh = check('fresh-release');
  expect(loosens(fresh, 'minAgeHours', 24, 25)).toBe(false);
  expect(loosens(fresh, 'minAgeHours', 24, 24)).toBe(false);
  expect(loosens(fresh, 'minAgeHours', 24, 23)).toBe(true);
});

it('a list that has all that it had loosens nothing', () => {
  const demands = check('provenance-mismatch');
  const [one, other] = [{ packages: 'a', minLevel: 2 }, { packages: 'b' }];
  expect(loosens(demands, 'demands', [one], [other, { minLevel: 2, packages: 'a' }])).toBe(false);
  expect(loosens(demands, 'demands', [one], [{ ...one, minLevel: 1 }])).toBe(true);
  expect(loosens(demands, 'demands', [one, other], [one])).toBe(true);
});

it('any change loosens where the check does not tell', () => {
  const { stricter: _told, ...silent } = check('fresh-release');
  expect(loosens(silent, 'minAgeHours', 24, 25)).toBe(true);
  expect(loosens(silent, 'minAgeHours', 24, 24)).toBe(false);
  expect(loosens(check('fresh-release'), 'constructor', 1, 2)).toBe(true);
});

it('every option that there is tells its direction', () => {
  const silent = checks.flatMap(({ id, options, stricter = {} }) =>
    Object.keys(options.entries).flatMap((option) => (option in stricter ? [] : [`${id}.${option}`])),
  );
  expect(silent).toEqual([]);
});
