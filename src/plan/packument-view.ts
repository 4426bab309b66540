import type { RawPackument } from 'pacote';
import { DocumentError } from './read-packument.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a registry sent is anything: these read the three fields that planning needs, whatever it is. */
export function versionsOf(packument: RawPackument): Fields {
  return fieldsOf(packument['versions']);
}

export function tagsOf(packument: RawPackument): Fields {
  return fieldsOf(packument['dist-tags']);
}

/**
 * The document without versions that call themselves something else than the registry lists them as: the one
 * that is chosen by its name and the one that is installed would not be the same.
 */
export function withoutLiars(packument: RawPackument): RawPackument {
  const versions = versionsOf(packument);
  const honest = (key: string) => fieldsOf(versions[key])['version'] === key;
  const keys = Object.keys(versions);
  if (keys.every(honest)) return packument;
  return {
    ...packument,
    versions: Object.fromEntries(keys.filter(honest).map((key) => [key, versions[key]])),
  };
}

/** Undefined where the registry names no time for this version, or none that is a time. */
export function publishedAt(packument: RawPackument, version: string): Date | undefined {
  const times = fieldsOf(packument['time']);
  const text = Object.hasOwn(times, version) ? times[version] : undefined;
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** The same document with one version, and with one tag where that is what was asked for. */
export function onlyVersion(
  packument: RawPackument,
  version: string,
  tags: Readonly<Record<string, string>>,
): RawPackument {
  const time = fieldsOf(packument['time'])[version];
  return {
    ...packument,
    versions: { [version]: versionsOf(packument)[version] },
    'dist-tags': tags,
    ...(time === undefined ? {} : { time: { [version]: time } }),
  };
}

/** For pacote, which writes into the documents that it reads: checks and gate read them after it. */
export function copyForPacote(packument: RawPackument, version: string): RawPackument {
  return { ...packument, versions: { [version]: copyOf(versionsOf(packument)[version], version) } };
}

function copyOf(document: unknown, version: string): unknown {
  try {
    return structuredClone(document);
  } catch (error) {
    // Cloning goes down by calls; a registry can nest deeper than any stack.
    if (!(error instanceof RangeError)) throw error;
    throw new DocumentError(
      'ENPQMALFORMED',
      `the registry's document of version ${version} is nested too deeply`,
    );
  }
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Addresses that the registry itself names for this package's tarballs. */
export function tarballsOf(packument: RawPackument): ReadonlySet<unknown> {
  return new Set(
    Object.values(versionsOf(packument)).map((one) => fieldsOf(fieldsOf(one)['dist'])['tarball']),
  );
}
