import { Buffer } from 'node:buffer';
import { posix } from 'node:path';
import { encodingOf } from './encodings.ts';
import { callMethod } from './methods.ts';
import { loadedModule } from './platform.ts';
import {
  type Folder,
  isConstant,
  isKnown,
  itemsOf,
  type Known,
  known,
  listOf,
  produced,
  textOf,
  unknown,
  type Value,
} from './values.ts';

type Native = (args: readonly Value[], folder: Folder, target: Known) => Value;

const text = (value: Value, { budget }: Folder): string | undefined =>
  value === unknown ? undefined : textOf(value, budget);
const ofText =
  (make: (of: string) => string): Native =>
  ([first], folder) => {
    const given = text(first, folder);
    folder.budget.decodings += 1;
    return given === undefined ? unknown : produced(folder, make(given));
  };
const ofNumbers =
  (make: (...of: number[]) => number): Native =>
  (args) =>
    args.every(isConstant) ? make(...args.map(Number)) : unknown;

const characters =
  (make: (...codes: number[]) => string): Native =>
  (args, folder) => {
    folder.budget.decodings += 1;
    return args.every(isConstant)
      ? produced(folder, args.map((code) => make(Number(code))).join(''))
      : unknown;
  };

const load: Native = ([first], _folder, { veiled }) =>
  typeof first === 'string' ? loadedModule(first, veiled) : unknown;
const first: Native = ([value]) => value;

const bytes: Native = ([from, encoding], folder) => {
  folder.budget.decodings += 1;
  if (typeof from === 'string') {
    const of = encodingOf(encoding);
    if (of === undefined || produced(folder, from) === unknown) return unknown;
    return { kind: 'bytes', bytes: Buffer.from(from, of) };
  }
  if (typeof from === 'object' && from !== null && from.kind === 'bytes') return from;
  const items = itemsOf(from, folder.budget);
  return items?.every((item) => typeof item === 'number')
    ? { kind: 'bytes', bytes: Buffer.from(items.map(Number)) }
    : unknown;
};

const listFrom: Native = ([from, each], folder) => {
  const items = itemsOf(from, folder.budget);
  if (items === undefined) return unknown;
  return each === undefined ? listOf(items) : callMethod(folder, 'Array', 'map', listOf(items), [each]);
};

/** With `.` for the file's own folder and `~` for the home directory, in front where they are. */
const joinPath: Native = (args, folder) => {
  const parts = args.map((arg) => (typeof arg === 'string' ? arg : undefined));
  if (!parts.every((part) => part !== undefined) || parts.length === 0) return unknown;
  const joined = posix.join(...parts);
  return produced(folder, parts[0] === '.' && !joined.startsWith('.') ? `./${joined}` : joined);
};

