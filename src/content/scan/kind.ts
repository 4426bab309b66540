import type { FileKind } from '../record.ts';

/** So many of a file's first bytes tell what it is. */
export const headBytes = 4_096;

export interface Kind {
  readonly kind: FileKind;
  /** Of a program in machine code. */
  readonly format?: string;
  /** Worth matching in full; other files count only once something starts them. */
  readonly matched: boolean;
}

const scripts = new Set(['js', 'cjs', 'mjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'es', 'es6']);
const shells = new Set([
  ...['sh', 'bash', 'zsh', 'ksh', 'fish', 'command', 'bat', 'cmd', 'ps1', 'psm1', 'vbs', 'wsf', 'hta'],
  ...['py', 'rb', 'pl', 'php', 'lua', 'scpt', 'applescript', 'reg'],
]);
/** People read them, or tools that run none of it; they make up most of what is no code. */
const documents = new Set([
  ...['md', 'markdown', 'map', 'scss', 'sass', 'less', 'styl', 'flow', 'rst', 'adoc', 'tsbuildinfo'],
  ...['c', 'cc', 'cpp', 'cxx', 'h', 'hh', 'hpp', 'inc', 'rs', 'go', 'java', 'kt', 'swift', 'm', 'mm', 's'],
]);
/** Of other texts so many bytes are still worth a look. */
const matchedDataBytes = 256 * 1024;

/**
 * What a file is to those who would start it: by its extension; without a known one by the interpreter that its
 * first line names, or by how it begins. What has a script's extension is matched whatever its bytes look like,
 * since a file may be valid as several formats at once.
 */
export function kindOf(path: string, head: Buffer, size: number): Kind {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const extension = /[^.]\.([^.]+)$/.exec(name)?.[1] ?? '';
  const found = formatOf(head);
  const format = found === undefined ? {} : { format: found };
  if (extension === 'gyp' || extension === 'gypi') return { kind: 'gyp', ...format, matched: true };
  if (/\.d\.(?:[\w-]{1,40}\.)?[cm]?ts$/.test(name) && !hasNul(head)) return { kind: 'data', matched: false };
  if (scripts.has(extension)) return { kind: 'script', ...format, matched: true };
  if (shells.has(extension)) return { kind: 'shell', ...format, matched: true };
  if (found !== undefined || extension === 'node' || !isText(head))
    return { kind: 'binary', ...format, matched: false };
  const start = head.toString('latin1', head[0] === 0xef ? 3 : 0);
  const interpreter = /^#![^\n]{0,200}/.exec(start)?.[0];
  if (interpreter !== undefined)
    return {
      kind: /\b(?:node|nodejs|bun|deno|tsx|ts-node)\b/.test(interpreter) ? 'script' : 'shell',
      matched: true,
    };
  if (extension === '' && looksLikeScript.test(start)) return { kind: 'script', matched: true };
  return { kind: 'data', matched: !documents.has(extension) && size <= matchedDataBytes };
}

/** Node runs a file without an extension as CommonJS. */
const looksLikeScript =
  /(?:^|\n)[ \t]{0,20}(?:["']use strict["']|(?:const|let|var)\s{1,20}[\w${[]|import\s{0,20}[\w$*{("']|export\s{1,20}(?:default|const|let|function|class|async)\b|(?:async\s{1,20})?function[\s*]|[!;(]{1,4}(?:async\s{0,20})?function\b|[;(]{1,4}(?:async\s{0,20})?\(\)\s{0,20}=>|module\.exports|exports\.|require\(|process\.|global(?:This)?[.[]|eval\()/;

/** By the first bytes, as systems tell what they can start. */
function formatOf(head: Buffer): string | undefined {
  if (head.length < 4) return undefined;
  const magic = head.readUInt32BE(0);
  if (magic === 0x7f454c46) return 'ELF';
  if (magic === 0x0061736d) return 'WebAssembly';
  if (thinMachO.has(magic)) return 'Mach-O';
  // A Java class begins alike, but has its version where this has the number of processors.
  if ((magic === 0xcafebabe || magic === 0xcafebabf) && head.length >= 8 && head.readUInt32BE(4) < 40)
    return 'Mach-O';
  // Every DOS header has zeros, and no text that only begins with these letters.
  if (magic >>> 16 === 0x4d5a && head.subarray(0, 64).includes(0)) return 'PE';
  return undefined;
}

const thinMachO = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe]);

function isText(head: Buffer): boolean {
  if (!hasNul(head)) return !media.some((magic) => head.subarray(0, magic.length).equals(magic));
  return utf16Of(head) !== undefined;
}

/** Some hold no zero in their first kilobytes; a text that only begins like one of them says so by going on. */
const media = ['\x89PNG', '\xff\xd8\xff', '\x1f\x8b', 'PK\x03\x04', 'wOFF\x00', 'wOF2\x00', '%PDF-'].map(
  (magic) => Buffer.from(magic, 'latin1'),
);

function hasNul(bytes: Buffer): boolean {
  return bytes.includes(0);
}

export interface Utf16 {
  readonly bigEndian: boolean;
  /** Its first bytes say so; otherwise it is only likely. */
  readonly marked: boolean;
}

/** Marked as UTF-16, or evidently so: nearly every second byte of its beginning is zero, and hardly any other. */
export function utf16Of(head: Buffer): Utf16 | undefined {
  if (head.length < 2) return undefined;
  if (head[0] === 0xff && head[1] === 0xfe) return { bigEndian: false, marked: true };
  if (head[0] === 0xfe && head[1] === 0xff) return { bigEndian: true, marked: true };
  const pairs = Math.min(head.length, 1_024) >> 1;
  const zeros = [0, 0];
  for (let at = 0; at < 2 * pairs; at += 1) if (head[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd >= 0.7 * pairs && even <= 0.1 * pairs) return { bigEndian: false, marked: false };
  if (even >= 0.7 * pairs && odd <= 0.1 * pairs) return { bigEndian: true, marked: false };
  return undefined;
}
