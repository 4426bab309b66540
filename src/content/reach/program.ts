import type { SimpleCommand } from './shell.ts';

/** What one simple command starts. */
export interface Program {
  /** Without the folder and `.exe`; empty where nothing is started: assignments alone. */
  readonly name: string;
  /** As it stands there. */
  readonly word: string;
  readonly args: readonly string[];
  /** Started through: `npx`, `start`, `nohup`. */
  readonly through: readonly string[];
}

const prefixes = new Set([
  ...[
    'if',
    'then',
    'else',
    'elif',
    'do',
    'while',
    'until',
    '!',
    '{',
    '}',
    'not',
    'exec',
    'command',
    'builtin',
  ],
  ...['call', 'nohup', 'sudo', 'doas', 'time', 'env', 'cross-env', 'cross-env-shell', 'cross-var', 'setsid'],
  ...['xvfb-run', 'start', 'npx', 'bunx', 'pnpx', 'dotenv', 'nice', 'timeout', 'is-ci', 'run-if-ci', '@'],
]);

/** The program behind what merely starts another one. */
export function programOf({ words }: Pick<SimpleCommand, 'words'>): Program {
  const through: string[] = [];
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const inside = through.at(-1);
    if (word === '' || /^\w+=/.test(word) || /^set$/i.test(word)) continue;
    if (inside !== undefined && /^-/.test(word)) continue;
    if (inside === 'start' && (/^\/\w/.test(word) || word.includes(' '))) continue;
    if (inside === 'timeout' && /^\d/.test(word)) continue;
    const name = nameOf(word);
    if (!prefixes.has(name)) break;
    through.push(name);
  }
  const word = words[at] ?? '';
  return { name: nameOf(word), word, args: words.slice(at + 1), through };
}

function nameOf(word: string): string {
  const last = word.replace(/^@/, '').split(/[/\\]/).at(-1) ?? '';
  return last.replace(/\.(?:exe|cmd)$/i, '').toLowerCase();
}

const scriptRuntimes = /^(?:node|nodejs|bun|deno|tsx|ts-node|esno|electron|babel-node|swc-node|jiti|esr)$/;
export const shellInterpreters =
  /^(?:sh|bash|dash|zsh|ksh|ash|pwsh|powershell|python[23]?|py|perl|ruby|php|osascript|wscript|cscript|source|\.)$/;
const takesValue =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|--title|-f|-ExecutionPolicy|-ep|-w|-WindowStyle)$/i;
const takesCode =
  /^(?:-e|-p|-pe|-ep|--eval|--print|-c|-m|\/c|-command|-encodedcommand|-enc|--test|--run|--version|-v)$/i;
const subcommands = /^(?:run|exec|x|test|install|i|add|task|eval|upgrade|build|create|init|pm|link|remove)$/;

/** What an interpreter is started on, as it stands there; undefined where it is code itself, or nothing. */
export function entryOf(program: Program): string | undefined {
  const { name, word, args } = program;
  const runtime = scriptRuntimes.test(name);
  if (!runtime && !shellInterpreters.test(name)) return /^\.{0,2}[\w.@-]*[/\\]/.test(word) ? word : undefined;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (takesCode.test(arg)) return undefined;
    if (takesValue.test(arg)) at += /^-(?:f|file)$/i.test(arg) ? 0 : 1;
    else if (arg.startsWith('-')) continue;
    else if (!/^(?:node|nodejs)$/.test(name) && runtime && subcommands.test(arg)) continue;
    else return arg;
  }
  return undefined;
}

/** They run a file whatever it is called, or hand its text on under another name. */
const runsAnything =
  /^(?:[gmn]?awk|sed|lua\w*|luajit|rscript|r|tclsh|wish|expect|g?make|cmake|java|julia|groovy|scala|swift|go|dotnet|gdb|lldb|n?vim?|ex|ed|emacs|xargs|parallel|busybox|find|m4|cp|mv|ln|dd|tee|copy|move|ren|xcopy|robocopy|install|cpx2?|cpy|cpy-cli|ncp|copyfiles|shx|eval|base64|openssl|xxd|tar|unzip|gunzip|zcat|curl|wget|mshta|rundll32|regsvr32)$/;

/** What it is told to read it reads, as far as its name says: `prisma generate --schema=x.prisma`. */
export function isTool({ name, word }: Program): boolean {
  const starts = scriptRuntimes.test(name) || shellInterpreters.test(name) || runsAnything.test(name);
  return !starts && /^[\w@.-]+$/.test(word);
}

/** What is read may come out under another name. */
export function writes({ operator, target }: SimpleCommand['redirects'][number]): boolean {
  return operator.includes('>') && !/^(?:\/dev\/null|nul|&?[12])$/i.test(target);
}

/** The code that stands in the command itself: `node -e "…"`. */
export function inlineCode({
  name,
  args,
}: Program): { readonly language: string; readonly code: string } | undefined {
  const flag = args.findIndex((arg) => /^(?:-\w*[epc]|--eval|--print|-r|-command|-enc\w*)(?:=|$)/i.test(arg));
  const first = args[flag] ?? '';
  if (flag < 0 || !interpretsCode.test(name)) return undefined;
  if (/^-r$/.test(first) && name !== 'php') return undefined;
  const equals = /^--(?:eval|print)=/.exec(first)?.[0];
  return { language: name, code: equals ? first.slice(equals.length) : (args[flag + 1] ?? '') };
}

const interpretsCode =
  /^(?:node|nodejs|bun|deno|tsx|ts-node|python[23]?|py|perl|ruby|php|osascript|pwsh|powershell)$/;
