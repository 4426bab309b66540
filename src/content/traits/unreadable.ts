import { near, type Sweep } from './matcher.ts';
import { stretches, table } from './stretches.ts';

/** Code that was made so that nobody can read it. */

const decoder = String.raw`(?:\batob|Buffer\s{0,9}\.\s{0,9}from|\bunescape|decodeURIComponent|fromCharCode|fromCodePoint|inflate(?:Raw)?Sync|gunzipSync|brotliDecompressSync|unzipSync|createDecipheriv|\bdecrypt\w{0,20}|\bdecode\w{0,20}|\bdeobfuscate\w{0,20})\)?\s{0,9}[(.]`;
const evaluator = String.raw`(?:\beval|\bFunction|\brunIn(?:This|New)?Context|\b_compile|\bexecSync|\brequireFromString|\bsetTimeout|\bScript|\bconstructor)`;
/** Code between two brackets, without other statements; strings in it are short. */
const between = String.raw`(?:[^;{}'"\`]|'[^'\n]{0,24}'|"[^"\n]{0,24}"|\`\$\{){0,100}?`;

/** Something decoded goes straight to where code is run. */
const direct = near(
  'decode-and-run',
  [
    'eval',
    'function(',
    'function)(',
    'runinthiscontext',
    'runinnewcontext',
    'runincontext',
    '_compile',
    'execsync',
    'requirefromstring',
    'settimeout(',
    'script(',
    'constructor(',
  ],
  new RegExp(`${evaluator}\\)?\\s{0,9}\\(${between}${decoder}`),
  { before: 4, behind: 240, inData: true },
);

