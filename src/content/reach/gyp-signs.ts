import { posix } from 'node:path';
import type { TarballFile } from '../../evidence/needs.ts';
import type { GypRecord } from '../record.ts';
import { startedFiles } from '../started-files.ts';
import { type CommandSign, commandSigns } from './command-signs.ts';

export const gypSignKinds = [
  // M4: what honest native packages do not do.
  ...['no-sources', 'hides-what-it-runs', 'command', 'not-plain'],
  // M4b: they do.
  ...['runs-own-file', 'expansion'],
] as const;
export type GypSign = (typeof gypSignKinds)[number];

/** The signs that make up row M4 of the table; the others are M4b. */
export const m4Signs: ReadonlySet<GypSign> = new Set(
  gypSignKinds.slice(0, gypSignKinds.indexOf('runs-own-file')),
);

export interface GypSignSeen {
  readonly sign: GypSign;
  readonly path: string;
  readonly line: number;
  /** At most 200 characters. */
  readonly excerpt: string;
  readonly what?: string;
}

type Command = GypRecord['commands'][number];

interface Paths {
  has(path: string): boolean;
}

/** Asked of every package that has a binding.gyp. */
export function gypSigns(gyp: GypRecord, files: ReadonlyMap<string, TarballFile>): readonly GypSignSeen[] {
  const found: GypSignSeen[] = [];
  const binding = [...files.keys()].find((path) => path.toLowerCase() === 'binding.gyp') ?? 'binding.gyp';
  const whole = { path: binding, line: 0, excerpt: '' };
  if (!gyp.hasSources) found.push({ sign: 'no-sources', ...whole });
  if (gyp.unread !== undefined) found.push({ sign: 'not-plain', ...whole, what: gyp.unread });
  for (const command of gyp.commands) found.push(...signsOf(command, files));
  return found;
}

function signsOf(one: Command, files: Paths): readonly GypSignSeen[] {
  const { path, line, command } = one;
  const at = { path, line, excerpt: command.slice(0, 200) };
  const own = startedByGyp(one, files);
  const found: GypSignSeen[] = [];
  const bad = commandSigns(command).find(({ sign }) => worst.has(sign));
  if (bad !== undefined) found.push({ sign: 'command', ...at, what: bad.what ?? bad.sign });
  if (own.length > 0) {
    // Whoever asks a file of their own wants to read its answer.
    const unheard = hidden.test(command) || stub.test(command);
    found.push({ sign: unheard ? 'hides-what-it-runs' : 'runs-own-file', ...at, what: own.join(', ') });
  } else if (!asks(command)) found.push({ sign: 'expansion', ...at });
  return found;
}

/** Of a command's signs, those that no configuration of a build has. */
const worst: ReadonlySet<CommandSign> = new Set<CommandSign>([
  ...(['fetch-tool', 'name-server-tool', 'runtime-download', 'decodes', 'raw-socket', 'background'] as const),
  ...(['pipe-to-shell', 'address', 'other-runtime'] as const),
]);
const hidden = /(?:>|&>)\s{0,9}(?:\/dev\/null|nul\b)|>\s{0,9}[\w./-]{1,100}\s{0,9}(?:2>&1|&&)/i;
const stub = /(?:&&|;|\|\||[^>]&)\s{0,9}(?:echo|printf)\s{1,9}['"]?[\w./-]{1,100}['"]?\s{0,9}$/i;

/** It asks node, pkg-config or the system for a word, as nearly every binding.gyp does. */
function asks(command: string): boolean {
  const text = command.trim();
  if (
    /^(?:pkg-config|uname|echo|pg_config|\w{1,30}-config|xcrun|sw_vers|which|python[23]? -c "import|nproc|arch)\b/.test(
      text,
    )
  )
    return true;
  if (!/^node\s{1,9}(?:--[\w-]{1,40}\s{1,9})?-(?:p|e|pe)\b/.test(text)) return false;
  return /require\(\\?['"](?:node-addon-api|nan|napi-\w{1,40}|node-api-headers|path|os|fs)\\?['"]|process\.|^node -[pe]{1,2} ["'][\w.()[\]'\s]{1,80}["']$/.test(
    text,
  );
}

/** Files of the package that such a command names: gyp runs it in the folder of the file in which it stands. */
export function startedByGyp({ path, command }: Command, files: Paths): readonly string[] {
  const folder = posix.dirname(path).replace(/^\.$/, '');
  const text = command.replace(/<\(module_root_dir\)\/?|<\(PRODUCT_DIR\)\/?|<\(DEPTH\)\/?/g, './');
  const within = folder === '' ? text : `cd ${folder} && ${text}`;
  return startedFiles(within, new Map(), files).files.filter((one) => runs.test(one) || !/\.\w+$/.test(one));
}

const runs = /\.(?:[cm]?[jt]s|sh|bash|bat|cmd|ps1|py|rb|pl|exe|bin|node)$/i;
