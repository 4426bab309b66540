import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { binsOf } from '../../model/bins.ts';
import { bunSource } from './bun-source.ts';
import {
  budgetFor,
  type Fields,
  fieldsOf,
  lockLimits,
  malformed,
  parsed,
  requireShort,
  shown,
  splitName,
  textIn,
  textsOf,
  tooLarge,
  unknownFormat,
} from './decode.ts';
import type { ForeignLock, LockedEdge, LockedPackage, Wanted } from './lock.ts';

const file = 'bun.lock';

/** The text of a bun.lock. */
export function readBun(text: string): ForeignLock {
  const fields = fieldsOf(
    parsed(file, () => jsonOf(text)),
    file,
  );
  const version = textIn(fields, 'lockfileVersion', file) ?? 'none';
  if (!['0', '1', '2'].includes(version)) throw unknownFormat(file, { found: version, known: '0 to 2' });
  const budget = budgetFor(file);
  const entries = fieldsOf(fields.get('packages'), file);
  const patched = textsOf(fields.get('patchedDependencies'), file);
  const packages = new Map<string, LockedPackage>();
  for (const [place, value] of entries) {
    budget.package();
    const pkg = packageOf(requireShort(place, file), value, entries, patched);
    if (pkg === undefined) continue;
    budget.edges(pkg.edges.length);
    packages.set(place, pkg);
  }
  const workspaces = fieldsOf(fields.get('workspaces'), file);
  return {
    ...{ manager: 'bun', file, packages, alsoDirect: [], notes: [] },
    catalogs: new Map([
      ['default', textsOf(fields.get('catalog'), file)],
      ...[...fieldsOf(fields.get('catalogs'), file)].map(
        ([name, ranges]) => [name, textsOf(ranges, file)] as const,
      ),
    ]),
    find(folder, alias, spec, anyway) {
      const own = fieldsOf(workspaces.get(folder === '.' ? '' : folder), file);
      // What the root asks for has no folder's name before it: such an entry would only stand in for the real one.
      const places = folder === '.' ? [alias] : [`${textIn(own, 'name', file) ?? ''}/${alias}`, alias];
      const place = places.find((one) => packages.has(one));
      const recorded = recordedSpec(own, alias);
      // Older ones write the folder in place of `workspace:*`.
      const same = recorded === spec || spec.startsWith('workspace:') || anyway;
      return same ? place : undefined;
    },
  };
}

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

function recordedSpec(workspace: Fields, alias: string): string | undefined {
  for (const kind of kinds) {
    const spec = textsOf(workspace.get(kind), file).get(alias);
    if (spec !== undefined) return spec;
  }
  return undefined;
}

/** `[id, registry, info, integrity]` for a registry's package, `[id, info, …]` for any other. */
function packageOf(
  place: string,
  value: unknown,
  entries: Fields,
  patched: ReadonlyMap<string, string>,
): LockedPackage | undefined {
  if (!Array.isArray(value) || typeof value[0] !== 'string') {
    throw malformed(file, `found ${shown(value)} for ${shown(place)}`);
  }
  const split = splitName(requireShort(value[0], file));
  if (split === undefined) throw malformed(file, `found ${shown(value[0])} for ${shown(place)}`);
  const { name, rest } = split;
  // The project itself.
  if (rest === 'root:') return undefined;
  const texts = value.slice(1).filter((one): one is string => typeof one === 'string');
  const info = fieldsOf(
    value.find((one, index) => index > 0 && one instanceof Map),
    file,
  );
  const { source, version } = bunSource(rest);
  const resolved = source.kind === 'registry' && texts[0] ? { resolved: texts[0] } : {};
  const integrity = texts.slice(source.kind === 'registry' ? 1 : 0).find((one) => /^[a-z0-9]+-/.test(one));
  const patch = patched.get(`${name}@${rest}`);
  return {
    ...{ place, name, version, source, ...resolved },
    ...(integrity === undefined ? {} : { integrity }),
    ...commandsOf(name, info.get('bin')),
    patches: patch === undefined ? [] : [patch],
    edges: edgesOf(place, info, entries),
    asked: [] satisfies readonly Wanted[],
  };
}

/** A text is the one command that has the package's name. */
function commandsOf(name: string, bin: unknown): Pick<LockedPackage, 'bins'> {
  const bins = binsOf(name, typeof bin === 'string' ? bin : Object.fromEntries(textsOf(bin, file)));
  return bins === undefined ? {} : { bins };
}

function edgesOf(place: string, info: Fields, entries: Fields): readonly LockedEdge[] {
  const above = placesAbove(place);
  const edge = (optional: boolean) => {
    return ([alias, spec]: readonly [string, string]): LockedEdge => {
      const to = [...above.map((outer) => `${outer}/${alias}`), alias].find((one) => entries.has(one));
      return { alias, spec, to, optional };
    };
  };
  // Whether a peer fits is not bun's to say: it is taken as it is there.
  const peers = [...textsOf(info.get('peerDependencies'), file)]
    .map(edge(true))
    .map(({ alias, to, optional }) => ({ alias, to, optional }));
  return [
    ...[...textsOf(info.get('dependencies'), file)].map(edge(false)),
    ...[...textsOf(info.get('optionalDependencies'), file)].map(edge(true)),
    ...peers.filter(({ to }) => to !== undefined),
  ];
}

/** `a/@s/b` and `a`, for what `a/@s/b` needs. */
function placesAbove(place: string): readonly string[] {
  const parts = place.match(/(?:@[^/]+\/)?[^/]+/g) ?? [];
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

/** The value with maps for objects: jsonc-parser's own would hide a key named `__proto__`. */
function jsonOf(text: string): unknown {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  if (tree === undefined || errors.length > 0) {
    throw malformed(file, `found what is no JSON at character ${errors[0]?.offset ?? 0}`);
  }
  let nodes = 0;
  const plainOf = (node: Node): unknown => {
    nodes += 1;
    if (nodes > 2 * lockLimits.edges) throw tooLarge(file, `${2 * lockLimits.edges} values`);
    if (node.type === 'array') return (node.children ?? []).map(plainOf);
    if (node.type !== 'object') return node.value;
    const map = new Map<string, unknown>();
    for (const { children } of node.children ?? []) {
      const [key, value] = children ?? [];
      if (key === undefined || value === undefined) continue;
      // Whether the first or the last of two counts is another parser's affair.
      if (map.has(key.value)) throw malformed(file, `found ${shown(key.value)} twice`);
      map.set(key.value, plainOf(value));
    }
    return map;
  };
  return plainOf(tree);
}
