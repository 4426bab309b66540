import { posix } from 'node:path';
import type { PackedManifest, TarballFile } from '../../evidence/needs.ts';
import type { FileRecord } from '../record.ts';
import { programSigns, textSigns, toolAnywhere } from './command-words.ts';
import { withInnerScripts } from './inner-scripts.ts';
import { entryOf, inlineCode, type Program, programOf, shellInterpreters } from './program.ts';
import { readShell, type SimpleCommand } from './shell.ts';
import { usualPrograms } from './usual-programs.ts';

/** What a command of a hook shows by itself. */
export const commandSignKinds = [
  // M2: hooks of honest packages have none of these.
  ...['fetch-tool', 'system-tool', 'name-server-tool', 'runtime-download', 'decodes', 'pipe-to-shell'],
  ...['raw-socket', 'background', 'hides-output', 'inline-program', 'address', 'long-inline', 'evaluates'],
  // M8: something of the package that is no JavaScript is started directly.
  'runs-file',
  // What stands there is not what runs.
  ...['substitution', 'variable'],
  // Another runtime than the one that installs (I7).
  'other-runtime',
  // It brings packages that nobody resolved: `npx x`, `npm install x`.
  'brings-package',
  // No usual tool: a command that a dependency of this name, or anybody in the tree, may bring (bin shadowing).
  ...['dependency-program', 'unknown-program'],
  // `node ../other/x.js`: the code that runs lies in a package in which nobody looks for this one's hook.
  'other-package',
] as const;
export type CommandSign = (typeof commandSignKinds)[number];

/** The signs that make up row M2 of the table. */
export const m2Signs: ReadonlySet<CommandSign> = new Set(
  commandSignKinds.slice(0, commandSignKinds.indexOf('runs-file')),
);

export interface SignSeen {
  readonly sign: CommandSign;
  /** Of the command, at most 200 characters. */
  readonly excerpt: string;
  /** What exactly: `curl`, `setup.sh`. */
  readonly what?: string;
}

/** What is known of the package that the command belongs to. */
export interface CommandPackage {
  readonly files: ReadonlyMap<string, TarballFile>;
  readonly manifest: Pick<PackedManifest, 'scripts' | 'dependencies' | 'bins'>;
  readonly records?: ReadonlyMap<string, Pick<FileRecord, 'kind'>>;
}

const longInline = 160;
/** No honest hook is longer, and what is longer says so. */
const mostCharacters = 16 * 1024;

/**
 * Each sign once for each thing that shows it, also of the scripts that the command runs in turn, where the package
 * is given. Reads no file.
 */
export function commandSigns(command: string, from?: CommandPackage): readonly SignSeen[] {
  const all = from === undefined ? [command] : withInnerScripts(command, from.manifest.scripts);
  const found = all.flatMap((one) => signsOf(one, from));
  return [...new Map(found.map((seen) => [`${seen.sign} ${seen.what ?? ''}`, seen])).values()];
}

function signsOf(command: string, from: CommandPackage | undefined): readonly SignSeen[] {
  const found = new Map<string, SignSeen>();
  const see = (sign: CommandSign, what?: string, near = what): void => {
    const place = Math.max(0, near === undefined ? 0 : command.indexOf(near) - 60);
    const excerpt = command.slice(place, place + 200);
    found.set(`${sign} ${what ?? ''}`, { sign, excerpt, ...(what === undefined ? {} : { what }) });
  };
  const head = command.slice(0, mostCharacters);
  for (const [sign, expression] of textSigns) {
    const match = expression.exec(head)?.[0];
    if (match !== undefined) see(sign, match.slice(0, 60));
  }
  const anyTool = toolAnywhere.exec(head)?.[1];
  if (anyTool !== undefined)
    see(
      /nslookup/i.test(anyTool)
        ? 'name-server-tool'
        : /curl|wget/i.test(anyTool)
          ? 'fetch-tool'
          : 'system-tool',
      anyTool.toLowerCase(),
      anyTool,
    );
  const { commands, more } = readShell(head);
  for (const one of commands) ofOne(one, programOf(one), from, see);
  if (more || head.length < command.length) see('long-inline');
  return [...found.values()];
}

type See = (sign: CommandSign, what?: string, near?: string) => void;