const natives: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...(['require', 'import', 'process.binding'] as const).map((name): [string, Native] => [name, load]),
  ['mod:module.createRequire', (_args, _folder, { veiled }) => known('require', veiled)],
  ['mod:module', (_args, _folder, { veiled }) => known('module', veiled)],
  ['require.resolve', first],
  ['mod:util.promisify', first],
  ['mod:url.fileURLToPath', first],
  ['mod:url.pathToFileURL', first],
  ['Object', first],
  ['Object.freeze', first],
  ['Object.assign', first],
  ['URL', ([path, base]) => (isKnown(base) && base.name === 'import.meta.url' ? path : unknown)],
  ['Object.getPrototypeOf', ([of]) => (isLambda(of) ? known('Function.prototype') : unknown)],
  ['Reflect.get', ([of, key], folder) => (typeof key === 'string' ? folder.member(of, key, true) : unknown)],
  ['String.fromCharCode', characters((code) => String.fromCharCode(code))],
  [
    'String.fromCodePoint',
    characters((code) => (code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code | 0) : '')),
  ],
  ['String.raw', first],
  ['String', (args, folder) => (args.length === 0 ? '' : produced(folder, text(args[0], folder)))],
  ['Number', ofNumbers((value = 0) => value)],
  ['Boolean', ([value]) => (value !== unknown && isConstant(value) ? Boolean(value) : unknown)],
  [
    'parseFloat',
    ([value], folder) =>
      text(value, folder) === undefined ? unknown : Number.parseFloat(text(value, folder) ?? ''),
  ],
  ['parseInt', parse],
  ['Number.parseInt', parse],
  ['Math.floor', ofNumbers((value = Number.NaN) => Math.floor(value))],
  ['Math.ceil', ofNumbers((value = Number.NaN) => Math.ceil(value))],
  ['Math.round', ofNumbers((value = Number.NaN) => Math.round(value))],
  ['Math.abs', ofNumbers((value = Number.NaN) => Math.abs(value))],
  ['Math.pow', ofNumbers((base = Number.NaN, power = Number.NaN) => base ** power)],
  ['Math.min', ofNumbers(Math.min)],
  ['Math.max', ofNumbers(Math.max)],
  ['atob', ofText((of) => Buffer.from(of, 'base64').toString('latin1'))],
  [
    'btoa',
    ([of], folder, target) =>
      /^[\0-\xff]*$/.test(text(of, folder) ?? '\u0100') ? encoded([of], folder, target) : unknown,
  ],
  ['unescape', ofText(unescaped)],
  ['decodeURIComponent', ofUri(decodeURIComponent)],
  ['decodeURI', ofUri(decodeURI)],
  ['encodeURIComponent', ofUri(encodeURIComponent)],
  ['encodeURI', ofUri(encodeURI)],
  ['Buffer.from', bytes],
  ['Buffer', bytes],
  ['Uint8Array', bytes],
  ['Uint8Array.from', bytes],
  ['Buffer.concat', concat],
  ['TextDecoder.prototype.decode', ([of]) => (isBytes(of) ? of.bytes.toString() : unknown)],
  [
    'TextEncoder.prototype.encode',
    ([of]) => (typeof of === 'string' ? { kind: 'bytes', bytes: Buffer.from(of) } : unknown),
  ],
  ['TextDecoder', () => known('TextDecoder.prototype')],
  ['TextEncoder', () => known('TextEncoder.prototype')],
  ['Array.from', listFrom],
  ['Array.of', (args) => listOf(args)],
  ['Array', (args) => (args.length === 1 && typeof args[0] === 'number' ? unknown : listOf(args))],
  ['mod:os.homedir', () => '~'],
  ...['mod:path', 'mod:path.posix', 'mod:path.win32'].flatMap((path): [string, Native][] => [
    [`${path}.join`, joinPath],
    [`${path}.resolve`, joinPath],
    [`${path}.normalize`, joinPath],
  ]),
]);

/** What a thing of the platform gives back. */
export function native(folder: Folder, target: Known, self: Value, args: readonly Value[]): Value {
  const [, type, method] =
    /^(String|Array|Buffer|Number|RegExp)\.prototype\.(\w{1,40})$/.exec(target.name) ?? [];
  if (type !== undefined && method !== undefined) return callMethod(folder, type, method, self, args);
  const make = natives.get(target.name);
  return make === undefined ? unwrapped(target, args) : make(args, folder, target);
}

/** What wraps a module for those who import it gives the module back, whatever the bundler calls it. */
function unwrapped({ name }: Known, [module]: readonly Value[]): Value {
  return /\.(?:__import(?:Star|Default)|_?interop\w{0,40}|__toESM)$/.test(name) ? module : unknown;
}

function parse(args: readonly Value[], folder: Folder): Value {
  const [value, radix] = args;
  const given = text(value, folder);
  if (given === undefined || !isConstant(radix)) return unknown;
  return Number.parseInt(given, Number(radix ?? Number.NaN));
}

function ofUri(make: (of: string) => string): Native {
  return ([value], folder) => {
    const given = text(value, folder);
    if (given === undefined) return unknown;
    folder.budget.decodings += 1;
    try {
      return produced(folder, make(given));
    } catch (error) {
      // A lone surrogate, or a sequence that is none: the program would throw here.
      if (error instanceof URIError) return unknown;
      throw error;
    }
  };
}

const encoded = ofText((of) => Buffer.from(of, 'latin1').toString('base64'));

function unescaped(of: string): string {
  return of.replace(/%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})/g, (_whole, wide?: string, narrow?: string) =>
    String.fromCharCode(Number.parseInt(wide ?? narrow ?? '', 16)),
  );
}

function concat([list]: readonly Value[], folder: Folder): Value {
  const items = itemsOf(list, folder.budget);
  return items?.every(isBytes)
    ? { kind: 'bytes', bytes: Buffer.concat(items.map((one) => one.bytes)) }
    : unknown;
}

function isBytes(value: Value): value is Extract<Value, { kind: 'bytes' }> {
  return typeof value === 'object' && value !== null && value.kind === 'bytes';
}

function isLambda(value: Value): boolean {
  return typeof value === 'object' && value !== null && value.kind === 'lambda';
}
