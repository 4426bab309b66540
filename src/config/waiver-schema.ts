import semver from 'semver';
import * as v from 'valibot';
import { severities } from '../model/finding.ts';
import { boundToOneTarball, type Waiver } from '../model/waiver.ts';
import { strict } from './strict-object.ts';

const dayForm = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const oneSha512 = /^sha512-[A-Za-z0-9+/]{86}==$/;
const packageName = /^(?:@[A-Za-z0-9~_-][A-Za-z0-9._~-]*\/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]*$/;

const oneLine = (most: number) => v.pipe(v.string(), v.regex(/\S/, 'expected words'), v.maxLength(most));

/** One waiver as npq.json holds it; `checks` are the ids that there are. */
export function waiverSchema(checks: readonly string[]) {
  return v.pipe(
    strict(
      {
        package: v.pipe(v.string(), v.maxLength(214), v.regex(packageName, 'expected the name of a package')),
        versions: v.pipe(
          v.string(),
          v.minLength(1),
          v.maxLength(200),
          v.check((text) => semver.validRange(text) !== null, 'expected a version or a range of versions'),
        ),
        check: v.picklist(checks),
        reason: oneLine(1_000),
        by: oneLine(200),
        expires: v.pipe(
          v.string(),
          v.regex(dayForm, 'expected a day as YYYY-MM-DD'),
          v.check(isDay, 'expected a day that the calendar has'),
        ),
        severity: v.picklist(severities),
        integrity: v.exactOptional(
          v.pipe(v.string(), v.regex(oneSha512, 'expected one hash, as "sha512-" and 88 letters')),
        ),
      },
      'key of a waiver',
    ),
    v.check(
      ({ check, versions, integrity }) =>
        !boundToOneTarball.has(check) || (integrity !== undefined && semver.valid(versions) !== null),
      ({ input }) =>
        `expected one exact version and its "integrity": ${input.check} is waived for one tarball alone`,
    ),
  ) satisfies v.GenericSchema<Waiver, Waiver>;
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