function ofOne(one: SimpleCommand, program: Program, from: CommandPackage | undefined, see: See): void {
  const { name, word, through } = program;
  for (const [sign, expression] of programSigns) if (expression.test(name)) see(sign, name, word);
  if (through.includes('bunx')) see('other-runtime', 'bunx');
  if (
    one.after === '|' &&
    inlineCode(program) === undefined &&
    /^(?:sh|bash|zsh|dash|ksh|node|bun|deno|python[23]?|perl|ruby|pwsh|powershell|iex|cmd)$/.test(name)
  )
    see('pipe-to-shell', name, word);
  const inline = inlineCode(program);
  if (inline !== undefined && !/^(?:node|nodejs|bun|deno|tsx|ts-node)$/.test(name))
    see('inline-program', name, word);
  if (inline !== undefined && (evaluating.test(inline.code) || startsField.test(inline.code)))
    see('evaluates', name, word);

  // npm hands the fields of package.json over as variables: the program may stand in one that nobody reads.
  if (/^[$%]\{?npm_package_|^(?:\$\(|`).{0,200}\bpackage(?:\.json)?['"`\\]/.test(word))
    see('evaluates', word);
  if (inline !== undefined && inline.code.length > longInline && !onlySays(inline.code))
    see('long-inline', name, word);
  const says =
    name === 'echo' || name === 'opencollective' || (inline !== undefined && onlySays(inline.code));
  const address = says
    ? undefined
    : /\b(?:https?|ftp|wss?):\/\/[^\s"'`<>]{3,100}/i.exec(one.words.join(' '))?.[0];
  if (address !== undefined) see('address', address);
  if (/^[$%]/.test(word) && !/npm_execpath|npm_node_execpath|npm_config_node_gyp|\bNODE\b|PYTHON/.test(word))
    see('variable', word);
  const brought = broughtBy(program);
  if (brought !== undefined) see('brings-package', brought);
  const elsewhere = from === undefined ? undefined : inOther(program, from);
  if (elsewhere !== undefined) see('other-package', elsewhere);
  const started = from === undefined ? undefined : directly(program, from);
  if (started !== undefined) see('runs-file', started);
  else if (from !== undefined && strange(program, from)) {
    const { dependencies, optionalDependencies, peerDependencies } = from.manifest.dependencies;
    const names = [dependencies, optionalDependencies, peerDependencies].flatMap((list) => [...list.keys()]);
    const brings = names.some((one) => one === word || one.endsWith(`/${word}`));
    see(brings ? 'dependency-program' : 'unknown-program', word);
  }
}

/** A program on the command line has no text to run but one that is not to be read there. */
const evaluating =
  /(?<![\w$.])eval\)?\s{0,4}\(|\bFunction\s{0,4}\(\s{0,4}(?!['"`]return this['"`])|\brunIn(?:This|New)?Context\b|\b_compile\b/;

/** A command that stands in no script: in a field of package.json, or in a file. Expressions have an exec of their own. */
const startsField =
  /(?:\bchild_process['"`]\s{0,4}\)|\b(?:cp|child|child_process))\.(?:exec|execSync|spawn|spawnSync)\s{0,4}\(\s{0,4}(?!['"`)])[\w$(]/;

/** Code that does nothing but print texts. */
function onlySays(code: string): boolean {
  return /^\s{0,9}console\.\w{1,9}\(\s{0,9}(["'`])[^"'`$]{0,4000}\1\s{0,9}\);?\s{0,9}$/.test(
    code.slice(0, 8_000),
  );
}

/** What is not in anybody's lockfile. */
function broughtBy({ name, word, args, through }: Program): string | undefined {
  const plain = args.filter((arg) => !arg.startsWith('-'));
  const [first = '', second] = plain;
  if (through.includes('npx') || through.includes('bunx') || through.includes('pnpx'))
    // Of a repository the whole of it, of a package its name.
    return (/^[^@\s][^\s]{0,200}[:/]/.test(word) ? word : name) || undefined;
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(name)) return undefined;
  if (/^(?:x|exec|dlx)$/.test(first)) return second;
  return /^(?:i|install|add)$/.test(first) && second !== undefined && !/^[./]/.test(second)
    ? second
    : undefined;
}

/** A script outside of the package, or of one that is installed and not brought along. */
function inOther(program: Program, { files }: CommandPackage): string | undefined {
  const entry = entryOf(program);
  if (entry === undefined || !/^(?:node|nodejs|bun|deno|tsx|ts-node)$/.test(program.name)) return undefined;
  const path = posix.normalize(entry.replaceAll('\\', '/'));
  if (/(?:^|\/)node_modules\/\.bin\//.test(path) || files.has(path) || files.has(`${path}.js`))
    return undefined;
  return /^(?:\.\.\/){1,8}[\w@.-]|^node_modules\/[\w@]/.test(path) ? path.slice(0, 120) : undefined;
}

const foreign =
  /\.(?:sh|bash|zsh|bat|cmd|ps1|py|exe|bin|node|com|vbs|pl|rb|scr|dll|so|elf|run|app|command)$/i;

/** The file that is started, where it is a shell's or machine code: a hook of JavaScript has node as its program. */
function directly(program: Program, { files, records }: CommandPackage): string | undefined {
  const entry = entryOf(program);
  const candidates = [program.word, entry ?? '']
    .filter((one) => one !== '')
    .map((one) => posix.normalize(one.replaceAll('\\', '/')));
  const interpreted = shellInterpreters.test(program.name);
  for (const path of candidates) {
    if (!files.has(path)) continue;
    const kind = records?.get(path)?.kind;
    if (interpreted || foreign.test(path) || kind === 'shell' || kind === 'binary') return path;
  }
  return undefined;
}

function strange({ name, word }: Program, { files, manifest }: CommandPackage): boolean {
  if (usualPrograms.has(name) || /^[$%`"'\\({[<]/.test(word) || /[\s$()]/.test(word)) return false;
  if (programSigns.some(([, expression]) => expression.test(name)) || shellInterpreters.test(name))
    return false;
  return !files.has(posix.normalize(word)) && !manifest.scripts.has(word);
}
