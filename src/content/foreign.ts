import type { DependencyLists } from '../evidence/needs.ts';
import { binsOf, type PublishedBins } from '../model/bins.ts';

/** Reading data that strangers wrote: only own properties, only the expected type, never more than a cap. */

export type Foreign = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Foreign | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return value as Foreign;
}

/** A name such as `constructor` must not reach what every object inherits. */
export function own(from: Foreign, key: string): unknown {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

export function textOf(value: unknown, maxLength: number): string | undefined {
  return typeof value === 'string' && value.length <= maxLength ? value : undefined;
}

/** One line of a stranger's text for a detail, without the credentials that an address may carry. */
export function shorten(text: string, maxLength = 300): string {
  const line = text.slice(0, 4 * maxLength).replace(/\/\/[^/@\s]*@/g, '//');
  return line.length <= maxLength ? line : `${line.slice(0, maxLength)}…`;
}

/** The commands that a package.json brings, or a registry's document of it. */
export function decodeBins(document: Foreign, name: string): PublishedBins {
  const bins = binsOf(name, own(document, 'bin'));
  const binFolder = textOf(own(asObject(own(document, 'directories')) ?? {}, 'bin'), 1_024);
  return { ...(bins === undefined ? {} : { bins }), ...(binFolder === undefined ? {} : { binFolder }) };
}

const maxScripts = 2_000;
const maxScriptLength = 256 * 1024;

/**
 * The `scripts` field as npm's normalisation leaves it: entries that are no text are dropped, anything but an
 * object counts as none. An array keeps its places as names, and so has no hooks. Undefined where it is too
 * large to be shown.
 */
export function decodeScripts(value: unknown): ReadonlyMap<string, string> | undefined {
  const scripts = new Map<string, string>();
  if (value === null || typeof value !== 'object') return scripts;
  for (const [event, command] of Object.entries(value)) {
    if (typeof command !== 'string') continue;
    if (command.length > maxScriptLength || scripts.size >= maxScripts) return undefined;
    scripts.set(event, command);
  }
  return scripts;
}

const maxDependencies = 10_000;

/** Entries that are no text are dropped, as npm's normalisation does. */
export function decodeDependencies(document: Foreign): DependencyLists {
  const list = (field: keyof DependencyLists) => {
    const entries = Object.entries(asObject(own(document, field)) ?? {}).slice(0, maxDependencies);
    return new Map(entries.flatMap(([name, spec]) => (typeof spec === 'string' ? [[name, spec]] : [])));
  };
  return {
    dependencies: list('dependencies'),
    optionalDependencies: list('optionalDependencies'),
    peerDependencies: list('peerDependencies'),
  };
}
