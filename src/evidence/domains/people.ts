import { asObject, type Foreign, own, textOf } from '../../content/foreign.ts';
import { isoTime } from '../registry-document.ts';
import { mailHost, siteHost } from './registrable.ts';

/** Somebody with an account at the registry, as it shows them. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Whose addresses decide over a package, and since when it has been published under them. */
export interface People {
  readonly publisher: Person | undefined;
  /** Undefined where the registry does not tell; `too many` are not worth the questions. */
  readonly maintainers: readonly Person[] | 'too many' | undefined;
  /** Host of a mail address to the first time at which a version came out under it; ISO 8601 UTC. */
  readonly seenSince: ReadonlyMap<string, string>;
  readonly homepageHost: string | undefined;
  readonly repositoryHost: string | undefined;
}

/** More than any project has. */
export const maxPeople = 1_000;
const maxAddressLength = 1_000;
const maxUrlLength = 2_048;

/** Reads the registry's document of a package as far as it concerns the people behind one version. */
export function decodePeople(raw: Foreign, version: string): People {
  const versions = asObject(own(raw, 'versions')) ?? {};
  const document = asObject(own(versions, version)) ?? {};
  const maintainers = own(raw, 'maintainers') ?? own(document, 'maintainers');
  return {
    publisher: person(own(document, '_npmUser')),
    maintainers: Array.isArray(maintainers)
      ? maintainers.length > maxPeople
        ? 'too many'
        : people(maintainers)
      : undefined,
    seenSince: sightings(versions, asObject(own(raw, 'time')) ?? {}),
    homepageHost: hostOf(own(document, 'homepage')),
    repositoryHost: hostOf(repositoryUrl(own(document, 'repository'))),
  };
}

function sightings(versions: Foreign, times: Foreign): ReadonlyMap<string, string> {
  const seen = new Map<string, string>();
  for (const [version, value] of Object.entries(versions)) {
    const document = asObject(value) ?? {};
    const at = isoTime(own(times, version));
    if (at === undefined) continue;
    const listed = own(document, 'maintainers');
    const publisher = person(own(document, '_npmUser'));
    for (const { email } of [
      ...(publisher ? [publisher] : []),
      ...(Array.isArray(listed) ? people(listed) : []),
    ]) {
      const host = mailHost(email)?.toLowerCase();
      if (host === undefined) continue;
      const before = seen.get(host);
      if (before === undefined || at < before) seen.set(host, at);
    }
  }
  return seen;
}

function people(list: readonly unknown[]): readonly Person[] {
  return list.slice(0, maxPeople).flatMap((one) => person(one) ?? []);
}

/** `{ name, email }`, or as old documents have it: `name <mail>`. */
function person(value: unknown): Person | undefined {
  const written = textOf(value, maxAddressLength);
  if (written !== undefined) {
    const [, name = '', email] = /^([^<]*)<([^<>]*)>/.exec(written) ?? [];
    return email === undefined ? undefined : { name: name.trim(), email: email.trim() };
  }
  const object = asObject(value) ?? {};
  const email = textOf(own(object, 'email'), maxAddressLength);
  if (email === undefined) return undefined;
  return { name: textOf(own(object, 'name'), maxAddressLength) ?? '', email };
}

function repositoryUrl(value: unknown): unknown {
  const object = asObject(value);
  return object ? own(object, 'url') : value;
}

function hostOf(value: unknown): string | undefined {
  const address = textOf(value, maxUrlLength);
  return address === undefined ? undefined : siteHost(address);
}
