import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NpqError } from '../../src/errors.ts';
import { type TypedWaiver, type Waivable, wantedWaiver } from '../../src/waive/request.ts';

const waivable: Waivable = new Map([
  ['install-script', 'package'],
  ['known-malware', 'package'],
  ['project-script', 'project'],
]);
const now = new Date('2026-11-22T23:30:00.000Z');
const typed: TypedWaiver = {
  ...{ package: 'esbuild@0.25.9', check: 'install-script', reason: 'it unpacks a binary', until: '90d' },
};

function wanted(given: TypedWaiver) {
  return wantedWaiver({ ...typed, ...given }, waivable, now);
}

function refusal(given: TypedWaiver): { readonly message: string; readonly hint: string } {
  try {
    wanted(given);
  } catch (error) {
    if (error instanceof NpqError && error.code === 'usage') return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('npq waive understands', () => {
  it('a package with its version, a check, a reason and a day', () => {
    expect(wanted({})).toEqual({
      ...{ package: 'esbuild', versions: '0.25.9', check: 'install-script' },
      ...{ reason: 'it unpacks a binary', expires: '2027-02-20', by: undefined, severity: undefined },
    });
  });

  it.each([
    ['@acme/kettle@^1.2.0', '@acme/kettle', '^1.2.0'],
    ['kettle@>=1.2.0 <2 || 3.x', 'kettle', '>=1.2.0 <2 || 3.x'],
    ['kettle@*', 'kettle', '*'],
    ['kettle@v1.2.3', 'kettle', '1.2.3'],
    ['kettle@=1.2.3', 'kettle', '1.2.3'],
  ])('%s', (spec, name, versions) => {
    expect(wanted({ package: spec })).toMatchObject({ package: name, versions });
  });

  it.each([
    ['2026-11-22', '2026-11-22'],
    ['2027-11-23', '2027-11-23'],
    ['0d', '2026-11-22'],
    ['366d', '2027-11-23'],
    ['2027-02-28', '2027-02-28'],
  ])('a day that is %s', (until, expires) => {
    expect(wanted({ until }).expires).toBe(expires);
  });

  it('a reason of several lines as one', () => {
    expect(wanted({ reason: ' it only\n compiles\t' }).reason).toBe('it only compiles');
  });

  it('who answers for it, and how grave it may be', () => {
    expect(wanted({ by: 'Ann', severity: 'high' })).toMatchObject({ by: 'Ann', severity: 'high' });
  });
});

describe('npq waive says what to type where there is', () => {
  it.each<[string, TypedWaiver, RegExp, RegExp]>([
    ['nothing', { package: undefined }, /a package with its versions/, /npq waive esbuild@0\.25\.9/],
    ['no version', { package: 'esbuild' }, /versions of esbuild/, /'esbuild@\*'/],
    ['an empty version', { package: 'esbuild@ ' }, /versions of esbuild/, /esbuild@1\.2\.3/],
    ['a tag', { package: 'esbuild@latest' }, /found "latest"/, /'esbuild@\^1\.2\.0'/],
    ['no range', { package: 'esbuild@1.2.3.4' }, /a version of esbuild or a range/, /For example/],
    ['a path', { package: '../evil@1.0.0' }, /the name of a package/, /For example/],
    ['no check', { check: undefined }, /the check whose finding/, /install-script/],
    ['a slip', { check: 'instal-script' }, /Did you mean install-script\?/, /known-malware/],
    ['a check of the project', { check: 'project-script' }, /is about the project/, /at a terminal/],
    ['no reason', { reason: undefined }, /--reason, found none/, /--reason 'it only unpacks/],
    ['a reason without a word', { reason: ' … ' }, /--reason, found none/, /--reason/],
    ['a reason without end', { reason: 'x'.repeat(1001) }, /between 1 and 1000/, /--reason/],
    ['no day', { until: undefined }, /--until, found none/, /--until 90d/],
    ['yesterday', { until: '2026-11-21' }, /a day to come, found 2026-11-21; today is 2026-11-22/, /90d/],
    ['more than a year', { until: '2027-11-24' }, /within a year/, /365d/],
    ['more days than a year has', { until: '367d' }, /within a year/, /365d/],
    ['no day of the calendar', { until: '2027-02-29' }, /a day as YYYY-MM-DD/, /2027-02-20/],
    ['words for a day', { until: 'next week' }, /a day as YYYY-MM-DD/, /2027-02-20/],
    ['a far too far day', { until: '9999d' }, /within a year/, /365d/],
    ['an empty name', { by: '  ' }, /--by to have between 1 and 200/, /--by 'Ann/],
    ['no severity', { severity: 'bad' }, /one of info, low/, /Left out/],
  ])('%s', (_what, given, message, hint) => {
    const refused = refusal(given);
    expect(refused.message).toMatch(message);
    expect(refused.hint).toMatch(hint);
  });
});

it('whatever is typed, npq waive understands it or says that it does not', () => {
  const word = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a@1', '@a/b@*', '30d', undefined));
  const words = fc.record({
    package: word,
    check: word,
    reason: word,
    until: word,
    by: word,
    severity: word,
  });
  fc.assert(
    fc.property(words, (given) => {
      try {
        const { expires, reason } = wantedWaiver(given, waivable, now);
        expect(expires).toMatch(/^\d{4}-\d\d-\d\d$/);
        expect(reason).not.toMatch(/\p{Cc}/u);
      } catch (error) {
        expect(error).toBeInstanceOf(NpqError);
      }
    }),
  );
});
