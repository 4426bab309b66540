import { type Matcher, near, type Sweep } from './matcher.ts';
import { stretches, table } from './stretches.ts';

/** Texts that are kept in an encoding. */

/** How the encodings of images, fonts, sound, archives of fonts, maps and programs for browsers begin. */
const media =
  /^(?:iVBORw0KGgo|\/9j\/|R0lGOD|UklGR|PHN2Zy|PD94bWwg|d09GR|d09GM|AAEAAAA|T1RUTw|AGFzbQ|JVBER|Qk[0-3]|AAABAA|SUQz|\/\/[uv]|T2dnUw|GkXfo|AAAA[A-Za-z0-9+/]{4}ZnR5|eyJ2ZXJzaW9uIjo|LS0tLS1CRUdJTi|0061736d|89504e47|ffd8ff|47494638|774f4646|774f4632|PCFET0NUWVBF|PGh0bWw)/;

const inEncoded = table(/[A-Za-z0-9+/=_-]/);

const longEncoded: Sweep = {
  kind: 'long-encoded',
  anchors: [],
  longLine: 500,
  sweep: ({ code }) => {
    const sights = [];
    for (const { start, end } of stretches(code, inEncoded, 500, 512)) {
      if (sights.length >= 8) break;
      if (!/['"`]/.test(code.charAt(start - 1)) || !/['"`]/.test(code.charAt(end))) continue;
      const head = code.slice(start, Math.min(end, start + 4_096));
      if (media.test(head) || !isDense(head) || behindMediaType(code, start)) continue;
      sights.push({ index: start, what: `${end - start} characters` });
    }
    return sights;
  },
};

/** A table of steps or a ruler of letters has few kinds of characters, or goes through them in order. */
function isDense(head: string): boolean {
  const kinds = new Set(head).size;
  if (/^[0-9a-fA-F]+$/.test(head)) return kinds >= 12;
  const upper = (head.match(/[A-Z]/g) ?? []).length / head.length;
  const lower = (head.match(/[a-z]/g) ?? []).length / head.length;
  const digits = (head.match(/[0-9]/g) ?? []).length / head.length;
  return kinds >= 32 && upper > 0.1 && lower > 0.1 && digits > 0.02;
}

function behindMediaType(code: string, index: number): boolean {
  return /data:(?:image|font|audio|video|application\/(?:x-)?font|application\/json)[^,]{0,60},\s{0,9}['"`]?\s{0,9}\+?\s{0,9}['"`]?$/.test(
    code.slice(Math.max(0, index - 120), index),
  );
}

const decodes = near(
  'decodes',
  [
    'base64',
    "'hex'",
    '"hex"',
    'atob(',
    'atob)(',
    'createdecipher',
    'inflatesync(',
    'gunzipsync(',
    'inflaterawsync(',
    'brotlidecompresssync(',
  ],
  // `Buffer.from(text).toString('base64')` encodes.
  /Buffer\s{0,9}\.?\s{0,9}(?:from)?\s{0,9}\((?:(?!\.toString\s{0,3}\()[^;]){0,200}?['"`](?:base64|hex)(?:url)?['"`]|\batob\)?\s{0,9}\(|\bcreateDecipher(?:iv)?\s{0,9}\(|\b(?:inflate(?:Raw)?|gunzip|brotliDecompress)Sync\s{0,9}\(/,
  { before: 220, behind: 40 },
);

/**
 * How the encodings of `https://`, `http://`, `child_process`, `process.env` and `require(` begin, at each of the
 * three places where they can lie in base64, and in hex.
 */
const tellTale = [
  ...['ahr0chm6ly', 'ahr0cdovl', 'h0dhbzoi8v', 'h0dha6ly', 'odhrwczovl', 'odhrwoi8v'],
  ...['y2hpbgrfchjvy2vzc', 'noawxkx3byb2nlc3', 'jaglszf9wcm9jzxnz'],
  ...['68747470733a2f2f', '687474703a2f2f', '6368696c645f70726f63657373'],
];

/** The literal around an anchor, decoded, where it decodes to a text that reaches out. */
const encodedText: Matcher = {
  kind: 'encoded-text',
  anchors: tellTale,
  reach: 7_000,
  inData: true,
  test: ({ text, at }) => {
    let start = at;
    while (start > 0 && at - start < 3_000 && isEncoded(text.charCodeAt(start - 1))) start -= 1;
    let end = at;
    while (end < text.length && end - at < 4_000 && isEncoded(text.charCodeAt(end))) end += 1;
    // Longer ones are files, maps of sources mostly, and count as such.
    if (end - start > 3_000 || /[,:]$/.test(text.slice(Math.max(0, start - 1), start))) return undefined;
    const literal = text.slice(start, end);
    const plain = Buffer.from(literal, /^[0-9a-fA-F]+$/.test(literal) ? 'hex' : 'base64').toString('latin1');
    if (!/^[\x09-\x0d\x20-\x7e]{6,}$/.test(plain)) return undefined;
    const seen = /https?:\/\/[\w.-]{3,80}|child_process/.exec(plain);
    return seen === null ? undefined : { index: start, what: seen[0] };
  },
};

function isEncoded(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 61 ||
    code === 45 ||
    code === 95
  );
}

export const encodedMatchers = [decodes, encodedText];
export const encodedSweeps = [longEncoded];
