import type { PackedManifest } from '../evidence/needs.ts';
import {
  decodeBins,
  decodeDependencies,
  decodeScripts,
  type Foreign,
  own,
  shorten,
  textOf,
} from './foreign.ts';

export type DecodedManifest =
  | { readonly status: 'decoded'; readonly manifest: PackedManifest }
  | { readonly status: 'unreadable'; readonly reason: 'malformed' | 'too-large'; readonly detail: string };

const maxNameLength = 1_024;
const maxBundled = 10_000;

/** package.json as npm's normalisation reads it. */
export function decodeManifest(text: string): DecodedManifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return flawed('malformed', `its package.json is not valid JSON: ${shorten(error.message)}`);
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    return flawed('malformed', 'its package.json is no object');
  }
  const document = parsed as Foreign;
  const rawScripts = own(document, 'scripts');
  // Where somebody copies the object with Object.assign, such a key becomes what it inherits from: then it has
  // scripts that nobody sees here.
  if (hidesKeys(document) || hidesKeys(rawScripts)) {
    return flawed('malformed', 'its package.json has a key named __proto__');
  }
  const scripts = decodeScripts(rawScripts);
  const bundled = bundledNames(document);
  if (!scripts || bundled.length > maxBundled) {
    return flawed('too-large', 'its package.json has too many or too long scripts or bundled dependencies');
  }
  const gypfile = own(document, 'gypfile');
  const name = (textOf(own(document, 'name'), maxNameLength) ?? '').trim();
  return {
    status: 'decoded',
    manifest: {
      name,
      version: (textOf(own(document, 'version'), maxNameLength) ?? '').trim(),
      scripts,
      ...(typeof gypfile === 'boolean' ? { gypfile } : {}),
      bundled,
      ...described(document),
      ...decodeBins(document, name),
    },
  };
}

/** Where a package.json names so many, it may name more. */
export const mostStarts = 10_000;
const maxPathLength = 1_024;

type Described = 'dependencies' | 'starts' | 'forPlatforms' | 'homes';

/** Where a field is not of the shape that it should have, it says nothing. */
function described(document: Foreign): Pick<PackedManifest, Described> {
  const starts = new Set<string>();
  for (const field of ['main', 'module', 'browser', 'exports', 'bin'])
    collect(own(document, field), starts, 0);
  const repository = own(document, 'repository');
  const homes = [own(document, 'homepage'), repository, own((repository ?? {}) as Foreign, 'url')];
  return {
    dependencies: decodeDependencies(document),
    starts: [...starts],
    forPlatforms: ['os', 'cpu', 'libc'].some((field) => own(document, field) !== undefined),
    homes: homes.flatMap((home) => textOf(home, 4_096) ?? []),
  };
}

/** Every text at any depth: exports nests conditions as it likes. */
function collect(value: unknown, into: Set<string>, depth: number): void {
  if (into.size >= mostStarts || depth > 16) return;
  if (typeof value === 'string' && value.length <= maxPathLength) into.add(value);
  else if (value !== null && typeof value === 'object')
    for (const inner of Object.values(value)) collect(inner, into, depth + 1);
}

function hidesKeys(value: unknown): boolean {
  return value !== null && typeof value === 'object' && Object.hasOwn(value, '__proto__');
}

/** npm takes a list, an object's keys, or `true` for all dependencies; the misspelt field only without the other. */
function bundledNames(document: Foreign): readonly string[] {
  const value = own(document, 'bundleDependencies') ?? own(document, 'bundledDependencies');
  const source = value === true ? own(document, 'dependencies') : value;
  if (Array.isArray(source)) return source.filter((name) => typeof name === 'string');
  return source !== null && typeof source === 'object' ? Object.keys(source) : [];
}

function flawed(reason: 'malformed' | 'too-large', detail: string): DecodedManifest {
  return { status: 'unreadable', reason, detail };
}
