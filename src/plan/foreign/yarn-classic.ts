import { posix } from 'node:path';
import { parseSyml } from '@yarnpkg/parsers';
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
} from './decode.ts';
import type { ForeignLock, LockedEdge, LockedPackage, Source, Wanted } from './lock.ts';
import { gitSource, isGitAddress, isTarballPath, sha1OfFragment, withoutFragment } from './sources.ts';

const file = 'yarn.lock';

/** The text of a yarn.lock as yarn 1 writes it. */
export function readYarnClassic(text: string): ForeignLock {
  const budget = budgetFor(file);
  const places = new Map<string, string>();
  const wanted = new Map<Fields, Wanted[]>();
  const seen = new Map<unknown, Fields>();
  for (const [key, value] of fieldsOf(
    parsed(file, () => parseSyml(text)),
    file,
  )) {
    const split = splitName(requireShort(key, file));
    if (split === undefined) throw malformed(file, `found the key ${shown(key)}`);
    // What several ranges came to is one entry, and the parser hands out the very same object for each of them.
    const fields = seen.get(value) ?? fieldsOf(value, file);
    seen.set(value, fields);
    const asked = wanted.get(fields) ?? [];
    asked.push({ alias: split.name, spec: split.rest });
    wanted.set(fields, asked);
    places.set(key, `${asked[0]?.alias}@${asked[0]?.spec}`);
  }
  const packages = new Map<string, LockedPackage>();
  for (const [fields, asked] of wanted) {
    budget.package();
    const pkg = packageOf(fields, asked, places);
    budget.edges(pkg.edges.length);
    packages.set(pkg.place, pkg);
  }
  return {
    ...{ manager: 'yarn', file, packages, catalogs: new Map(), notes: [] },
    alsoDirect: [],
    find: (_folder, alias, spec) => places.get(`${alias}@${spec}`),
  };
}

function packageOf(
  fields: Fields,
  asked: readonly Wanted[],
  places: ReadonlyMap<string, string>,
): LockedPackage {
  const [first] = asked;
  if (first === undefined) throw malformed(file, 'found an entry without a key');
  const version = textIn(fields, 'version', file);
  if (version === undefined) throw malformed(file, `found no version for ${shown(first.alias)}`);
  const resolved = textIn(fields, 'resolved', file);
  const integrity = textIn(fields, 'integrity', file) ?? sha1OfFragment(resolved);
  const edge = (optional: boolean) => {
    return ([alias, spec]: readonly [string, string]): LockedEdge => {
      return { alias, spec, optional, to: places.get(`${alias}@${spec}`) };
    };
  };
  const source = sourceOf(first.spec, resolved);
  return {
    place: `${first.alias}@${first.spec}`,
    name: realName(first),
    version,
    source,
    ...(resolved === undefined || source.kind !== 'registry' ? {} : { resolved: withoutFragment(resolved) }),
    ...(integrity === undefined ? {} : { integrity }),
    patches: [],
    edges: [
      ...[...textsOf(fields.get('dependencies'), file)].map(edge(false)),
      ...[...textsOf(fields.get('optionalDependencies'), file)].map(edge(true)),
    ],
    asked,
  };
}

/** `npm:ms@2.1.3` under another name is ms. */
function realName({ alias, spec }: Wanted): string {
  const inner = spec.startsWith('npm:') ? spec.slice(4) : undefined;
  if (inner === undefined) return alias;
  return splitName(inner)?.name ?? inner;
}

function sourceOf(spec: string, resolved: string | undefined): Source {
  const local = /^(?:file|link):(.*)$/s.exec(resolved ?? spec)?.[1];
  if (local !== undefined) {
    const path = posix.normalize(withoutFragment(local));
    return { kind: isTarballPath(path) ? 'file' : 'directory', path };
  }
  if (resolved === undefined) return { kind: 'registry' };
  if (isGitAddress(resolved)) return gitSource(resolved);
  const byAddress = /^(?:https?:|git|[^@^~<>=*\s]+\/[^@])/.test(spec) && !spec.startsWith('npm:');
  return byAddress ? { kind: 'remote', url: withoutFragment(resolved) } : { kind: 'registry' };
}
