/** A way of spelling things that matchers cannot read, and a parser can. */
export interface Veil {
  readonly anchors: readonly string[];
  readonly pattern: RegExp;
  readonly before?: number;
  readonly behind?: number;
}

const global = `(?:globalThis|global|process|module|require|window|self|Reflect)`;
/** A short piece of a text, such as people have no need to cut one into. */
const piece = String.raw`(?:'[\w.:\/~-]{0,24}'|"[\w.:\/~-]{0,24}"|\`[\w.:\/~-]{0,24}\`)`;

export const veils: readonly Veil[] = [
  {
    // What is loaded has to be put together first.
    anchors: ['require(', 'require (', 'import(', 'import (', 'require)('],
    pattern: new RegExp(
      String.raw`\b(?:require|import)\)?\s{0,9}\(\s{0,9}(?:${piece}\s{0,9}\+\s{0,9}${piece}|${piece}\s{0,9}\.|\[|\(\s{0,9}['"\`]|\`(?:[\w:]{0,20}\$\{\s{0,4}['"\`])|(?:atob|Buffer|String|unescape|decodeURIComponent|eval)\b|[A-Za-z_$][\w$]{0,40}\s{0,4}\(\s{0,9}(?:0x|\d|['"\`][A-Za-z0-9+/=]{0,40}['"\`]\s{0,4}[,)])|_0x)`,
    ),
    before: 2,
    behind: 160,
  },
  // A member's or a text's name in pieces.
  {
    anchors: ["['", '["', '[`'],
    pattern: new RegExp(
      String.raw`[\w$)\]]\s{0,3}\[\s{0,9}${piece}\s{0,9}(?:\+\s{0,9}${piece}|\.\s{0,3}(?:concat|split|replace)\b)`,
    ),
    before: 4,
    behind: 90,
  },
  {
    anchors: [
      "'+'",
      '\'+"',
      '"+"',
      "' + '",
      '" + "',
      '`+`',
      '` + `',
      "'.concat(",
      '".concat(',
      '"+\'',
      '"].join',
      "'].join",
    ],
    // Whole words are cut where a line ends; here two letters are followed by two.
    pattern:
      /['"`](?:ch|chi|chil|child|child_|child_p|child_pr|child_pro|child_proc|ht|htt|http|https|http:\/|https:|ex|exe|exec|execS|sp|spa|spaw|ev|eva|re|req|requ|requi|requir|.npm|.ss|.aw|cu|cur|wg|po|power|ba|bas|bash|cm|f|n|e|v|c)['"`]\s{0,3}(?:\+\s{0,3}|\.concat\(\s{0,3})['"`](?=[\w:/_.-]{1,14}['"`])|\[(?:\s{0,3}['"`][\w.:/-]{1,3}['"`]\s{0,3},){3,40}\s{0,3}['"`][\w.:/-]{1,3}['"`]\s{0,3}\]\s{0,3}\.\s{0,3}(?:join|reverse)/,
    before: 300,
    behind: 60,
  },
  // Letters as escapes: nobody who can type them spells them so.
  {
    anchors: ['\\x4', '\\x5', '\\x6', '\\x7', '\\u00', '\\u{'],
    pattern:
      /(?:\\x(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])){4}|(?:\\u00(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])){3}|(?:\\u\{0{0,4}(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])\}){2}/i,
    before: 24,
    behind: 40,
  },
  // An escape in a name, which is only ever there to hide it.
  {
    anchors: ['\\u00', '\\u{'],
    pattern:
      /(?:[;\s(){}=,!&|.]|^)[A-Za-z_$]{0,12}\\u(?:00[4-7][0-9a-f]|\{0{0,4}[4-7][0-9a-f]\})[A-Za-z_$\\]{1,12}\s{0,3}[(.=[]/i,
    before: 16,
    behind: 40,
  },
  {
    anchors: ['atob(', 'atob)('],
    pattern: /\batob\)?\s{0,9}\(\s{0,9}['"`][^'"`]/,
    before: 1,
    behind: 30,
  },
  {
    anchors: ["'base64'", '"base64"', "'hex'", '"hex"', '`base64`', '`hex`'],
    pattern:
      /\bBuffer\s{0,4}(?:\.\s{0,4}from|\[['"]from['"]\])?\s{0,4}\(\s{0,9}(?:\[\s{0,9})?['"`][A-Za-z0-9+/=_-]{4,3000}['"`]/,
    before: 3_100,
    behind: 4,
  },
  {
    anchors: ['fromcharcode', 'fromcodepoint'],
    pattern:
      /\bfrom(?:CharCode|CodePoint)['"`\]]{0,2}\s{0,3}(?:\.(?:apply|call)\s{0,3}\(\s{0,3}[\w.]{1,20}\s{0,3},\s{0,3})?[([]{1,2}\s{0,3}(?:\.{3}\s{0,3}\[)?\s{0,3}(?:(?:0x[0-9a-f]{1,4}|\d{2,3})\s{0,9},\s{0,9}){3}/i,
    before: 1,
    behind: 120,
  },
  {
    anchors: [
      "process['",
      'process["',
      "globalthis['",
      'globalthis["',
      "global['",
      'global["',
      "require['",
      'require["',
      "module['",
      'module["',
      'globalthis[',
      'global[',
      'process[',
      'require[',
      'module[',
    ],
    pattern:
      /(?<![\w$.-])(?:globalThis|global)\s{0,3}\[\s{0,3}(?:['"`](?:eval|Function|process|require|module|Buffer|atob|fetch|pr|re|ev|\w\\)|[\w$.]{1,30}\s{0,3}\()|(?<![\w$.-])(?:process|require|module)\s{0,3}\[\s{0,3}(?:['"`](?:binding|mainModule|dlopen|main|constructor|require|_load|cache|exports\\|\w{0,12}\\|env['"`]\]\s{0,3}\[)|[\w$.]{1,30}\s{0,3}\()/,
    before: 2,
    behind: 60,
  },
  {
    anchors: [
      'module.constructor',
      'constructor.constructor',
      'constructor._load',
      '["constructor"]',
      "['constructor']",
      'process.binding',
      'mainmodule.require',
      'mainmodule["',
      "mainmodule['",
      '_linkedbinding',
      'getbuiltinmodule(',
    ],
    pattern:
      /\bmodule\.constructor\s{0,3}[.[(]|\bconstructor\.constructor\b|\bconstructor\._load\b|\[['"]constructor['"]\]\s{0,3}(?:\[['"]constructor|\(\s{0,3}['"`\w])|\bprocess\.binding\s{0,3}\(|\bprocess\.mainModule\s{0,3}(?:\.require|\[)|\b_linkedBinding\b|\bgetBuiltinModule\s{0,3}\((?!\s{0,3}['"])/,
    before: 16,
    behind: 60,
  },
  {
    anchors: ["''", '""', 'reverse().join', 'reverse() .join'],
    pattern: /\.split\s{0,3}\(\s{0,3}(?:''|""|``)\s{0,3}\)\s{0,9}\.reverse\s{0,3}\(\)\s{0,9}\.join\b/,
    before: 20,
    behind: 60,
  },
  {
    anchors: ['reflect.get', 'reflect.apply', 'reflect['],
    pattern: new RegExp(
      String.raw`\bReflect(?:\.get|\.apply|\[['"]\w{3,5}['"]\])\s{0,3}\(\s{0,3}(?:${global}|eval|Function)\b`,
    ),
    before: 1,
    behind: 60,
  },
  // A piece of a text in a template, where it could stand as it is.
  { anchors: ["${'", '${"'], pattern: /\$\{\s{0,3}['"][\w.:/-]{1,20}['"]\s{0,3}\}/, before: 1, behind: 40 },
  {
    anchors: ["['eval", '["eval', ').constructor(', "'.constructor("],
    pattern: /\[['"]eval['"]\]|(?:\}\s{0,3}\)|\[\]|''|"")\s{0,3}\.constructor\s{0,3}\(/,
    before: 8,
    behind: 30,
  },
  {
    // Another name for what runs text.
    anchors: ['eval', 'function;', 'function,', '=require', '= require'],
    pattern:
      /(?:[=(,:?]|=>)\s{0,3}eval\s{0,3}(?=[;,)}\n])|\(\s{0,3}0\s{0,3},\s{0,3}eval\s{0,3}\)\s{0,3}\(\s{0,3}(?!['"`])|\beval\s{0,3}\?\.|\beval\.(?:call|apply|bind)\b|[=:]\s{0,3}Function\s{0,3}[;,\n](?=\s{0,9}\w{1,20}\s{0,3}\(\s{0,3}['"`a-z])|=\s{0,3}require\s{0,3}[;,\n]/,
    before: 8,
    behind: 40,
  },
  // An address in pieces, and letters out of numbers by way of a helper.
  {
    anchors: ["://'", '://"'],
    pattern: /['"`](?:https?|wss?):\/\/['"`]\s{0,3}[,+]\s{0,3}['"`][\w.-]{1,30}['"`]/,
    before: 8,
    behind: 50,
  },
  // A host's labels, or a path's parts.
  {
    anchors: ["'].join", '"].join'],
    pattern:
      /\[(?:\s{0,9}['"`][\w:-]{0,40}['"`]\s{0,3},){1,8}\s{0,9}['"`][\w-]{1,40}['"`]\s{0,3}\]\s{0,3}\.join\s{0,3}\(\s{0,3}['"`]\.['"`]\s{0,3}\)/,
    before: 400,
    behind: 20,
  },
  { anchors: ['(atob)'], pattern: /\.map\s{0,3}\(\s{0,3}atob\s{0,3}\)/, before: 8, behind: 10 },
  {
    // A list of letters' numbers stands by it; what makes texts of bytes has none.
    anchors: ['fromcharcode.apply', 'fromcodepoint.apply', 'fromcharcode(...', 'fromcodepoint(...'],
    pattern:
      /\[\s{0,3}(?:\d{2,3}\s{0,3},\s{0,3}){3,60}\d{2,3}\s{0,3}\][\s\S]{0,300}\bfrom(?:CharCode|CodePoint)(?:\.apply|\s{0,3}\(\s{0,3}\.{3})|\bfrom(?:CharCode|CodePoint)(?:\.apply|\s{0,3}\(\s{0,3}\.{3})[\s\S]{0,300}\[\s{0,3}(?:\d{2,3}\s{0,3},\s{0,3}){3,60}\d{2,3}\s{0,3}\]/,
    before: 500,
    behind: 500,
  },
  {
    // Each of such a list's numbers is changed first.
    anchors: ['fromcharcode', 'fromcodepoint'],
    pattern:
      /\[\s{0,3}(?:\d{2,3}\s{0,3},\s{0,3}){5,60}\d{2,3}\s{0,3}\][\s\S]{0,400}\bfrom(?:CharCode|CodePoint)\s{0,3}\(\s{0,3}[\w$]{1,20}\s{0,3}[-+^*/%]|\bfrom(?:CharCode|CodePoint)\s{0,3}\(\s{0,3}[\w$]{1,20}\s{0,3}[-+^*/%][\s\S]{0,400}\[\s{0,3}(?:\d{2,3}\s{0,3},\s{0,3}){5,60}\d{2,3}\s{0,3}\]/,
    before: 700,
    behind: 700,
  },
  // Lists of pieces, each of which is the path of a hidden file.
  {
    anchors: ["[['.", '[[".'],
    pattern: /\[\[\s{0,2}['"]\.[\w./-]{0,8}['"]\s{0,2},\s{0,2}['"][\w./-]{1,12}['"]/,
    before: 2,
    behind: 40,
  },
  // What a mangler leaves.
  { anchors: ['_0x'], pattern: /_0x[0-9a-f]{4,6}\s{0,3}[(=[]/i, before: 1, behind: 20 },
];
