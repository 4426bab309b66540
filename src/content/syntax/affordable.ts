/** In UTF-16 units: what a parser reads in a tenth of a second. */
export const mostParsed = 1 << 20;
/** Parsers go down one call for each open bracket; honest code has a few dozen. */
const deepest = 2_000;
/**
 * In halves of a sign, for all that makes a node or more: it is nodes that cost, to make them, to go through them and
 * to clear them away. A minified file of 700 kB has nearly as many.
 */
const mostWork = 400_000;

const opens = 1;
const closes = 2;
/** What each character takes: signs, what begins or ends a literal, and templates and long sums, which take longest. */
const work = new Uint8Array(128);
for (const char of '([{)]},;.?:=&|!~*-<>') work[char.charCodeAt(0)] = 2;
for (const char of '`+') work[char.charCodeAt(0)] = 6;
for (const char of '"\'/') work[char.charCodeAt(0)] = 1;
const brackets = new Uint8Array(128);
for (const char of '([{') brackets[char.charCodeAt(0)] = opens;
for (const char of ')]}') brackets[char.charCodeAt(0)] = closes;
const wordly = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w$]/.test(String.fromCharCode(code)) ? 1 : 0,
);

export type Affordable =
  | { readonly refused: 'too-deep' | 'over-budget' }
  /** What it takes, of at most 400,000. */
  | { readonly work: number };

/**
 * Whether a parser may be let at a text at all: it looks at signs and words without knowing where strings and
 * comments are, so that it can err, but towards what nobody writes by hand.
 */
export function affordable(source: string): Affordable {
  if (source.length > mostParsed) return { refused: 'over-budget' };
  let depth = 0;
  let sum = 0;
  let inWord = 0;
  for (let at = 0; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    const isWord = code < 128 ? (wordly[code] ?? 0) : 1;
    if (isWord === 1) {
      sum += 1 - inWord;
      inWord = 1;
      continue;
    }
    inWord = 0;
    sum += work[code] ?? 0;
    const bracket = brackets[code];
    if (bracket === opens) {
      depth += 1;
      if (depth > deepest) return { refused: 'too-deep' };
    } else if (bracket === closes && depth > 0) depth -= 1;
  }
  return sum > mostWork ? { refused: 'over-budget' } : { work: sum };
}
