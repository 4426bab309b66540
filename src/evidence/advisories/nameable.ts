import { shorten } from '../../content/foreign.ts';
import { type Unknown, unknown } from '../../model/fact.ts';
import type { PackageId } from '../../model/package-id.ts';

/** No registry ever took a name or a version with anything else in it. */
const plain = /^[\x21-\x7e]{1,256}$/;

/**
 * Why no database can be asked about this package; undefined where it can. What lies bundled in a tarball calls
 * itself what it likes, and one name that a service refuses would cost all others of the call their answer.
 */
export function unaskable({ name, version }: PackageId, source: string): Unknown | undefined {
  if (plain.test(name) && plain.test(version)) return undefined;
  const id = shorten(JSON.stringify(`${name}@${version}`), 100);
  return unknown('malformed', source, `${id} is no name and version that a database could know`);
}
