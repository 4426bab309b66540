import { posix } from 'node:path';
import { decodeManifest } from '../packed-manifest.ts';
import { startedFiles } from '../started-files.ts';
import { managers, runsScripts, scriptsRunBy } from './inner-scripts.ts';
import type { PackageTexts } from './package-texts.ts';
import type { PackagePaths } from './paths.ts';
import { entryOf, inlineCode, isTool, type Program, programOf, writes } from './program.ts';
import { recipesOf } from './recipes.ts';
import { readShell, type SimpleCommand } from './shell.ts';

export interface CommandFile {
  readonly path: string;
  readonly by: string;
  /** Commands only name it to programs that run no text of a stranger's by themselves. */
  readonly input?: true;
}

export interface CommandReading {
  /** Files of the package that run, in their order; `by` is the event. */
  readonly files: readonly CommandFile[];
  /** In-package paths that are named, not there, and not what an earlier command might have made. */
  readonly missing: readonly string[];
  /** Commands that start what cannot be made out: `sh $SCRIPT`. */
  readonly unclear: readonly string[];
  readonly more: boolean;
}

interface State {
  readonly files: Map<string, CommandFile>;
  readonly missing: Set<string>;
  readonly unclear: Set<string>;
  /** Scripts that were followed; a hostile package may make a ring of them. */
  readonly seen: Set<string>;
  /** Something ran that may have written files. */
  made: boolean;
  /** Simple commands that may still be read. */
  left: number;
  more: boolean;
}

interface Place {
  readonly event: string;
  /** In which the command runs. */
  readonly folder: string;
  readonly scripts: ReadonlyMap<string, string>;
}

const mostScripts = 64;
const mostCommands = 500;
/** Of one simple command. */
const mostWords = 500;
const mostFiles = 64;

/** What npm starts when it runs these commands one after the other in the package's root. */
export function readCommands(
  hooks: readonly { readonly event: string; readonly command: string }[],
  texts: PackageTexts,
  paths: PackagePaths,
): CommandReading {
  const state: State = {
    ...{ files: new Map(), missing: new Set(), unclear: new Set(), seen: new Set() },
    ...{ made: false, left: mostCommands, more: false },
  };
  const scripts = texts.manifest.scripts;
  for (const { event, command } of hooks) run(command, { event, folder: '', scripts }, state, texts, paths);
  const files = [...state.files.values()];
  return {
    files: files.slice(0, mostFiles),
    missing: [...state.missing].slice(0, mostFiles),
    unclear: [...state.unclear].slice(0, mostFiles),
    more: state.more || files.length > mostFiles,
  };
}

