/** A text with the line on which it begins. */
export interface GypText {
  readonly text: string;
  readonly line: number;
}

export interface GypList {
  readonly items: readonly GypValue[];
}

/** Pairs, since a key may stand there twice, and may be named like what every object inherits. */
export interface GypDictionary {
  readonly pairs: readonly (readonly [GypText, GypValue])[];
}

export type GypValue = GypText | GypList | GypDictionary;

const deepest = 64;
const mostValues = 50_000;

/**
 * gyp has Python evaluate its files, so that anything may stand in them. The plain ones are literals: dictionaries,
 * lists, texts (adjoining ones are one), numbers. Whatever is more than that is no data, and said as undefined.
 */
export function readGyp(source: string): GypValue | undefined {
  let at = source.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  let values = 0;

  const skip = (): void => {
    for (; at < source.length; at += 1) {
      const sign = source[at] ?? '';
      if (sign === '#') while (at + 1 < source.length && source[at + 1] !== '\n') at += 1;
      else if (sign === '\n') line += 1;
      else if (!/[\s\\]/.test(sign)) return;
    }
  };
  const value = (depth: number): GypValue | undefined => {
    skip();
    values += 1;
    if (depth > deepest || values > mostValues) return undefined;
    const sign = source[at] ?? '';
    if (sign === '{') return dictionary(depth);
    if (sign === '[' || sign === '(') return list(depth, sign === '[' ? ']' : ')');
    if (/['"]/.test(sign) || /^[rubRUB]{1,2}['"]/.test(source.slice(at, at + 3))) return texts();
    const word = /^(?:True|False|None|-?\d[\w.]{0,40})/.exec(source.slice(at, at + 44))?.[0];
    if (word === undefined) return undefined;
    at += word.length;
    return { text: word, line };
  };
  const dictionary = (depth: number): GypValue | undefined => {
    const pairs: (readonly [GypText, GypValue])[] = [];
    at += 1;
    for (;;) {
      skip();
      if (source[at] === '}') {
        at += 1;
        return { pairs };
      }
      const key = value(depth + 1);
      skip();
      if (key === undefined || !('text' in key) || source[at] !== ':') return undefined;
      at += 1;
      const held = value(depth + 1);
      if (held === undefined) return undefined;
      pairs.push([key, held]);
      skip();
      if (source[at] === ',') at += 1;
      else if (source[at] !== '}') return undefined;
    }
  };
  const list = (depth: number, end: string): GypValue | undefined => {
    const items: GypValue[] = [];
    at += 1;
    for (;;) {
      skip();
      if (source[at] === end) {
        at += 1;
        // Brackets around one text are brackets only.
        return { items };
      }
      const item = value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      skip();
      if (source[at] === ',') at += 1;
      else if (source[at] !== end) return undefined;
    }
  };
  const texts = (): GypText | undefined => {
    const begins = line;
    let text = '';
    for (;;) {
      const prefix = /^[rubRUB]{0,2}(?=['"])/.exec(source.slice(at, at + 3))?.[0];
      if (prefix === undefined) return { text, line: begins };
      at += prefix.length;
      const piece = one(/r/i.test(prefix));
      if (piece === undefined) return undefined;
      text += piece;
      skip();
    }
  };
  const one = (raw: boolean): string | undefined => {
    const sign = source[at] ?? '';
    const quote = source.startsWith(sign.repeat(3), at) ? sign.repeat(3) : sign;
    let text = '';
    for (at += quote.length; at < source.length; ) {
      if (source.startsWith(quote, at)) {
        at += quote.length;
        return text;
      }
      const next = source[at] ?? '';
      if (next === '\n') line += 1;
      if (next === '\n' && quote.length === 1) return undefined;
      if (next !== '\\' || raw) {
        text += next;
        at += 1;
        continue;
      }
      const sequence =
        /^\\(?:x[\da-f]{2}|u[\da-f]{4}|[0-7]{1,3}|[\s\S])/i.exec(source.slice(at, at + 6))?.[0] ?? '\\';
      if (sequence === '\\\n') line += 1;
      text += unescaped(sequence);
      at += sequence.length;
    }
    return undefined;
  };

  const whole = value(0);
  skip();
  return at < source.length ? undefined : whole;
}

const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

function unescaped(sequence: string): string {
  const body = sequence.slice(1);
  if (/^[xu]/.test(body) && body.length > 1) return String.fromCharCode(Number.parseInt(body.slice(1), 16));
  if (/^[0-7]+$/.test(body)) return String.fromCharCode(Number.parseInt(body, 8));
  if (Object.hasOwn(simple, body)) return simple[body] ?? '';
  return /^['"\\]$/.test(body) ? body : sequence;
}

/** Every text in it with the keys above it, innermost last. */
export function* textsOf(
  value: GypValue,
  keys: readonly string[] = [],
): Generator<GypText & { keys: readonly string[] }> {
  if ('text' in value) yield { ...value, keys };
  else if ('items' in value) for (const item of value.items) yield* textsOf(item, keys);
  else
    for (const [key, held] of value.pairs) {
      yield { ...key, keys };
      yield* textsOf(held, [...keys, key.text]);
    }
}
