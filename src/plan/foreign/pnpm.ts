import { posix } from 'node:path';
import { FAILSAFE_SCHEMA, loadAll } from 'js-yaml';
import {
  type Budget,
  budgetFor,
  type Fields,
  fieldsOf,
  malformed,
  parsed,
  requireShort,
  shown,
  textIn,
  textsOf,
  unknownFormat,
} from './decode.ts';
import type { ForeignLock, LockedEdge, LockedPackage, Wanted } from './lock.ts';
import { type Grammar, grammarOf, withoutPeers } from './pnpm-paths.ts';
import { pnpmSource } from './pnpm-resolution.ts';

const file = 'pnpm-lock.yaml';

interface Importers {
  /** Folder to alias to what it asked for and what it got. */
  readonly byFolder: ReadonlyMap<
    string,
    ReadonlyMap<string, { readonly spec: string; readonly place: string }>
  >;
  readonly also: readonly string[];
}

/**
 * The text of a pnpm-lock.yaml. Newer ones have a document before the project's own: what pnpm needs for itself
 * and its configuration.
 */
export function readPnpm(text: string): ForeignLock {
  // Nothing but texts, lists and names: what looks like a number or a date stays what was written.
  const documents = parsed(file, () => loadAll(text, null, { schema: FAILSAFE_SCHEMA }));
  if (!Array.isArray(documents) || documents.length === 0 || documents.length > 8) {
    throw malformed(file, 'found no document, or too many');
  }
  const budget = budgetFor(file);
  const packages = new Map<string, LockedPackage>();
  const also: string[] = [];
  let main: { readonly fields: Fields; readonly importers: Importers } | undefined;
  for (const [index, document] of documents.entries()) {
    const fields = fieldsOf(document, file);
    const grammar = requireGrammar(fields);
    const mark = index === documents.length - 1 ? '' : ` (document ${index + 1})`;
    const found = packagesOf(fields, grammar, mark, budget);
    const importers = importersOf(fields, grammar, mark, found, budget);
    for (const [place, pkg] of found) packages.set(place, pkg);
    also.push(...importers.also);
    if (mark === '') main = { fields, importers };
  }
  if (main === undefined) throw malformed(file, 'found no document');
  const { byFolder } = main.importers;
  return {
    ...{ manager: 'pnpm', file, packages, alsoDirect: also, notes: [] },
    catalogs: catalogsOf(main.fields),
    find(folder, alias, spec, anyway) {
      const found = byFolder.get(folder)?.get(alias);
      const same = found?.spec === spec || spec.startsWith('workspace:') || anyway;
      return same ? found?.place : undefined;
    },
  };
}

function requireGrammar(fields: Fields): Grammar {
  const version = textIn(fields, 'lockfileVersion', file) ?? 'none';
  const grammar = grammarOf(version);
  if (grammar === undefined)
    throw unknownFormat(file, { found: version, known: '5.3, 5.4, 6.0, 6.1 and 9.0' });
  return grammar;
}

function packagesOf(
  fields: Fields,
  grammar: Grammar,
  mark: string,
  budget: Budget,
): Map<string, LockedPackage> {
  const entries = fieldsOf(fields.get('packages'), file);
  const snapshots = fieldsOf(fields.get('snapshots'), file);
  const patched = fieldsOf(fields.get('patchedDependencies'), file);
  const packages = new Map<string, LockedPackage>();
  const keys = new Set([...snapshots.keys(), ...entries.keys()]);
  const known = (key: string) => keys.has(key);
  const instantiated = new Set([...snapshots.keys()].map(withoutPeers));
  for (const key of keys) {
    // Of 9.0 the one section has the bytes, the other what depends on what, once for each set of peers.
    if (!snapshots.has(key) && instantiated.has(key)) continue;
    budget.package();
    const entry = fieldsOf(entries.get(key) ?? entries.get(withoutPeers(key)), file);
    const links = snapshots.has(key) ? fieldsOf(snapshots.get(key), file) : entry;
    const edges = edgesOf(links, grammar, mark, known);
    budget.edges(edges.length);
    packages.set(key + mark, packageOf(key, mark, entry, edges, grammar, patched));
  }
  return packages;
}

