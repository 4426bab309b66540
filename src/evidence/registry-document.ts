import {
  asObject,
  decodeBins,
  decodeDependencies,
  decodeScripts,
  type Foreign,
  own,
  shorten,
  textOf,
} from '../content/foreign.ts';
import type { Reason } from '../model/fact.ts';
import type { Strength, VersionDocument } from './needs.ts';
import { decodeSignatures, isAttested, strengthOf } from './vouched.ts';

/** What a registry says of a package as a whole; decoded once for all its planned versions. */
export interface RegistryHead {
  readonly name: string;
  readonly createdAt?: string;
  readonly distTags: ReadonlyMap<string, string>;
  /** Version to ISO 8601 UTC; unpublished versions too. */
  readonly times: ReadonlyMap<string, string>;
  /** The same, oldest first. */
  readonly history: readonly { readonly version: string; readonly at: string }[];
  /** How well each version that can still be had was vouched for. */
  readonly strengths: ReadonlyMap<string, Strength>;
}

/** The registry's document as far as it concerns one planned version. */
export interface RegistryDocument extends RegistryHead {
  readonly version: VersionDocument;
}

/** What stands in the way of decoding. */
export interface Flaw {
  readonly reason: Extract<Reason, 'malformed' | 'too-large' | 'promised-but-missing'>;
  readonly detail: string;
}

export function isFlaw(value: object): value is Flaw {
  return 'reason' in value;
}

const maxVersions = 100_000;
const maxVersionLength = 256;
const maxTextLength = 10_000;
const maxAddressLength = 4_096;

export function decodeHead(raw: unknown, name: string): RegistryHead | Flaw {
  const document = asObject(raw);
  if (!document) return malformed(`the registry's document of ${name} is no object`);
  const claimed = own(document, 'name');
  if (claimed !== undefined && claimed !== name) {
    return malformed(`the registry answered for ${name} with the document of ${named(claimed)}`);
  }
  const time = objectOrNone(document, 'time');
  const tags = objectOrNone(document, 'dist-tags');
  const versions = objectOrNone(document, 'versions');
  if (!time || !tags || !versions) {
    return malformed(
      `the registry's document of ${name} has a time, dist-tags or versions that is no object`,
    );
  }
  for (const part of [time, tags, versions]) {
    if (Object.keys(part).length > maxVersions) {
      return { reason: 'too-large', detail: `${name} has more than ${maxVersions} versions or tags` };
    }
  }
  const times = decodeTimes(time);
  const createdAt = isoTime(own(time, 'created'));
  const history = [...times].map(([version, at]) => ({ version, at }));
  history.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return {
    name,
    ...(createdAt === undefined ? {} : { createdAt }),
    distTags: decodeTags(tags),
    times,
    history,
    strengths: decodeStrengths(versions),
  };
}

function decodeStrengths(versions: Foreign): ReadonlyMap<string, Strength> {
  const strengths = new Map<string, Strength>();
  for (const [version, document] of Object.entries(versions)) {
    if (version.length <= maxVersionLength) strengths.set(version, strengthOf(document));
  }
  return strengths;
}

