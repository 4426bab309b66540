/**
 * JavaScript with its comments blanked out, so that documentation and lists in comments are no traits. Of equal
 * length, so that places stay places. Strings, templates and regular expressions stay as they are.
 *
 * Where a slash can be read in two ways, an attacker could write code that is a comment for us alone. Such a text
 * comes back untouched: then comments count too, which is the harmless mistake.
 */
export function maskComments(text: string): string {
  if (!text.includes('/*') && !text.includes('//') && !text.startsWith('#!')) return text;
  const comments: number[] = [];
  // What `}` and `)` close: the context decides whether a slash behind them divides.
  const braces: boolean[] = [];
  const parens: boolean[] = [];
  // The last token: an operand (a slash divides), an operator (it begins a regular expression), or a keyword's.
  let operand = false;
  let last = 0;
  let keyword = false;
  let at = 0;

  if (text.charCodeAt(0) === 0xfeff) at = 1;
  if (text.startsWith('#!', at)) {
    const end = lineEnd(text, at);
    comments.push(at, end);
    at = end;
  }
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      at += 1;
      continue;
    }
    const wasKeyword: boolean = keyword;
    if (isWord(code)) {
      const start = at;
      do at += 1;
      while (at < text.length && isWord(text.charCodeAt(at)));
      const length = at - start;
      // A property of that name is none: `a.if(b) / c`.
      const isProperty = last === dot || last === hash;
      const word = isProperty || !mayBeTold(code, length) ? '' : text.slice(start, at);
      if (unclear.has(word) && nextIsSlash(text, at)) return text;
      keyword = bracketed.has(word) || (wasKeyword && word === 'await');
      operand = !beforeExpression.has(word) && !keyword;
      last = 0;
      continue;
    }
    keyword = false;
    if (code === slash) {
      const next = text.charCodeAt(at + 1);
      if (next === slash || next === star) {
        const end = next === slash ? lineEnd(text, at) : blockEnd(text, at);
        if (end < 0) return text;
        comments.push(at, end);
        at = end;
        keyword = wasKeyword;
        continue;
      }
      if (last === closingBrace || last === plusPlus) return text;
      if (operand) {
        operand = false;
        at += 1;
      } else {
        at = regexEnd(text, at);
        if (at < 0) return text;
        operand = true;
      }
      last = slash;
      continue;
    }
    if (code === quote || code === doubleQuote) {
      at = stringEnd(text, at, code);
      operand = true;
      last = code;
      continue;
    }
    if (code === backtick) {
      at = templateEnd(text, at + 1);
      operand = true;
      last = code;
      if (text.charCodeAt(at - 1) === openingBrace) {
        braces.push(true);
        operand = false;
      }
      continue;
    }
    // Old comments of web pages, which modules read as operators.
    if (code === less && text.startsWith('<!--', at)) return text;
    if (code === minus && text.startsWith('-->', at) && !countsDown.test(text.slice(Math.max(0, at - 9), at)))
      return text;
    at += 1;
    if (code === openingParen) {
      parens.push(wasKeyword);
      operand = false;
    } else if (code === closingParen) {
      operand = !(parens.pop() ?? false);
    } else if (code === openingBrace) {
      braces.push(false);
      operand = false;
    } else if (code === closingBrace) {
      operand = true;
      if (braces.pop() === true) {
        at = templateEnd(text, at);
        last = backtick;
        if (text.charCodeAt(at - 1) === openingBrace) {
          braces.push(true);
          operand = false;
        }
        continue;
      }
    } else {
      operand = code === closingBracket;
    }
    const doubled = (code === plus || code === minus) && text.charCodeAt(at - 2) === code;
    last = doubled ? plusPlus : code;
  }
  return blankOut(text, comments);
}

const [slash, star, quote, doubleQuote, backtick, less, dot, hash, plus, minus] = [
  47, 42, 39, 34, 96, 60, 46, 35, 43, 45,
];
const [openingParen, closingParen, openingBrace, closingBrace, closingBracket] = [40, 41, 123, 125, 93];
const backslash = 92;
/** Not a character: `++` or `--`, behind which a slash may be either. */
const plusPlus = -1;

/** `n-->0`, and not the mark that ends such a comment. */
const countsDown = /[\w$)\]][ \t]{0,8}$/;

const beforeExpression = new Set([
  ...['return', 'typeof', 'instanceof', 'in', 'new', 'delete', 'void', 'throw', 'case', 'do', 'else'],
  ...['extends', 'default'],
]);
/** Names in some programs, keywords in others. */
const unclear = new Set(['of', 'yield', 'await', 'let', 'async']);
/** Behind whose brackets a statement begins. */
const bracketed = new Set(['if', 'while', 'for', 'with']);

/** By the code of the first letter: a bit for each length of the words above. To cut out every word takes longest. */
const lengthsOf = new Uint16Array(128);
for (const word of [...beforeExpression, ...unclear, ...bracketed]) {
  const first = word.charCodeAt(0);
  lengthsOf[first] = (lengthsOf[first] ?? 0) | (1 << word.length);
}

function mayBeTold(first: number, length: number): boolean {
  return length <= 10 && first < 128 && (((lengthsOf[first] ?? 0) >> length) & 1) === 1;
}

const wordCodes = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w$\\]/.test(String.fromCharCode(code)) ? 1 : 0,
);

function isWord(code: number): boolean {
  return code < 128 ? wordCodes[code] === 1 : !isBlank(code);
}

function isBlank(code: number): boolean {
  if (code <= 32) return true;
  if (code < 0xa0) return false;
  if (code === 0xa0 || code === 0x1680 || code === 0x3000 || code === 0xfeff) return true;
  return code >= 0x2000 && (code <= 0x200a || (code >= 0x2028 && code <= 0x202f) || code === 0x205f);
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at += 1;
  return at;
}

/** -1 where it never ends: no program, or not the comment that it looks like. */
function blockEnd(text: string, from: number): number {
  const end = text.indexOf('*/', from + 2);
  return end < 0 ? -1 : end + 2;
}

function stringEnd(text: string, from: number, mark: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === mark) return at + 1;
    if (code === 10 || code === 13) return at;
    if (code === backslash) at += text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? 2 : 1;
  }
  return text.length;
}

/** Behind the closing backtick, or behind the `${` of a part that is code. */
function templateEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backtick) return at + 1;
    if (code === backslash) at += 1;
    else if (code === 36 && text.charCodeAt(at + 1) === openingBrace) return at + 2;
  }
  return text.length;
}

function regexEnd(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isLineEnd(code)) return -1;
    if (code === backslash) at += 1;
    else if (code === 91) inClass = true;
    else if (code === 93) inClass = false;
    else if (code === slash && !inClass) return at + 1;
  }
  return -1;
}

function nextIsSlash(text: string, from: number): boolean {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === slash && next !== slash && next !== star;
}

function blankOut(text: string, ranges: readonly number[]): string {
  const parts: string[] = [];
  let from = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    const start = ranges[index] ?? 0;
    const end = ranges[index + 1] ?? start;
    parts.push(text.slice(from, start), ' '.repeat(end - start));
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** The same for shell, python and their kin: whole lines that a mark begins. */
export function maskMarkedLines(text: string, mark: RegExp): string {
  return text.replace(mark, (line) => ' '.repeat(line.length));
}
