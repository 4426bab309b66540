import { posix } from 'node:path';

/** What the files of a package are asked for: a Map or a Set of their paths. */
interface Paths {
  has(path: string): boolean;
}

export interface Started {
  /** Files of the package that the command names, as far as they are there; in their order. */
  readonly files: readonly string[];
  /** It starts an interpreter on something that is not in the package, or that cannot be made out. */
  readonly unresolved: boolean;
}

/** npm runs `npm run x` inside a hook too; a hostile package may make a ring of them. */
const mostSteps = 16;
const mostFiles = 8;
const mostWords = 2_000;
const extensions = ['', '.js', '.cjs', '.mjs', '.json', '.node', '.sh', '.ts'];
const interpreters =
  /^(?:node|nodejs|bun|deno|tsx|ts-node|sh|bash|dash|zsh|ksh|cmd|pwsh|powershell|python[23]?|perl|ruby|php|osascript|wscript|cscript)(?:\.exe)?$/;
const runners = new Set(['run', 'run-script', 'rum', 'urn']);
const several = /^(?:npm-run-all2?|run-[sp]|--run)$/;
const managers = new Set(['npm', 'yarn', 'pnpm']);
const inline = /^(?:-e|-p|-pe|-c|\/c|--eval|--print|-command|-encodedcommand)$/i;

/**
 * The local files that a script starts, read from its words and not by running a shell: every word that names a
 * file of the package counts, so that quoting, `sh -c "…"` and `node -e "require('./x')"` hide nothing. A word
 * too many shows one more file; a word too few would hide one.
 */
export function startedFiles(command: string, scripts: ReadonlyMap<string, string>, paths: Paths): Started {
  const found = new Set<string>();
  const commands = [command];
  const seen = new Set(commands);
  let unresolved = false;
  for (let step = 0; step < commands.length && step < mostSteps; step += 1) {
    const read = readCommand(commands[step] ?? '');
    unresolved ||= read.more;
    for (const name of scriptNames(read.words)) {
      for (const event of [`pre${name}`, name, `post${name}`]) {
        const inner = scripts.get(event);
        if (inner === undefined || seen.has(inner)) continue;
        seen.add(inner);
        commands.push(inner);
      }
    }
    const entered = folders(read.words);
    for (const part of read.parts) unresolved = !take(part, entered, paths, found) || unresolved;
  }
  if (/(?:^|[\s"'/;&|])node-gyp(?:$|[\s"';&|])/.test(commands.join('\n')) && paths.has('binding.gyp'))
    found.add('binding.gyp');
  return {
    files: [...found].slice(0, mostFiles),
    unresolved: unresolved || found.size > mostFiles || commands.length > mostSteps,
  };
}

/** False where an interpreter is started on nothing that is known. */
function take(
  words: readonly string[],
  prefixes: readonly string[],
  paths: Paths,
  found: Set<string>,
): boolean {
  let resolved = false;
  for (const word of words) {
    const path = prefixes.map((prefix) => resolve(word, prefix, paths)).find((one) => one !== undefined);
    if (path === undefined) continue;
    found.add(path);
    resolved = true;
  }
  const starts = words.some((word) => interpreters.test(posix.basename(word)));
  return resolved || !starts || words.some((word) => inline.test(word));
}

function resolve(word: string, prefix: string, paths: Paths): string | undefined {
  const slashed = word.replaceAll('\\', '/');
  if (slashed === '' || slashed.startsWith('/') || slashed.startsWith('-')) return undefined;
  const path = posix.normalize(posix.join(prefix, slashed)).replace(/\/+$/, '');
  if (path === '..' || path.startsWith('../')) return undefined;
  const bases = path === '.' ? ['index'] : [path, `${path}/index`];
  for (const base of bases) {
    const file = extensions.map((extension) => base + extension).find((one) => paths.has(one));
    if (file !== undefined) return file;
  }
  return undefined;
}

/** `cd scripts && node x.js` starts scripts/x.js. */
function folders(words: readonly string[]): readonly string[] {
  const entered = words.flatMap((word, index) => (words[index - 1] === 'cd' ? [word] : []));
  return ['', ...entered.filter((word) => !word.startsWith('/')).slice(0, 4)];
}

function scriptNames(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const before = words[index - 1] ?? '';
    if (runners.has(before) || (managers.has(before) && !runners.has(word))) return [word];
    // Options may stand between, and others run several at once.
    const behind = words.slice(Math.max(0, index - 4), index);
    return !word.startsWith('-') && behind.some((one) => runners.has(one) || several.test(one)) ? [word] : [];
  });
}

interface Command {
  readonly parts: readonly (readonly string[])[];
  /** Of all parts. */
  readonly words: readonly string[];
  /** There are more words than anybody reads: what stands there is not known. */
  readonly more: boolean;
}

/** So many words of the whole command, in however many parts they stand: each costs look-ups among the files. */
function readCommand(text: string): Command {
  const parts: (readonly string[])[] = [];
  let left = mostWords;
  for (const part of text.split(/[;&|\n]+/, mostWords + 1)) {
    const words = wordsOf(part, left + 1);
    parts.push(words.slice(0, left));
    left -= words.length;
    if (left < 0) break;
  }
  const more = left < 0 || parts.length > mostWords;
  return { parts, words: parts.flat(), more };
}

/** Quotes, brackets and `=` end a word too: what stands in them may be a name as well. */
function wordsOf(text: string, most: number): readonly string[] {
  // Two more, for the empty ones at either end.
  const words = text.split(/[\s"'`()[\]{}<>;&|,=]+/, most + 2);
  return words.filter((word) => word !== '').slice(0, most);
}
