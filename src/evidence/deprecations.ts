import { asObject, own } from '../content/foreign.ts';
import { type Fact, known, unknown } from '../model/fact.ts';
import { deprecatedSentinel } from './sentinels.ts';
import { unknownFrom } from './trouble.ts';

const id = 'registry-profile';

/**
 * A mirror that leaves out deprecations serves documents that look like those of sound packages. Whether this
 * one passes them on shows in a package that has been deprecated for years.
 */
export async function holdAgainstDeprecated(
  registry: string,
  load: (name: string) => Promise<unknown>,
  now: () => Date,
): Promise<Fact<true>> {
  const { name, version } = deprecatedSentinel;
  let document: unknown;
  try {
    document = await load(name);
  } catch (error) {
    const trouble = unknownFrom(error, id);
    if (trouble.reason !== 'not-found') return trouble;
    return unknown('not-offered', id, `${registry} has no package that is known to be deprecated`);
  }
  const versions = asObject(own(asObject(document) ?? {}, 'versions')) ?? {};
  const message = own(asObject(own(versions, version)) ?? {}, 'deprecated');
  if (typeof message === 'string' && message !== '') return known(true, id, now());
  return unknown('not-offered', id, `${registry} does not pass on which versions are deprecated`);
}
