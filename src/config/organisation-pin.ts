import semver from 'semver';
import * as v from 'valibot';
import { serviceUrl, serviceUrlForm } from './services.ts';
import { strict } from './strict-object.ts';

/** Where an organisation's npq.json comes from, and the hash that it is held to. */
export interface OrganisationPin {
  /** `https://…`, or `npm:<name>@<version>` for a package that has an npq.json at its top. */
  readonly from: string;
  /** Of the bytes behind the address, or of the package's tarball. */
  readonly integrity: string;
}

export const Organisation = strict(
  {
    from: v.pipe(
      v.string(),
      v.check(
        (text) => fileAddress(text) !== undefined || packageOf(text) !== undefined,
        `expected npm:<name>@<exact version>, ${serviceUrlForm()}`,
      ),
    ),
    integrity: v.pipe(
      v.string(),
      v.regex(/^sha512-[A-Za-z0-9+/]{86}==$/, 'expected one hash, as "sha512-" and 88 letters'),
    ),
  },
  'key of organisation',
);

/** `NPQ_ORGANISATION`: `<from>#<integrity>`. */
export function organisationFrom(text: string): OrganisationPin | undefined {
  const at = text.lastIndexOf('#');
  const pin = { from: text.slice(0, at), integrity: text.slice(at + 1) };
  return at > 0 && v.is(Organisation, pin) ? pin : undefined;
}

export function packageOf(from: string): { readonly name: string; readonly version: string } | undefined {
  const [, name, version] = /^npm:((?:@[a-z0-9._~-]+\/)?[a-z0-9._~-]+)@([^@]+)$/i.exec(from) ?? [];
  if (name === undefined || version === undefined || semver.valid(version) !== version) return undefined;
  return { name, version };
}

/** The address of a file, in two: the last slash in it belongs to the first. */
export function fileAddress(from: string): { readonly base: string; readonly path: string } | undefined {
  if (serviceUrl(from) === undefined || from.endsWith('/')) return undefined;
  const { origin, pathname, username, password } = new URL(from);
  if (username !== '' || password !== '') return undefined;
  const end = pathname.lastIndexOf('/') + 1;
  return end === pathname.length
    ? undefined
    : { base: `${origin}${pathname.slice(0, end)}`, path: pathname.slice(end) };
}
