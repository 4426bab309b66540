import type { Node, ParseError } from 'jsonc-parser';
import { NpqError } from '../errors.ts';
import type { Json } from '../model/finding.ts';
import { placesIn, type TextPlace } from './text-place.ts';

/** The text of an npq.json, and where in it each value stands. */
export interface SettingsText {
  readonly file: string;
  readonly value: Json;
  /** Line of the value at this path, from 1; of the nearest value around it where there is none. */
  line(path: Path): number;
  /** Ends with the place of the value, or with `key` of its name. */
  invalid(path: Path, what: string, at?: 'value' | 'key'): NpqError;
}

export type Path = readonly (string | number)[];

export const settingsLimitBytes = 1024 * 1024;
const deepest = 32;

/** Plain JSON, each key once; throws `config-invalid` with line and column. The text may be a stranger's. */
export async function readSettingsText(raw: string, file: string): Promise<SettingsText> {
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  const placeOf = placesIn(text);
  const refuse = (offset: number, what: string) => invalidAt(file, placeOf(offset), what);
  if (text.length > settingsLimitBytes) throw refuse(0, `expected at most ${settingsLimitBytes} bytes`);
  const { createScanner, parseTree, printParseErrorCode } = await import('jsonc-parser');
  const tooDeep = firstTooDeep(createScanner(text, true));
  if (tooDeep !== undefined) throw refuse(tooDeep, `expected at most ${deepest} levels, found more`);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first || root === undefined) {
    const code = first ? printParseErrorCode(first.error) : 'ValueExpected';
    throw refuse(first?.offset ?? 0, `expected JSON, ${parserWords[code] ?? 'found something else'}`);
  }
  const value = jsonOf(root, refuse);
  return {
    file,
    value,
    line: (path) => placeOf(nodeAt(root, path).node.offset).line,
    invalid(path, what, at = 'value') {
      const { node, property } = nodeAt(root, path);
      const named = at === 'key' ? (property?.children?.[0] ?? node) : node;
      return refuse(named.offset, what);
    },
  };
}

const parserWords: Readonly<Record<string, string>> = {
  InvalidSymbol: 'found a word that is none of true, false and null',
  InvalidNumberFormat: 'found a number that is none',
  PropertyNameExpected: 'found no name where one has to stand (a comma too many?)',
  ValueExpected: 'found no value where one has to stand (a comma too many?)',
  ColonExpected: 'found no colon behind a name',
  CommaExpected: 'found no comma between two values',
  CloseBraceExpected: 'found no } at the end of an object',
  CloseBracketExpected: 'found no ] at the end of a list',
  EndOfFileExpected: 'found more behind its end',
  InvalidCommentToken: 'found a comment, which JSON does not have',
  UnexpectedEndOfComment: 'found a comment, which JSON does not have',
  UnexpectedEndOfString: 'found a text without its closing quotation mark',
  InvalidUnicode: 'found a \\u without four hexadecimal digits',
  InvalidEscapeCharacter: 'found a backslash before a character that needs none',
  InvalidCharacter: 'found a character that has to be written as an escape',
};

interface Scanner {
  scan(): number;
  getTokenOffset(): number;
}

/** The parser calls itself for each level: a file of brackets would end npq and not be refused. */
function firstTooDeep(scanner: Scanner): number | undefined {
  const [openBrace, closeBrace, openBracket, closeBracket, end] = [1, 2, 3, 4, 17];
  let depth = 0;
  for (let token = scanner.scan(); token !== end; token = scanner.scan()) {
    if (token === openBrace || token === openBracket) depth += 1;
    if (token === closeBrace || token === closeBracket) depth -= 1;
    if (depth > deepest) return scanner.getTokenOffset();
  }
  return undefined;
}

function jsonOf(node: Node, refuse: (offset: number, what: string) => NpqError): Json {
  if (node.type === 'array') return (node.children ?? []).map((child) => jsonOf(child, refuse));
  if (node.type !== 'object') return node.value as Json;
  // No prototype: a name in the file never meets an inherited one.
  const object: Record<string, Json> = Object.create(null);
  for (const { children: [name, value] = [] } of node.children ?? []) {
    if (name === undefined || value === undefined) throw refuse(node.offset, 'expected names with values');
    const key = String(name.value);
    // Whoever looks a name up among those that are known must not find what every object has.
    if (key in Object.prototype) throw refuse(name.offset, `there is no key named ${JSON.stringify(key)}`);
    if (key in object) throw refuse(name.offset, `${JSON.stringify(key.slice(0, 100))} stands here twice`);
    object[key] = jsonOf(value, refuse);
  }
  return object;
}

/** As far down the path as there are values. */
function nodeAt(root: Node, path: Path): { readonly node: Node; readonly property?: Node } {
  let found: { node: Node; property?: Node } = { node: root };
  for (const step of path) {
    const children: readonly Node[] = found.node.children ?? [];
    const property =
      typeof step === 'string' ? children.find((child) => child.children?.[0]?.value === step) : undefined;
    const node = typeof step === 'string' ? property?.children?.[1] : children[step];
    if (node === undefined) return found;
    found = property === undefined ? { node } : { node, property };
  }
  return found;
}

function invalidAt(file: string, { line, column }: TextPlace, what: string): NpqError {
  return new NpqError('config-invalid', {
    message: `${file.replace(/\p{Cc}/gu, ' ')}:${line}:${column}: ${what}${what.endsWith('?') ? '' : '.'}`,
    hint: 'Mend the file or take it away; npq does not go on with settings that it only half understands.',
  });
}