const decoded =
  /(?:\batob\s{0,9}\(|['"`](?:base64|hex)['"`]|fromCharCode|createDecipheriv|(?:inflate(?:Raw)?|gunzip|brotliDecompress|unzip)Sync\s{0,9}\()/;

/** By way of a variable: `const s = atob(x); eval(s)`. */
const throughVariable = near(
  'decode-and-run',
  ['eval', 'function(', 'function)(', 'runinthiscontext', 'runinnewcontext', '_compile'],
  /(?:\beval|\bFunction|\brunIn(?:This|New)Context|\b_compile)\)?\s{0,9}\(\s{0,9}(?:['"][\w, ]{0,60}['"]\s{0,9},\s{0,9}){0,6}([A-Za-z_$][\w$]{0,60})\s{0,9}[),]/,
  {
    before: 4,
    behind: 260,
    inData: true,
    and: ({ text }, index, match) => {
      const name = (match[1] ?? '').replaceAll('$', '\\$');
      const assigned = new RegExp(`(?<![\\w$.])${name}\\s{0,9}\\+?=(?![=>])([^;]{0,300})`, 'g');
      const before = text.slice(Math.max(0, index - 2_000), index);
      return [...before.matchAll(assigned)].slice(-4).some(([, value]) => decoded.test(value ?? ''));
    },
  },
);

const inData = near(
  'decode-and-run',
  ['data:text/javascript', 'data:application/javascript', 'data:application/wasm'],
  /(?:\bimport\s{0,9}\(|\bnew\s{1,9}Worker\s{0,9}\(\s{0,9}new\s{1,9}URL\s{0,9}\(|\bfrom\s{0,9}|--import[ =,'"]{1,5})\s{0,9}['"`]data:(?:text|application)\/(?:javascript|wasm)/,
  { what: 'imports a data: address' },
);

const packed = near(
  'packer',
  ['p,a,c,k', 'eval(function'],
  // In quotes it is what a packer writes, or what looks for packed programs.
  /(?<!['"`]eval\(|\^eval\\\()\bfunction\s{0,9}\(\s{0,9}p\s{0,9},\s{0,9}a\s{0,9},\s{0,9}c\s{0,9},\s{0,9}k\s{0,9},\s{0,9}[er]|(?<!['"`])\beval\(function\((?:\w,){4,8}\w\)/,
  {
    before: 40,
    behind: 80,
    inData: true,
  },
);

/** obfuscator.io turns its table of strings until a sum fits. */
const rotated = near(
  'packer',
  ['while(!![])', 'while (!![])'],
  /while\s{0,9}\(!!\[\]\)\s{0,9}\{\s{0,9}try\s{0,9}\{[^}]{0,80}parseInt\s{0,9}\(/,
  { behind: 300, inData: true, what: 'a turned table of strings' },
);

/** Older versions of it, and its imitators, turn the table a number of times. */
const turned = near(
  'packer',
  ["['push'](", '["push"]('],
  /\b\w{1,12}\s{0,3}\[\s{0,3}(['"])push\1\s{0,3}\]\s{0,3}\(\s{0,3}\w{1,12}\s{0,3}\[\s{0,3}(['"])shift\2\s{0,3}\]\s{0,3}\(\s{0,3}\)/,
  { before: 14, behind: 60, inData: true, what: 'a turned table of strings' },
);

/** An honest file names none; a hostile one shows in the first of them what it is. */
const mostUses = 20_000;

const hexNames: Sweep = {
  kind: 'hex-names',
  anchors: ['_0x'],
  inData: true,
  sweep: ({ code }) => {
    const names = new Set<string>();
    let first = -1;
    let uses = 0;
    for (const match of code.matchAll(/_0x[0-9a-f]{3,8}/gi)) {
      if (first < 0) first = match.index;
      names.add(match[0]);
      uses += 1;
      if (names.size >= 1_000 || uses >= mostUses) break;
    }
    return names.size < 10 ? [] : [{ index: first, what: `${names.size} names` }];
  },
};

const inEscapes = table(/[\\xu0-9a-f{}]/i);
/** Of signs that could stand there as they are: tables of bytes have others. */
const readable = /(?:\\x[2-7][0-9a-f]|\\u00[2-7][0-9a-f]|\\u\{0{0,4}[2-7][0-9a-f]\}){100,2000}/i;

const escapeRuns: Sweep = {
  kind: 'escape-run',
  anchors: ['\\x', '\\u00', '\\u{'],
  sweep: ({ code }) =>
    stretches(code, inEscapes, 400, 8).flatMap(({ start, end }) => {
      const match = readable.exec(code.slice(start, Math.min(end, start + 12_000)));
      const count = match === null ? 0 : match[0].split('\\').length - 1;
      return match === null ? [] : [{ index: start + match.index, what: `${count} escapes` }];
    }),
};

const inBrackets = table(/[[\]()!+]/);

/** Programs that are spelled with six brackets and signs alone. */
const brackets: Sweep = {
  kind: 'jsfuck',
  anchors: ['![]+', '+[]', '+!+[]', '+!![]', '[][('],
  inData: true,
  sweep: ({ code }) =>
    stretches(code, inBrackets, 200, 8).flatMap(({ start, end }) => {
      // Rows of empty lists, and what closes deep nesting, are no programs.
      const parts = code.slice(start, Math.min(end, start + 4_000)).match(/!\[\]|\+\[\]/g) ?? [];
      return parts.length < 10 ? [] : [{ index: start, what: `${end - start} brackets and signs` }];
    }),
};

const signs = near(
  'jsfuck',
  ['=~[];', '=~[]\n', 'ﾟωﾟ'],
  /[$\w]\s{0,9}=\s{0,9}~\s{0,9}\[\]\s{0,9};\s{0,9}[$\w]{1,9}\s{0,9}=\s{0,9}\{|ﾟωﾟﾉ\s{0,9}=/,
  {
    behind: 120,
    inData: true,
  },
);

export const unreadableMatchers = [direct, throughVariable, inData, packed, rotated, turned, signs];
export const unreadableSweeps = [hexNames, escapeRuns, brackets];
