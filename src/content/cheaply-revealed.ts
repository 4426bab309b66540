interface Revealed {
  readonly value: string;
  readonly line: number;
}

const mostValues = 20_000;

/** Neighbouring texts with a plus between them. */
const joined =
  /(?:"[^"\n\\]{0,60}"|'[^'\n\\]{0,60}')(?:\s{0,8}\+\s{0,8}(?:"[^"\n\\]{0,60}"|'[^'\n\\]{0,60}')){1,20}/g;
/** Texts with letters that are written as numbers. */
const escaped = /["'`][\w$./:~@ -]{0,60}(?:\\x[\da-f]{2}|\\u[\da-f]{4})[^"'`\n]{0,200}["'`]/gi;
/** Texts that are base64 or hexadecimal in whole. */
const encoded = /["'`]([\w+/-]{8,2000}={0,2})["'`]/g;

/**
 * Strings that a file puts together or encodes, found without a parser, for what is too large for one: in time
 * that grows with the text's length alone, and with fewer forms than a parser knows.
 */
export function cheaplyRevealed(text: string): readonly Revealed[] {
  const found: { readonly value: string; readonly at: number }[] = [];
  const collect = (pattern: RegExp, reveal: (match: RegExpMatchArray) => string | undefined): void => {
    for (const match of text.matchAll(pattern)) {
      if (found.length >= mostValues) return;
      const value = reveal(match);
      if (value !== undefined) found.push({ value, at: match.index ?? 0 });
    }
  };
  collect(joined, ([whole]) =>
    [...whole.matchAll(/"([^"]{0,60})"|'([^']{0,60})'/g)].map(([, a, b]) => a ?? b ?? '').join(''),
  );
  collect(escaped, ([whole]) => unescaped(whole.slice(1, -1)));
  collect(encoded, ([, code = '']) => decoded(code));
  return withLines(text, found);
}

function unescaped(text: string): string {
  return text.replace(/\\x([\da-f]{2})|\\u([\da-f]{4})/gi, (_, two?: string, four?: string) =>
    String.fromCharCode(Number.parseInt(two ?? four ?? '', 16)),
  );
}

/** Undefined unless a readable text comes of it: most words are base64 of something. */
function decoded(code: string): string | undefined {
  const isHex = code.length % 2 === 0 && /^[\da-f]+$/i.test(code);
  const text = Buffer.from(code, isHex ? 'hex' : 'base64').toString('latin1');
  return /^[\t\n\r\x20-\x7e]{6,}$/.test(text) ? text : undefined;
}

function withLines(text: string, found: readonly { value: string; at: number }[]): readonly Revealed[] {
  let line = 1;
  let next = text.indexOf('\n');
  return [...found]
    .sort((a, b) => a.at - b.at)
    .map(({ value, at }) => {
      for (; next !== -1 && next < at; next = text.indexOf('\n', next + 1)) line += 1;
      return { value, line };
    });
}
