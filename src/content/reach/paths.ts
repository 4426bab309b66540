import { posix } from 'node:path';
import { asObject, own, textOf } from '../foreign.ts';
import type { PackageTexts } from './package-texts.ts';

/** Finds what is named inside a package. All paths are posix and relative to its root; `''` is the root. */
export interface PackagePaths {
  /** For the look-ups of others: as `find` takes them. */
  has(path: string): boolean;
  /** In the package's own spelling: the disks of Macs and Windows do not mind the case, so neither may this. */
  find(path: string): string | undefined;
  /** Some file is called like the end of this text, with or without its extension: cheap, and asked first. */
  mayName(text: string): boolean;
  /** As node finds what is required or imported at `folder`: relative, of its own name, `#x`, or bundled. */
  load(folder: string, spec: string): readonly string[];
  /** The very file that a text names, as seen from the folder or from the root; nothing is added to it. */
  exact(folder: string, text: string): string | undefined;
}

const extensions = ['', '.js', '.json', '.node', '.cjs', '.mjs', '.ts', '.mts', '.cts'];
const mostTargets = 64;

export function packagePaths(texts: PackageTexts): PackagePaths {
  // Only for packages that have something to follow, and there are those with 100,000 files.
  let index: Index | undefined;
  const known = (): Index => {
    index ??= indexOf(texts.files.keys());
    return index;
  };
  const find = (path: string) => (texts.files.has(path) ? path : known().spellings.get(plain(path)));
  const documents = new Map<string, ReturnType<typeof asObject>>();
  const manifestIn = (folder: string) => {
    if (documents.has(folder)) return documents.get(folder);
    const path = find(posix.join(folder, 'package.json'));
    const document = path === undefined ? undefined : parsed(texts.text(path));
    documents.set(folder, document);
    return document;
  };

  const file = (path: string): string | undefined => {
    for (const extension of extensions) {
      const found = find(path + extension);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const folder = (path: string, depth: number): readonly string[] => {
    if (!known().folders.has(plain(path))) return [];
    const document = manifestIn(path);
    const named = [textOf(own(document ?? {}, 'main'), 1_024) ?? []].flat();
    // Where the text of its own package.json is not at hand, what was read of it says what starts.
    const starts = path === '' && document === undefined ? texts.manifest.starts.slice(0, 8) : named;
    const mains = starts.flatMap((main) => at(posix.join(path, main), depth + 1));
    return mains.length > 0 ? mains : [file(posix.join(path, 'index')) ?? []].flat();
  };
  const at = (raw: string, depth: number): readonly string[] => {
    const path = inside(raw);
    if (path === undefined || depth > 2) return [];
    const found = path === '' || raw.endsWith('/') ? undefined : file(path);
    return found !== undefined ? [found] : folder(path, depth);
  };
  const byName = (from: string, spec: string): readonly string[] => {
    const own = texts.manifest.name;
    if (own !== '' && (spec === own || spec.startsWith(`${own}/`))) return at(spec.slice(own.length + 1), 0);
    if (!known().folders.has('node_modules')) return [];
    for (let above = from; ; above = posix.dirname(above).replace(/^\.$/, '')) {
      const found = at(posix.join(above, 'node_modules', spec), 0);
      if (found.length > 0 || above === '') return found;
    }
  };

  return {
    find,
    has: (path) => find(path) !== undefined,
    mayName: (text) => known().names.has(lastName(text.replace(/[?#].*$/, ''))),
    load(from, spec) {
      const path = spec
        .replace(/^(?:node|file):(?:\/\/)?/, '')
        .replace(/[?#].*$/, (rest) => (spec.startsWith('#') ? rest : ''));
      if (spec.startsWith('#')) {
        const targets = importTargets(manifestIn('') ?? {}, spec);
        return targets.flatMap((target) => at(target, 0)).slice(0, mostTargets);
      }
      if (/^\.{0,2}[/\\]|^\.{1,2}$/.test(path)) {
        const slashed = path.replaceAll('\\', '/');
        return at(posix.join(from, slashed), 0);
      }
      return path === '' || path.includes('\0') ? [] : byName(from, path);
    },
    exact(from, text) {
      const path = text.replaceAll('\\', '/').replace(/[?#].*$/, '');
      for (const base of [from, '']) {
        const joined = inside(posix.join(base, path));
        const found = joined === undefined || joined === '' ? undefined : find(joined);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

interface Index {
  readonly spellings: ReadonlyMap<string, string>;
  readonly folders: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

function indexOf(paths: Iterable<string>): Index {
  const spellings = new Map<string, string>();
  const folders = new Set<string>(['']);
  const names = new Set<string>();
  for (const path of paths) {
    const low = plain(path);
    spellings.set(low, path);
    const name = low.slice(low.lastIndexOf('/') + 1);
    const dot = name.lastIndexOf('.');
    names.add(name).add(dot > 0 ? name.slice(0, dot) : name);
    for (let end = low.lastIndexOf('/'); end > 0; end = low.lastIndexOf('/', end - 1)) {
      const folder = low.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
      names.add(folder.slice(folder.lastIndexOf('/') + 1));
    }
  }
  return { spellings, folders, names };
}

function lastName(path: string): string {
  const slashed = plain(path).replaceAll('\\', '/').replace(/\/+$/, '');
  return slashed.slice(slashed.lastIndexOf('/') + 1);
}

function plain(path: string): string {
  return (/[^\0-\x7f]/.test(path) ? path.normalize('NFC') : path).toLowerCase();
}

/** Undefined for what lies outside of the package. */
function inside(path: string): string | undefined {
  const normal = posix
    .normalize(path)
    .replace(/^\.$|\/+$/g, '')
    .replace(/^\/+/, '');
  return normal === '..' || normal.startsWith('../') ? undefined : normal === '.' ? '' : normal;
}

function parsed(text: string | undefined): ReturnType<typeof asObject> {
  if (text === undefined || text.length > 1024 * 1024) return undefined;
  try {
    return asObject(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    // Such a package.json says nothing to node either.
    return undefined;
  }
}

/** All that `imports` may lead `#x` to, whatever the condition; a pattern's star is what stands for it. */
function importTargets(manifest: object, spec: string): readonly string[] {
  const imports = asObject(own(manifest as Readonly<Record<string, unknown>>, 'imports')) ?? {};
  const found: string[] = [];
  for (const key of Object.keys(imports).slice(0, 1_000)) {
    const [head = '', tail] = key.split('*', 2);
    const star = tail !== undefined && spec.startsWith(head) && spec.endsWith(tail);
    if (key !== spec && !star) continue;
    const rest = star ? spec.slice(head.length, spec.length - (tail?.length ?? 0)) : '';
    gather(own(imports, key), (target) => found.push(target.replaceAll('*', () => rest)), 0);
  }
  return found.slice(0, mostTargets);
}

function gather(value: unknown, take: (target: string) => void, depth: number): void {
  if (typeof value === 'string' && value.length <= 1_024) take(value);
  else if (value !== null && typeof value === 'object' && depth < 8)
    for (const inner of Object.values(value).slice(0, 100)) gather(inner, take, depth + 1);
}