/** They name files and start none, and write none that could be started. */
const idle =
  /^(?:|echo|cd|chdir|pushd|popd|exit|true|false|:|export|unset|set|test|\[|\[\[|rem|pwd|which|where|fi|done|rm|rimraf|del|del-cli|rmdir|mkdir|mkdirp|chmod|touch|shx|sleep|opencollective|opencollective-postinstall)$/;

function run(command: string, place: Place, state: State, texts: PackageTexts, paths: PackagePaths): void {
  if (state.seen.size >= mostScripts) state.more = true;
  const key = `${place.folder}\n${command}`;
  if (state.seen.has(key) || state.seen.size >= mostScripts) return;
  state.seen.add(key);
  const { commands, more } = readShell(command);
  state.more ||= more;
  let { folder } = place;
  let madeBefore = state.made;
  for (const [index, one] of commands.entries()) {
    state.left -= 1;
    if (state.left < 0) {
      state.more = true;
      return;
    }
    const program = programOf(one);
    if (/^(?:cd|chdir|pushd)$/.test(program.name)) {
      const into = program.args
        .filter((arg) => !/^[-/]/.test(arg))
        .at(-1)
        ?.replaceAll('\\', '/');
      if (into !== undefined) folder = posix.join(folder, into).replace(/^\.$|\/$/g, '');
      continue;
    }
    const here = { ...place, folder };
    if (!idle.test(program.name)) {
      const goesOn = commands[index + 1]?.after === '|' || one.redirects.some(writes);
      const { started, named } = filesOf(one, program, here, texts, paths);
      const isInput = !goesOn && started.length === 0 && isTool(program);
      for (const path of started) add({ path, by: place.event }, state);
      for (const path of named) add({ path, by: place.event, ...(isInput ? { input: true } : {}) }, state);
    }
    const entry = nameOfEntry(program);
    if (entry !== undefined && /^["']?(?:[$%]|\$\()/.test(entry)) {
      if (!knownVariable.test(entry)) state.unclear.add(command.slice(0, 500));
    } else if (!(one.nested ? madeBefore : state.made) && !tolerated(commands, index)) {
      for (const name of missingOf(entry, program, folder, paths)) state.missing.add(name);
    }
    follow(one, program, here, state, texts, paths);
    if (idle.test(program.name) || one.nested) continue;
    state.made = true;
    madeBefore ||= !/^(?:sh|bash|cmd|eval)$/.test(program.name);
  }
}

const knownVariable =
  /^["']?[$%][({]?(?:npm_execpath|npm_node_execpath|npm_config_node_gyp|NODE|NODE_EXE|PYTHON|INIT_CWD|PWD|npm bin|npm root|which |command -v |dirname )/i;

function nameOfEntry(program: Program): string | undefined {
  return /^[$%`]/.test(program.word) ? program.word : entryOf(program);
}

function add(file: CommandFile, { files }: State): void {
  const known = files.get(file.path);
  if (known === undefined) files.set(file.path, file);
  else if (file.input === undefined) files.set(file.path, { path: known.path, by: known.by });
}

function filesOf(
  one: SimpleCommand,
  program: Program,
  { folder }: Place,
  texts: PackageTexts,
  paths: PackagePaths,
): { readonly started: readonly string[]; readonly named: readonly string[] } {
  const found: string[] = [];
  const entry = entryOf(program);
  if (entry !== undefined) found.push(...paths.load(folder, `./${clean(entry)}`));
  for (const spec of loadsIn(inlineCode(program)?.code ?? '')) found.push(...paths.load(folder, spec));
  for (const name of recipesOf(program.name))
    found.push(...[paths.find(posix.join(folder, name)) ?? []].flat());
  const own = ownBins(texts).get(program.word);
  if (own !== undefined) found.push(...paths.load('', `./${own}`));
  const sources = one.redirects.filter(({ operator }) => operator.includes('<')).map(({ target }) => target);
  // What a manager is told are its own words first: `npm install` means no install.js.
  const least = managers.test(program.name) ? /[./]/ : /./;
  const words = [...one.words.filter((word) => word !== program.word || word !== '.'), ...sources]
    .flatMap((word) => clean(word).split(separators, mostWords))
    .filter((word, index, all) => least.test(word) && plainName.test(word) && all.indexOf(word) === index)
    .slice(0, mostWords)
    .map((word) => (folder === '' ? word : posix.join(folder, word)));
  // Each word counts, as a command would be read that one may not understand.
  const named = words.flatMap((word) => startedFiles(`'${word}'`, new Map(), paths).files);
  return { started: found, named: named.flatMap((path) => paths.find(path) ?? []) };
}

const separators = /[\s"'`()[\]{}<>;&|,=]+/;

/** `$PWD/x.js` and `%CD%\x.js` are in the package. */
function clean(word: string): string {
  return word.replace(/^(?:\$PWD|\$\{PWD\}|\$INIT_CWD|%CD%|\$\(pwd\))[/\\]/i, './').replaceAll('\\', '/');
}

function missingOf(
  entry: string | undefined,
  program: Program,
  folder: string,
  paths: PackagePaths,
): readonly string[] {
  const inline = inlineCode(program)?.code;
  const loaded =
    inline === undefined || /\btry\b|\bcatch\b/.test(inline)
      ? []
      : loadsIn(inline).filter((name) => /^\.{1,2}\//.test(name));
  const named = entry === undefined || !plainName.test(entry) ? [] : [clean(entry)];
  return [...named, ...loaded].filter((name) => {
    const path = posix.join(folder, name);
    const outside = name.startsWith('/') || /^[a-z]:/i.test(name) || path.startsWith('..');
    return !outside && !/(?:^|\/)node_modules\//.test(path) && paths.load(folder, `./${name}`).length === 0;
  });
}

/** Neither a pattern nor put together. */
const plainName = /^[\w@.\-/\\ ]{1,300}$/;

function loadsIn(code: string): readonly string[] {
  return [...code.matchAll(/\b(?:require|import)\s?\(\s?["'`]([\w@.#\-/]{1,300})["'`]/g)].map(
    ([, name = '']) => name,
  );
}

/** Somebody thought of its not being there, or of its failing. */
function tolerated(commands: readonly SimpleCommand[], index: number): boolean {
  const [before, one, next] = [commands[index - 1], commands[index], commands[index + 1]];
  if (one?.after === '||' || next?.after === '||' || one?.after === '|') return true;
  const guard = before === undefined ? '' : (before.words[0] ?? '');
  return /^(?:if|then|test|\[|\[\[|not)$/.test(guard) || /^(?:if|then|else)$/.test(one?.words[0] ?? '');
}

const folderFlag = /^(?:--prefix|-C|--cwd|--dir)$/;

/** The scripts that it runs in turn, and the hooks of a package within this one that it installs. */
function follow(
  one: SimpleCommand,
  program: Program,
  place: Place,
  state: State,
  texts: PackageTexts,
  paths: PackagePaths,
): void {
  if (!runsScripts(one, program)) return;
  const flagged = one.words.findIndex((word) => folderFlag.test(word));
  const prefixed = one.words.map((word) => /^(?:--prefix|--cwd|--dir)=(.+)/.exec(word)?.[1]).find(Boolean);
  const sub = prefixed ?? (flagged < 0 ? undefined : one.words[flagged + 1]);
  const folder =
    sub === undefined ? place.folder : posix.join(place.folder, clean(sub)).replace(/^\.$|\/$/g, '');
  const scripts = folder === '' ? texts.manifest.scripts : scriptsIn(folder, texts, paths);
  for (const event of scriptsRunBy(one, program, scripts)) start(event);
  const { args } = program;
  const installs = args.some((arg) => /^(?:i|ci|install|add|link|rebuild)$/.test(arg)) || args.length === 0;
  if (installs && folder !== '')
    for (const event of ['preinstall', 'install', 'postinstall', 'prepublish', 'prepare']) start(event);

  function start(event: string): void {
    const inner = scripts.get(event);
    if (inner !== undefined) run(inner, { ...place, folder, scripts }, state, texts, paths);
  }
}

function scriptsIn(folder: string, texts: PackageTexts, paths: PackagePaths): ReadonlyMap<string, string> {
  const path = paths.find(posix.join(folder, 'package.json'));
  const text = path === undefined ? undefined : texts.text(path);
  const decoded = text === undefined ? undefined : decodeManifest(text);
  return decoded?.status === 'decoded' ? decoded.manifest.scripts : new Map();
}

/** npm links a package's own commands before its `install` runs. */
function ownBins({ manifest }: PackageTexts): ReadonlyMap<string, string> {
  const pairs: readonly (readonly [string, string])[] = JSON.parse(manifest.bins ?? '[]');
  return new Map(pairs.map(([name, path]) => [name, posix.normalize(path)]));
}