function packageOf(
  key: string,
  mark: string,
  entry: Fields,
  edges: readonly LockedEdge[],
  grammar: Grammar,
  patched: Fields,
): LockedPackage {
  const id = grammar.id(requireShort(key, file));
  const name = textIn(entry, 'name', file) ?? id?.name;
  const version = textIn(entry, 'version', file) ?? id?.version ?? '';
  if (name === undefined) throw malformed(file, `found the key ${shown(key)}`);
  const resolution = fieldsOf(entry.get('resolution'), file);
  const isRegistrys = id?.version !== undefined;
  const { source, resolved, integrity } = pnpmSource(resolution, isRegistrys, key, file);
  const asked: readonly Wanted[] = isRegistrys ? [{ alias: name, spec: id.version }] : [];
  const patch = [`${name}@${version}`, name].find((one) => patched.has(one));
  return {
    ...{ place: key + mark, name, version, source, edges, asked },
    patches: patch === undefined ? [] : [patchFile(patched.get(patch))],
    ...(resolved === undefined ? {} : { resolved }),
    ...(integrity === undefined ? {} : { integrity }),
  };
}

/** Newer ones keep only its hash. */
function patchFile(value: unknown): string {
  if (typeof value === 'string') return 'a patch';
  return textIn(fieldsOf(value, file), 'path', file) ?? 'a patch';
}

function edgesOf(
  entry: Fields,
  grammar: Grammar,
  mark: string,
  known: (key: string) => boolean,
): readonly LockedEdge[] {
  const edge = (optional: boolean) => {
    return ([alias, reference]: readonly [string, string]): readonly LockedEdge[] => {
      if (reference.startsWith('link:')) return [];
      const to = grammar.keys(alias, reference).find(known);
      if (to === undefined) throw malformed(file, `found nothing for ${shown(`${alias}: ${reference}`)}`);
      return [{ alias, optional, to: to + mark }];
    };
  };
  return [
    ...[...textsOf(entry.get('dependencies'), file)].flatMap(edge(false)),
    ...[...textsOf(entry.get('optionalDependencies'), file)].flatMap(edge(true)),
  ];
}

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'];
const ownKinds = ['configDependencies', 'packageManagerDependencies'];

function importersOf(
  fields: Fields,
  grammar: Grammar,
  mark: string,
  packages: Map<string, LockedPackage>,
  budget: Budget,
): Importers {
  const byFolder = new Map<string, Map<string, { readonly spec: string; readonly place: string }>>();
  const also: string[] = [];
  // A project without workspaces is written without importers by the older ones.
  const importers = fields.has('importers')
    ? fieldsOf(fields.get('importers'), file)
    : new Map([['.', fields as unknown]]);
  for (const [folder, value] of importers) {
    const importer = value instanceof Map ? value : fieldsOf(value, file);
    const specifiers = textsOf(importer.get('specifiers'), file);
    const found = new Map<string, { readonly spec: string; readonly place: string }>();
    for (const kind of [...kinds, ...ownKinds]) {
      const asked = fieldsOf(importer.get(kind), file);
      budget.edges(asked.size);
      for (const [alias, one] of asked) {
        const inline = typeof one === 'string' ? undefined : fieldsOf(one, file);
        const reference = inline === undefined ? String(one) : (textIn(inline, 'version', file) ?? '');
        const spec = (inline && textIn(inline, 'specifier', file)) ?? specifiers.get(alias) ?? '';
        const place = placeOf(folder, alias, reference, grammar, mark, packages);
        found.set(alias, { spec, place });
        if (ownKinds.includes(kind)) also.push(place);
      }
    }
    byFolder.set(posix.normalize(folder), found);
  }
  return { byFolder, also };
}

/** A linked folder is nothing that the lockfile has an entry for. */
function placeOf(
  folder: string,
  alias: string,
  reference: string,
  grammar: Grammar,
  mark: string,
  packages: Map<string, LockedPackage>,
): string {
  if (reference.startsWith('link:')) {
    const path = posix.join(folder, reference.slice(5));
    const place = `link:${path}`;
    const source = { kind: 'directory', path } as const;
    packages.set(place, { place, name: alias, version: '', source, patches: [], edges: [], asked: [] });
    return place;
  }
  const key = grammar.keys(alias, reference).find((one) => packages.has(one + mark));
  if (key === undefined) throw malformed(file, `found nothing for ${shown(`${alias}: ${reference}`)}`);
  return key + mark;
}

function catalogsOf(fields: Fields): ForeignLock['catalogs'] {
  const catalogs = new Map<string, ReadonlyMap<string, string>>();
  for (const [name, entries] of fieldsOf(fields.get('catalogs'), file)) {
    const ranges = [...fieldsOf(entries, file)].map(
      ([alias, one]) => [alias, textIn(fieldsOf(one, file), 'specifier', file) ?? ''] as const,
    );
    catalogs.set(name, new Map(ranges));
  }
  return catalogs;
}
