import { isDeepStrictEqual } from 'node:util';

/** Beside equal code so many more characters of comments are still noise: code may read what stands in its own. */
const mostNewComment = 2_000;
/** A parser takes long for more than this, and nobody reads it. */
const mostParsed = 512 * 1024;

/**
 * True where the two texts of one file mean the same: JavaScript with an equal syntax tree, JSON with equal values,
 * other texts with equal lines but for blanks at their ends. In doubt false: what is called noise is not shown.
 */
export async function isReformatted(path: string, before: string, after: string): Promise<boolean> {
  if (before.includes('\0') || after.includes('\0')) return false;
  if (Math.max(before.length, after.length) > mostParsed) return false;
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

interface Program {
  readonly tree: unknown;
  readonly commentLength: number;
}

async function sameProgram(path: string, before: string, after: string): Promise<boolean> {
  if (hashbang(before) !== hashbang(after)) return false;
  const { parse } = await import('acorn');
  const read = (text: string, sourceType: 'script' | 'module'): Program => {
    let commentLength = 0;
    const tree = parse(text, {
      ...{ ecmaVersion: 'latest', sourceType, allowHashBang: true },
      allowReturnOutsideFunction: sourceType === 'script',
      onComment: (_isBlock, comment) => {
        commentLength += comment.length;
      },
    });
    return { tree, commentLength };
  };
  const types = /\.mjs$/i.test(path) ? (['module'] as const) : (['script', 'module'] as const);
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
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object')
    return Object.is(one, other);
  if (one instanceof RegExp || other instanceof RegExp) return String(one) === String(other);
  const [fields, others] = [fieldsOf(one), fieldsOf(other)];
  const keys = Object.keys(fields);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === Object.keys(others).length &&
    keys.every((key) => Object.hasOwn(others, key) && sameTree(fields[key], others[key]))
  );
}

function fieldsOf(node: object): Readonly<Record<string, unknown>> {
  const isLiteral = 'type' in node && node.type === 'Literal';
  return Object.fromEntries(
    Object.entries(node).filter(([key]) => key !== 'start' && key !== 'end' && !(isLiteral && key === 'raw')),
  );
}
