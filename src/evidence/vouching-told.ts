import { asObject, type Foreign, own } from '../content/foreign.ts';
import { type Fact, known, unknown } from '../model/fact.ts';
import { attestedSentinel, sentinels } from './sentinels.ts';
import { unknownFrom } from './trouble.ts';
import { decodeSignatures, isAttested } from './vouched.ts';

const id = 'registry-profile';
type Load = (name: string) => Promise<unknown>;

/**
 * A mirror that leaves out signatures and attestations serves documents that look like those of packages that
 * never had any. Whether this registry passes them on shows in versions that have had them for years.
 */
export function holdAgainstSigned(registry: string, load: Load, now: () => Date): Promise<Fact<true>> {
  const told = (dist: Foreign) => decodeSignatures(dist).length > 0;
  return hold(sentinels[0], told, `${registry} passes on no signatures`, { registry, load, now });
}

export function holdAgainstAttested(registry: string, load: Load, now: () => Date): Promise<Fact<true>> {
  const detail = `${registry} does not tell which versions have attestations`;
  return hold(attestedSentinel, isAttested, detail, { registry, load, now });
}

async function hold(
  { name, version }: { readonly name: string; readonly version: string },
  told: (dist: Foreign) => boolean,
  otherwise: string,
  { registry, load, now }: { readonly registry: string; readonly load: Load; readonly now: () => Date },
): Promise<Fact<true>> {
  let document: unknown;
  try {
    document = await load(name);
  } catch (error) {
    const trouble = unknownFrom(error, id);
    if (trouble.reason !== 'not-found') return trouble;
    return unknown('not-offered', id, `${registry} has no ${name}, by which its silence could be judged`);
  }
  const versions = asObject(own(asObject(document) ?? {}, 'versions')) ?? {};
  const dist = asObject(own(asObject(own(versions, version)) ?? {}, 'dist')) ?? {};
  return told(dist) ? known(true, id, now()) : unknown('not-offered', id, otherwise);
}
