import { posix } from 'node:path';
import type { Reach } from '../record.ts';
import type { CommandReading } from './commands.ts';
import type { PackageTexts } from './package-texts.ts';
import type { PackagePaths } from './paths.ts';
import { type References, referencesOf, shellReferences } from './references.ts';

/**
 * A hook's own files and what they start lie close together; where the third step already leads to dozens, it is
 * the package's whole library. A thin chain of files is followed on, since otherwise one more link would hide its end.
 */
const limits = { depth: 2, files: 64, thin: 24, deepest: 16, characters: 16 * 1024 * 1024 };

/** Machinery of loaders is small: what is as large as this is what they load. */
const payloadBytes = 200 * 1024;
const dataBytes = 4 * 1024;

const script = /\.(?:[cm]?jsx?|[cm]?tsx?)$/i;
const shell = /\.(?:sh|bash|zsh|bat|cmd|ps1|py|rb|pl|command)$/i;
/** Named by everybody, or read by people alone. */
const plainData =
  /(?:^|\/)(?:package(?:-lock)?\.json|(?:readme|changelog|history|licen[cs]e|notice|contributing)[^/]*)$|\.(?:md|d\.[cm]?ts|[ch]|cc|[ch]pp|cxx|gypi?)$/i;

const recipe = /(?:^|\/)(?:(?:gnu)?makefile|cmakelists\.txt|justfile|taskfile\.yml)$/i;
const noScript = /\.(?:json|node|wasm|css|gypi?|zip|tar|t?gz)$/i;
/** Which `require` does not run as a script. */
const nodesOwn = /\.(?:json|node)$/i;
const archive = /\.(?:zip|tar|t?gz|tbz2?|bz2|xz|7z|t?xz)$|\.tar\.\w{1,4}$/i;
const addon = /\.(?:node|dll|so|dylib|exe|bin)$/i;

interface Visited {
  readonly path: string;
  readonly depth: number;
  readonly by: string;
  readonly input?: true;
}

/** Everything that runs once these files were started. */
export function closureOf(
  start: CommandReading,
  texts: PackageTexts,
  paths: PackagePaths,
  manifestPath = 'package.json',
): Reach {
  const files = new Map<string, Visited>();
  const named = new Map<string, string>();
  const computed: Reach['computed'][number][] = start.unclear.map((excerpt) => ({
    ...{ path: manifestPath, line: 0, excerpt },
  }));
  let { more } = start;
  let left = limits.characters;
  let level: readonly Visited[] = start.files.slice(0, limits.files).map((file) => ({ ...file, depth: 0 }));
  for (let depth = 0; level.length > 0; depth += 1) {
    for (const one of level) files.set(one.path, one);
    const next = new Map<string, Visited>();
    for (const one of level) {
      left -= texts.text(one.path)?.length ?? 0;
      more ||= left < 0;
      const found = left < 0 ? undefined : referencesIn(one, texts);
      if (found === undefined) continue;
      for (const each of found.computed.slice(0, limits.files)) computed.push({ path: one.path, ...each });
      const leads = leadsOf(one.path, found, texts, paths);
      for (const path of leads.named) if (!named.has(path)) named.set(path, one.path);
      for (const [path, input] of leads.files)
        if (!files.has(path) && !next.has(path))
          next.set(path, { path, depth: depth + 1, by: one.path, ...(input ? { input } : {}) });
    }
    const most = depth < limits.depth ? limits.files : depth < limits.deepest ? limits.thin : 0;
    const room = Math.max(0, most - files.size);
    // Beyond the second step a level is followed whole or not at all.
    level = depth >= limits.depth && next.size > room ? [] : [...next.values()].slice(0, room);
    more ||= level.length < next.size;
  }
  return {
    files: [...files.values()],
    missing: start.missing,
    named: [...named].slice(0, limits.files).map(([path, by]) => ({ path, by })),
    computed: computed.slice(0, limits.files),
    more: more || named.size > limits.files || computed.length > limits.files,
  };
}

function referencesIn({ path, depth, input }: Visited, texts: PackageTexts): References | undefined {
  const source = texts.text(path);
  if (source === undefined) return undefined;
  const extension = posix.extname(path).toLowerCase();
  const inShell =
    shell.test(path) ||
    recipe.test(path) ||
    (extension === '' && /^#!.{0,80}\b(?:ba|z|da)?sh\b/.test(source));
  if (inShell) return shellReferences(source);
  // What a command names to a tool may be anything; what it starts, and what a script loads, is a script.
  const isInput = depth === 0 && input === true;
  const isData = isInput ? noScript.test(path) || plainData.test(path) : nodesOwn.test(path);
  return isData ? undefined : referencesOf(source, texts.unfolded(path));
}

function leadsOf(from: string, found: References, texts: PackageTexts, paths: PackagePaths) {
  const folder = posix.dirname(from).replace(/^\.$/, '');
  const files = new Map<string, true | undefined>();
  const named = new Set<string>();
  const weigh = (path: string, loaded: boolean): void => {
    const size = texts.files.get(path)?.size ?? 0;
    const isData = plainData.test(path) || noScript.test(path);
    // What has no extension is started like a script, where it is a text at all; and `require` runs whatever its
    // ending is, a manual or a style sheet too, but for those that it knows.
    const loads = loaded && !nodesOwn.test(path) && (!isData || texts.text(path) !== undefined);
    if (path === from || (plainData.test(path) && !loads)) return;
    const isScript = script.test(path) && !plainData.test(path);
    const copied = found.starts && !isData && readsAsProgram(texts.text(path));
    const runs =
      isScript || shell.test(path) || loads || copied || (bare(path) && texts.text(path) !== undefined);
    if (runs) files.set(path, (loads || copied) && !isScript ? true : undefined);
    const least = /\.wasm$/i.test(path) ? 0 : dataBytes;
    if (runs ? size >= payloadBytes && !loaded : size >= least && hides(path, loaded, found)) named.add(path);
  };
  for (const spec of found.loads) for (const path of paths.load(folder, spec)) weigh(path, true);
  for (const text of found.texts) {
    if (!paths.mayName(text)) continue;
    const exact = paths.exact(folder, text);
    const relative = exact === undefined && /^\.{1,2}\//.test(text) ? paths.load(folder, text) : [];
    for (const path of [...[exact ?? []].flat(), ...relative]) weigh(path, found.loads.includes(text));
  }
  return { files, named };
}

/** Copied to another name and started there: a program that is called data is still one. */
function readsAsProgram(text: string | undefined): boolean {
  if (text === undefined) return false;
  const head = text.slice(0, 16 * 1024);
  return /^#!|\brequire\s{0,4}\(\s{0,4}['"`]|^\s{0,8}import\b[^\n;]{0,200}['"`]|^@?echo off\b/im.test(head);
}

function bare(path: string): boolean {
  return posix.extname(path) === '';
}

/** Data is data, unless whoever names it makes something of it. Packages of native code ship archives to build from. */
function hides(path: string, loaded: boolean, { decodes, starts }: References): boolean {
  if (archive.test(path) || (loaded && !addon.test(path))) return decodes;
  return decodes || starts;
}
