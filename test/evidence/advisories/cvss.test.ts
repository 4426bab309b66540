import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severityOfVector } from '../../../src/evidence/advisories/cvss.ts';
import { ratingOf } from '../../../src/evidence/advisories/rating.ts';

describe('a CVSS vector', () => {
  it.each([
    // Scores of the specification's own examples, and of famous records.
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'critical'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 'critical'],
    ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', 'high'],
    ['CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 'low'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N', 'medium'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 'high'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 'medium'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 'info'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 'critical'],
    ['CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N', 'low'],
  ])('%s is %s', (vector, severity) => {
    expect(severityOfVector(vector)).toBe(severity);
  });

  it('is nothing where a metric is missing, doubled or unheard of', () => {
    for (const vector of [
      'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H',
      'CVSS:3.1/AV:N/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      'CVSS:3.1/AV:constructor/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H',
      'CVSS:2.0/AV:N',
      '',
    ]) {
      expect(severityOfVector(vector)).toBeUndefined();
    }
  });

  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => void severityOfVector(`CVSS:3.1/${text}`)));
  });
});

describe('a rating', () => {
  it("is the database's own word before any vector", () => {
    const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    expect(ratingOf([vector, 'LOW'])).toEqual({ severity: 'low', rated: true });
    expect(ratingOf(['MODERATE'])).toEqual({ severity: 'medium', rated: true });
  });

  it('counts for the worst where nothing can be read', () => {
    expect(ratingOf([])).toEqual({ severity: 'critical', rated: false });
    expect(ratingOf(['harmless', 'CVSS:9.9/X'])).toEqual({ severity: 'critical', rated: false });
  });
});
