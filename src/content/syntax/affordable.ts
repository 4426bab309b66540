/** In UTF-16 units: what a parser reads in a tenth of a second. */
export const mostParsed = 1 << 20;
/** Parsers go down one call for each open bracket; honest code has a few dozen. */
const deepest = 2_000;
/** Of signs that each make a node or more; a minified megabyte has nearly as many. */
const mostSigns = 200_000;
/** Templates and long sums take a parser longest, and stand far between in what people write. */
const dear = 3;

const opens = 1;
const closes = 2;
const sign = 3;
const costly = 4;
const kinds = new Uint8Array(128);
for (const char of '([{') kinds[char.charCodeAt(0)] = opens;
for (const char of ')]}') kinds[char.charCodeAt(0)] = closes;
for (const char of ',;.?:=&|!~*-<>') kinds[char.charCodeAt(0)] = sign;
for (const char of '`+') kinds[char.charCodeAt(0)] = costly;

/**
 * Whether a parser may be let at a text at all: it looks at signs without knowing where strings and comments are,
 * so that it can err, but towards what nobody writes by hand.
 */
export function affordable(source: string): 'too-deep' | 'over-budget' | undefined {
  if (source.length > mostParsed) return 'over-budget';
  let depth = 0;
  let signs = 0;
  for (let at = 0; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    const kind = code < 128 ? (kinds[code] ?? 0) : 0;
    if (kind === 0) continue;
    signs += kind === costly ? dear : 1;
    if (kind === opens) {
      depth += 1;
      if (depth > deepest) return 'too-deep';
    } else if (kind === closes && depth > 0) depth -= 1;
  }
  return signs > mostSigns ? 'over-budget' : undefined;
}
