import { posix } from 'node:path';
import type { GypRecord } from '../record.ts';
import { type GypValue, readGyp, textsOf } from './gyp-syntax.ts';
import type { PackageTexts } from './package-texts.ts';
import type { PackagePaths } from './paths.ts';

export interface GypReading {
  readonly record: GypRecord;
  /** The files that gyp reads, binding.gyp first. */
  readonly read: readonly string[];
}

type Found = { path: string; line: number; command: string };

const most = { files: 32, commands: 200, command: 2_000, characters: 32 * 1024, source: 256 * 1024 };
const compiled = /\.(?:c|cc|cpp|cxx|c\+\+|m|mm|s|asm|rs|f|f90|swift|cu|go|zig|nasm)$/i;

/** Undefined where there is no binding.gyp, and so nothing that npm would configure. */
export function gypOf(texts: PackageTexts, paths: PackagePaths): GypReading | undefined {
  const start = paths.find('binding.gyp');
  if (start === undefined) return undefined;
  // node-gyp hands these two to gyp by itself where they lie beside it.
  const beside = ['config.gypi', 'common.gypi'].flatMap((name) => paths.find(name) ?? []);
  const queue = [start, ...beside];
  const read = new Set<string>();
  const commands: Found[] = [];
  const unread: string[] = [];
  for (const path of queue) {
    if (read.has(path)) continue;
    if (read.size >= most.files) {
      unread.push('it includes more files than anybody reads');
      break;
    }
    read.add(path);
    const whole = texts.text(path);
    const source = whole === undefined || whole.length > most.source ? undefined : whole;
    const value = source === undefined ? undefined : readGyp(source);
    if (source === undefined) unread.push(`${path} is no text, or too large to be read`);
    else if (value === undefined) {
      unread.push(`${path} is no plain data: gyp has Python evaluate it`);
      commands.push(...expansionsIn(source, 1).map((one) => ({ path, ...one })));
    } else {
      commands.push(...commandsIn(value).map((one) => ({ path, ...one })));
      queue.push(...includedBy(value, path, paths));
    }
  }

  let characters = 0;
  const told = commands.slice(0, most.commands).filter(({ command }) => {
    characters += command.length;
    return characters <= most.characters;
  });
  const hasSources = [...texts.files.keys()].some(
    (path) => compiled.test(path) && !/(?:^|\/)node_modules\//.test(path),
  );
  if (told.length < commands.length) unread.push('it has more commands than anybody reads');
  const [reason] = unread;
  const record = { commands: told, hasSources };
  return { record: reason === undefined ? record : { ...record, unread: reason }, read: [...read] };
}

type Line = Omit<Found, 'path'>;

function commandsIn(value: GypValue): readonly Line[] {
  const found: Line[] = [];
  for (const { text, line } of textsOf(value)) {
    found.push(...expansionsIn(text, line));
    // Conditions are evaluated by Python as well, and plug-ins of compilers are loaded.
    if (dunder.test(text) || /^-(?:fplugin=|wrapper\b)/.test(text)) found.push({ line, command: cut(text) });
    if (found.length > most.commands) break;
  }
  found.push(...listedIn(value));
  return found;
}

const dunder =
  /__(?:class|import|subclasses|globals|builtins|mro|bases?|getattribute|dict|init|reduce|code|loader|self)__/;

/** `action` lists of actions, rules, postbuilds and run_as; compilers that a package brings itself. */
function listedIn(value: GypValue): readonly Line[] {
  if ('text' in value) return [];
  if ('items' in value) return value.items.flatMap(listedIn);
  return value.pairs.flatMap(([key, held]) => {
    const runs = /^(?:action|inputs_command|CommandLine|Command)[+=?!/]?$/.test(key.text);
    const tools = key.text === 'make_global_settings' ? pairsIn(held) : [];
    const words = runs ? [...textsOf(held)].map(({ text }) => text) : [];
    // Beside a target's `action_name` and the like, what holds no list is a command line.
    const own = words.length > 0 ? [{ line: key.line, command: cut(words.map(quote).join(' ')) }] : [];
    return [...own, ...tools, ...listedIn(held)];
  });
}

function pairsIn(value: GypValue): readonly Line[] {
  if (!('items' in value)) return [];
  return value.items.flatMap((item) => {
    const [name, tool] = 'items' in item ? [...textsOf(item)] : [];
    return name === undefined || tool === undefined ? [] : [{ line: tool.line, command: cut(tool.text) }];
  });
}

function quote(word: string): string {
  return /^[\w@%+=:,./<>()-]+$/.test(word) ? word : `'${word.replaceAll("'", '"')}'`;
}

/** What stands in `<!(…)`, `<!@(…)`, their later kinds with `>` and `^`, and modules that gyp imports and runs. */
function expansionsIn(text: string, firstLine: number): readonly Line[] {
  const found: Line[] = [];
  let line = firstLine;
  let counted = 0;
  for (const match of text.matchAll(/[<>^]!@?[\w.-]{0,64}\(/g)) {
    if (found.length > most.commands) break;
    line += text.slice(counted, match.index).split('\n').length - 1;
    counted = match.index;
    const from = match.index + match[0].length;
    const body = text.slice(from, from + most.command);
    const name = /[\w.-]+(?=\($)/.exec(match[0])?.[0];
    const inner = body.slice(0, endOf(body)).trim();
    found.push({ line, command: name === undefined ? inner : `${name} ${inner}` });
  }
  return found;
}

function endOf(body: string): number {
  let open = 1;
  for (let at = 0; at < body.length; at += 1) {
    if (body[at] === '(') open += 1;
    else if (body[at] === ')') open -= 1;
    if (open === 0) return at;
  }
  return body.length;
}

/** Files of the package that gyp reads next: included ones, and those whose targets are asked for. */
function includedBy(value: GypValue, from: string, paths: PackagePaths): readonly string[] {
  const folder = posix.dirname(from).replace(/^\.$/, '');
  const found = new Set<string>();
  for (const { text, keys } of textsOf(value)) {
    const key = keys.at(-1) ?? '';
    const name = /^includes/.test(key)
      ? text
      : /^dependencies/.test(key)
        ? text.replace(/:[^:]*$/, '')
        : undefined;
    const path = name === undefined || name === '' ? undefined : paths.exact(folder, name);
    if (path !== undefined && /\.gypi?$/i.test(path)) found.add(path);
    else if (path !== undefined && /^includes/.test(key)) found.add(path);
  }
  return [...found];
}

function cut(text: string): string {
  return text.slice(0, most.command);
}
