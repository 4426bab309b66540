import type { Reach } from '../record.ts';
import type { Unfolded, Unfolding } from '../syntax/unfold.ts';

/** What a file says that may lead to another one. */
export interface References {
  /** Required or imported. */
  readonly loads: readonly string[];
  /** Any other text that may be a path: of a `path.join`, of an address, of a command. */
  readonly texts: readonly string[];
  readonly computed: readonly Omit<Reach['computed'][number], 'path'>[];
  /** It makes code or bytes out of what it reads: what it names as data may be more than data. */
  readonly decodes: boolean;
  /** It starts processes or threads. */
  readonly starts: boolean;
}

const mostReferences = 4_000;

/**
 * Where the parser gave up (and where it is not asked: shell scripts), everything in quotes that may be a path
 * counts. All expressions are bounded, and none looks further than the text that it begins in.
 */
export function referencesOf(source: string, unfolding: Unfolding | undefined): References {
  const does = { decodes: decoding.test(source), starts: starting.test(source) };
  const joined = joins(source);
  if (unfolding === undefined || 'failed' in unfolding) {
    const loads = matches(source, loading);
    return { loads, texts: [...joined, ...matches(source, quoted).flatMap(pieces)], computed: [], ...does };
  }
  const { literals, revealed, paths = [], incomplete = false }: Extended = unfolding;
  const texts = [...paths, ...literals, ...revealed].flatMap(({ value }) => pieces(value));
  // Where its budget ended the parser saw the beginning alone.
  const loads = incomplete ? matches(source, loading) : [];
  if (incomplete) texts.push(...matches(source, quoted).flatMap(pieces));
  // Whoever loads what a caller names is a loader of plugins, as many honest files are.
  const unknown: readonly Computed[] = unfolding.computed;
  const computed = unknown.filter(({ what, how }) => what !== 'evaluate' && how !== 'parameter');
  return {
    loads: [...unfolding.loads.map(({ value }) => value), ...startedBy(unfolding), ...loads].slice(
      0,
      mostReferences,
    ),
    texts: [...joined, ...texts].slice(0, mostReferences),
    computed: computed.slice(0, 32).map(({ line, excerpt, how }) => ({
      ...{ line, excerpt },
      ...(how === 'decoded' || how === 'expression' ? { how } : {}),
    })),
    ...does,
  };
}

/** The files that other programs are started on: node runs `table.bin` as it runs `table.js`. */
function startedBy({ calls }: Unfolded): readonly string[] {
  return calls.flatMap(({ kind, name, args }) => {
    if (kind !== 'start') return [];
    const [first, ...rest] = args.flatMap((one) => one ?? []);
    const itself = /(?:\.fork|Worker)$/.test(name);
    const list = itself ? [first] : interpreters.test(first ?? '') ? rest : [];
    return list.flatMap((one) => (one !== undefined && /^\.{1,2}\//.test(one) ? [one] : []));
  });
}

const interpreters =
  /^(?:.*[/\\])?(?:node|bun|deno|(?:ba|z|da)?sh|python[23]?|perl|ruby|php|wscript|cscript)(?:\.exe)?$/;

type Extended = Unfolded & {
  /** Put together by path.join and its like; `.` is the file's own folder. */
  readonly paths?: readonly { readonly value: string }[];
  readonly incomplete?: boolean;
};

interface Computed {
  readonly what: string;
  readonly how?: string;
  readonly line: number;
  readonly excerpt: string;
}

/** Of a shell script, whatever its shell: each word may be a file's name. */
export function shellReferences(source: string): References {
  const own =
    /^(?:\$\(dirname "?\$(?:0|\{BASH_SOURCE(?:\[0\])?\})"?\)|%~dp0|\$PSScriptRoot|\$\{?\w{1,40}\}?)[/\\]?/;
  const words = source
    .slice(0, 256 * 1024)
    .split(/[\s"'`;&|<>()=,]+/, mostReferences)
    .map((word) => word.replace(own, './').replaceAll('\\', '/'));
  return {
    loads: [],
    texts: words.filter((word) => word.length <= 300),
    computed: [],
    decodes: false,
    starts: true,
  };
}

const loading =
  /(?:\brequire(?:\.resolve)?\s{0,9}\(|\bimport\s{0,9}\(|\bimport|\bfrom|\bfork\s{0,9}\(|\bWorker\s{0,9}\()\s{0,9}["'`]([^"'`\n]{1,300})["'`]/g;
const quoted = /["'`]([\w@.$#:{}\-/\\ &|;=,*+~%]{2,300})(?=["'`])/g;
const joining = /(?:\bjoin|\bresolve|\bURL)\s{0,9}\(([^()]{1,300})\)/g;
const decoding =
  /\beval\b|\bFunction\s{0,9}\(|\bvm\b|_compile\b|\batob\b|['"`](?:base64|hex)['"`]|[dD]ecipher|[gG]unzip|[iI]nflate|[bB]rotli|fromCharCode|dlopen|WebAssembly/;
const starting = /child_process|\bfork\b|\bspawn|\bexecFile|\bWorker\b/;

function matches(source: string, expression: RegExp): readonly string[] {
  const found = new Set<string>();
  for (const [, text = ''] of source.matchAll(expression)) {
    if (found.size >= mostReferences) break;
    found.add(text);
  }
  return [...found];
}

/** Without a parser: what stands in quotes where something is loaded, as often as it does. */
export function* loadsWrittenIn(source: string): Iterable<string> {
  for (const [, text = ''] of source.matchAll(loading)) yield text;
}

/** `path.join(__dirname, 'a', 'b.js')` names a/b.js. */
function joins(source: string): readonly string[] {
  const found: string[] = [];
  for (const [, args = ''] of source.matchAll(joining)) {
    const parts = [...args.matchAll(/["'`]([^"'`\n]{1,200})["'`]/g)].map(([, part = '']) => part);
    if (parts.length > 0) found.push(parts.join('/'));
    if (found.length >= mostReferences) break;
  }
  return found;
}

/** A text may be a command or end in a path: `node ${__dirname}/x.js`. */
function pieces(text: string): readonly string[] {
  if (text.length > 2_000) return [];
  return text
    .split(/\s+/, 50)
    .map((piece) => piece.slice(piece.lastIndexOf('}') + 1))
    .filter((piece) => /[./]/.test(piece) && piece.length > 2 && piece.length <= 300);
}
