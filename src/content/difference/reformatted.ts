import { isDeepStrictEqual } from 'node:util';
import { affordable } from '../syntax/affordable.ts';

/** Beside equal code so many more characters of comments are still noise: code may read what stands in its own. */
const mostNewComment = 2_000;
/** A parser takes long for more than this, and nobody reads it. */
const mostParsed = 512 * 1024;

/**
 * True where the two texts of one file mean the same: JavaScript with an equal syntax tree, JSON with equal values,
 * other texts with equal lines but for blanks at their ends. In doubt false: what is called noise is not shown.
 * Undefined where nobody would wait for the answer.
 */
export async function isReformatted(
  path: string,
  before: string,
  after: string,
): Promise<boolean | undefined> {
  if (before.includes('\0') || after.includes('\0')) return false;
  if (Math.max(before.length, after.length) > mostParsed) return undefined;
  if (/\.[cm]?js$/i.test(path)) return sameProgram(path, before, after);
  if (/\.json$/i.test(path)) return sameJson(before, after);
  return isDeepStrictEqual(linesOf(path, before), linesOf(path, after));
}

/** Where no line's meaning hangs on its indentation. */
const freelyIndented = /\.(?:[cm]?tsx?|jsx|css|s[ac]ss|less|html?|md|markdown|txt)$|(?:^|\/)[^.]+$/i;

function linesOf(path: string, text: string): readonly string[] {
  const indented = !freelyIndented.test(path);
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => (indented ? line.trimEnd() : line.trim()))
    .filter((line) => line !== '');
}

function sameJson(before: string, after: string): boolean {
  try {
    return written(before) === written(after);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return false;
    throw error;
  }
}

/** The order of keys stays: `exports` is read by it. */
function written(text: string): string {
  return JSON.stringify(JSON.parse(text.replace(/^\uFEFF/, '')));
}

/** Regexes are compared as they are written, and never run. */
const options = { next: true, validateRegex: false, preserveParens: true } as const;

interface Program {
  readonly tree: unknown;
  readonly commentLength: number;
}

async function sameProgram(path: string, before: string, after: string): Promise<boolean | undefined> {
  if (hashbang(before) !== hashbang(after)) return false;
  for (const text of [before, after]) {
    const afforded = affordable(text);
    if ('refused' in afforded) return undefined;
  }
  // Of the parsers the one that keeps no list of names: the other goes through all of them for each new one.
  const { parse } = await import('meriyah');
  const read = (text: string, sourceType: 'commonjs' | 'module'): Program => {
    let commentLength = 0;
    const onComment = (_kind: string, comment: string): void => {
      commentLength += comment.length;
    };
    const tree = parse(text, { ...options, sourceType, onComment });
    return { tree, commentLength };
  };
  const types = /\.mjs$/i.test(path) ? (['module'] as const) : (['commonjs', 'module'] as const);
  for (const type of types) {
    try {
      const [one, other] = [read(before, type), read(after, type)];
      return other.commentLength <= one.commentLength + mostNewComment && sameTree(one.tree, other.tree);
    } catch (error) {
      // What no parser takes, or what is nested deeper than any stack, is shown as it is.
      if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
    }
  }
  return false;
}

function hashbang(text: string): string | undefined {
  return /^#![^\r\n]{0,1000}/.exec(text)?.[0];
}

/** Of nodes everything counts but where they stand, and how a literal is written. */
function sameTree(one: unknown, other: unknown): boolean {
  const [fields, others] = [bare(one), bare(other)];
  if (!isFields(fields) || !isFields(others)) return Object.is(fields, others);
  const keys = Object.keys(fields);
  return (
    Array.isArray(fields) === Array.isArray(others) &&
    keys.length === Object.keys(others).length &&
    keys.every((key) => Object.hasOwn(others, key) && sameTree(fields[key], others[key]))
  );
}

/** Brackets around a text say that it is no directive: of an arrow's body the tree says nothing else of it. */
function bare(node: unknown): unknown {
  let inner = node;
  while (isFields(inner) && inner['type'] === 'ParenthesizedExpression') {
    const { expression } = inner;
    if (isFields(expression) && typeof expression['value'] === 'string') return inner;
    inner = expression;
  }
  return inner;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object';
}
