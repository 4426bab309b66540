import { parseSyml } from '@yarnpkg/parsers';
import { binsOf } from '../../model/bins.ts';
import { berrySource, bindingsOf } from './berry-reference.ts';
import {
  budgetFor,
  type Fields,
  fieldsOf,
  malformed,
  parsed,
  requireShort,
  shown,
  splitName,
  textIn,
  textsOf,
  unknownFormat,
} from './decode.ts';
import type { ForeignLock, LockedEdge, LockedPackage, Wanted } from './lock.ts';

const file = 'yarn.lock';
const known = { from: 4, to: 10 };

/** The text of a yarn.lock as yarn 2 and its successors write it. */
export function readYarnBerry(text: string): ForeignLock {
  const budget = budgetFor(file);
  const fields = fieldsOf(
    parsed(file, () => parseSyml(text)),
    file,
  );
  requireKnown(fields);
  const places = new Map<string, string>();
  const bound = new Map<string, { readonly folder: string; readonly place: string }[]>();
  const byName = new Map<string, string>();
  const entries: { readonly place: string; readonly asked: readonly Wanted[]; readonly entry: Fields }[] = [];
  for (const [place, value] of fields) {
    if (place === '__metadata') continue;
    budget.package();
    const keys = requireShort(place, file).split(/ *, */);
    const asked = keys.map((key): Wanted => {
      const split = splitName(key);
      if (split === undefined) throw malformed(file, `found the key ${shown(key)}`);
      const { reference, bindings } = bindingsOf(split.rest);
      places.set(key, place);
      if (!byName.has(split.name)) byName.set(split.name, place);
      const folder = folderOf(bindings.get('locator'));
      if (folder !== undefined) {
        const there = bound.get(`${split.name}@${reference}`) ?? [];
        there.push({ folder, place });
        bound.set(`${split.name}@${reference}`, there);
      }
      return { alias: split.name, spec: reference };
    });
    entries.push({ place, asked, entry: fieldsOf(value, file) });
  }
  const find = (folder: string, alias: string, spec: string): string | undefined => {
    const free = places.get(`${alias}@${spec}`) ?? places.get(`${alias}@npm:${spec}`);
    const local = bound.get(`${alias}@${spec}`) ?? [];
    return free ?? (local.find((one) => one.folder === folder) ?? local[0])?.place;
  };
  const packages = new Map<string, LockedPackage>();
  for (const { place, asked, entry } of entries) {
    const pkg = packageOf(place, asked, entry, (alias, spec) => find('.', alias, spec) ?? byName.get(alias));
    budget.edges(pkg.edges.length);
    packages.set(place, pkg);
  }
  return {
    ...{ manager: 'yarn', file, packages, catalogs: new Map(), notes: [] },
    alsoDirect: [],
    find: (folder, alias, spec, anyway) =>
      find(folder, alias, spec) ?? (anyway ? byName.get(alias) : undefined),
  };
}

function requireKnown(fields: Fields): void {
  const version = textIn(fieldsOf(fields.get('__metadata'), file), 'version', file) ?? 'none';
  const number = Number(version);
  if (Number.isInteger(number) && number >= known.from && number <= known.to) return;
  const range = `yarn.lock v1, and __metadata versions ${known.from} to ${known.to}`;
  throw unknownFormat(file, { found: version, known: range });
}

function commandsOf(name: string, bin: unknown): Pick<LockedPackage, 'bins'> {
  const bins = binsOf(name, Object.fromEntries(textsOf(bin, file)));
  return bins === undefined ? {} : { bins };
}

/** `app@workspace:packages/app` is where a relative path starts from. */
function folderOf(locator: string | undefined): string | undefined {
  return locator === undefined ? undefined : (/@workspace:(.*)$/s.exec(locator)?.[1] ?? '.');
}

function packageOf(
  place: string,
  asked: readonly Wanted[],
  entry: Fields,
  find: (alias: string, spec: string) => string | undefined,
): LockedPackage {
  const resolution = splitName(textIn(entry, 'resolution', file) ?? '');
  if (resolution === undefined) throw malformed(file, `found no resolution for ${shown(place)}`);
  const { reference, bindings } = bindingsOf(resolution.rest);
  const folder = folderOf(bindings.get('locator')) ?? '.';
  const found = berrySource(resolution.name, reference, bindings, folder, file);
  const meta = fieldsOf(entry.get('dependenciesMeta'), file);
  const isOptional = (alias: string) => fieldsOf(meta.get(alias), file).get('optional') === 'true';
  const edges = [...textsOf(entry.get('dependencies'), file)].map(([alias, spec]): LockedEdge => {
    return { alias, spec, to: find(alias, spec), optional: isOptional(alias) };
  });
  return {
    ...{ place, edges, asked, patches: found.patches, name: found.name, source: found.source },
    version: found.version ?? textIn(entry, 'version', file) ?? '',
    ...(found.resolved === undefined ? {} : { resolved: found.resolved }),
    ownArchive: textIn(entry, 'checksum', file) ?? '',
    ...commandsOf(found.name, entry.get('bin')),
  };
}