export function decodeVersion(raw: Foreign, name: string, version: string): VersionDocument | Flaw {
  const id = `${name}@${version}`;
  const versions = asObject(own(raw, 'versions')) ?? {};
  if (!Object.hasOwn(versions, version)) {
    const detail = `the plan has ${id}, but the registry's document of ${name} does not`;
    return { reason: 'promised-but-missing', detail };
  }
  const document = asObject(versions[version]);
  if (!document) return malformed(`the registry's document of ${id} is no object`);
  const claimed = { name: own(document, 'name') ?? name, version: own(document, 'version') ?? version };
  if (claimed.name !== name || claimed.version !== version) {
    const other = `${named(claimed.name)}@${named(claimed.version)}`;
    return malformed(`the registry's document of ${id} says that it is ${other}`);
  }
  const dist = objectOrNone(document, 'dist');
  if (!dist) return malformed(`the registry's document of ${id} has a dist that is no object`);
  const scripts = decodeScripts(own(document, 'scripts'));
  if (!scripts)
    return { reason: 'too-large', detail: `the registry's document of ${id} has too long scripts` };
  const deprecated = decodeDeprecated(own(document, 'deprecated'));
  const repository = decodeRepository(own(document, 'repository'));
  return {
    name,
    version,
    ...(deprecated === undefined ? {} : { deprecated }),
    scripts,
    ...flag(document, 'hasInstallScript'),
    ...flag(document, 'gypfile'),
    ...(tells(versions, ['scripts']) || tells({ document }, ['_npmUser']) ? { tellsAll: true } : {}),
    ...(tells(versions, dependencyFields) ? { dependencies: decodeDependencies(document) } : {}),
    dist: {
      ...address(dist, 'tarball'),
      ...address(dist, 'integrity'),
      ...(/^[0-9a-f]{40}$/i.test(textOf(own(dist, 'shasum'), 40) ?? '') ? address(dist, 'shasum') : {}),
    },
    signatures: decodeSignatures(dist),
    attested: isAttested(dist),
    ...decodeBins(document, name),
    ...(repository === undefined ? {} : { repository }),
  };
}

const dependencyFields = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/** That a field is there for any of them shows that this registry passes it on. */
function tells(documents: Foreign, fields: readonly string[]): boolean {
  return Object.values(documents).some((document) => {
    const decoded = asObject(document);
    return decoded !== undefined && fields.some((field) => asObject(own(decoded, field)) !== undefined);
  });
}

/** npm's normalisation makes an object of it; older publishers and other registries left the bare text. */
function decodeRepository(value: unknown): string | undefined {
  return textOf(value, maxAddressLength) ?? textOf(own(asObject(value) ?? {}, 'url'), maxAddressLength);
}

/** Registries write milliseconds, microseconds and offsets; all become ISO 8601 UTC. */
export function isoTime(value: unknown): string | undefined {
  const text = textOf(value, 64);
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function decodeTimes(time: Foreign): ReadonlyMap<string, string> {
  const times = new Map<string, string>();
  for (const [version, value] of Object.entries(time)) {
    if (version === 'created' || version === 'modified' || version.length > maxVersionLength) continue;
    const at = isoTime(value);
    if (at !== undefined) times.set(version, at);
  }
  return times;
}

function decodeTags(tags: Foreign): ReadonlyMap<string, string> {
  const decoded = new Map<string, string>();
  for (const [tag, value] of Object.entries(tags)) {
    const version = textOf(value, maxVersionLength);
    if (version !== undefined && tag.length <= maxVersionLength) decoded.set(tag, version);
  }
  return decoded;
}

/** An empty message takes a deprecation back; some registries write a mere `true`. */
function decodeDeprecated(value: unknown): string | undefined {
  if (value === true) return 'deprecated, without a message';
  return typeof value === 'string' && value !== '' ? value.slice(0, maxTextLength) : undefined;
}

function objectOrNone(from: Foreign, key: string): Foreign | undefined {
  const value = own(from, key);
  return value === undefined || value === null ? {} : asObject(value);
}

function flag<K extends string>(from: Foreign, key: K): { readonly [P in K]?: boolean } {
  const value = own(from, key);
  return typeof value === 'boolean' ? ({ [key]: value } as { [P in K]: boolean }) : {};
}

function address<K extends string>(from: Foreign, key: K): { readonly [P in K]?: string } {
  const value = textOf(own(from, key), maxAddressLength);
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: string });
}

/** `String()` would call a `toString` that the document itself may bring. */
function named(value: unknown): string {
  return typeof value === 'string' ? shorten(value) : `(${typeof value})`;
}

function malformed(detail: string): Flaw {
  return { reason: 'malformed', detail };
}
