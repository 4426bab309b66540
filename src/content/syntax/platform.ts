import { type Known, known, type Value } from './values.ts';

/** Names that node gives to every module, or the language to every program. */
const globals = new Set([
  ...['require', 'module', 'process', 'global', 'globalThis', 'window', 'self', 'Buffer', 'String', 'Number'],
  ...['Function', 'eval', 'atob', 'btoa', 'escape', 'unescape', 'encodeURIComponent', 'decodeURIComponent'],
  ...['encodeURI', 'decodeURI', 'parseInt', 'parseFloat', 'Array', 'Object', 'Math', 'JSON', 'Reflect'],
  ...['Date', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'Worker', 'WebSocket', 'XMLHttpRequest'],
  ...[
    'navigator',
    'URL',
    'TextDecoder',
    'TextEncoder',
    'Uint8Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
  ],
  ...['Boolean', 'RegExp', 'Bun', 'Deno', 'importScripts', 'execScript', 'WebAssembly', 'queueMicrotask'],
  ...['__filename', 'Error', 'Promise', 'Symbol'],
]);

/** Modules that `node -e` and its prompt know by their names. */
const prompted = new Set(
  ['child_process', 'fs', 'os', 'path', 'vm', 'http', 'https', 'net', 'tls', 'dns', 'crypto', 'zlib'].concat(
    'util',
    'cluster',
    'worker_threads',
    'dgram',
  ),
);

const wholes = new Set(['global', 'globalThis', 'window', 'self']);
const loaders = new Set(['require', 'import']);

/** What holds every global. */
export function isGlobalObject(name: string): boolean {
  return wholes.has(name);
}

export function globalNamed(name: string, veiled: boolean): Value {
  if (name === 'undefined') return undefined;
  if (name === 'NaN') return Number.NaN;
  if (name === 'Infinity') return Number.POSITIVE_INFINITY;
  // Of the file's own folder, and of what is not below it, paths are told relative to it.
  if (name === '__dirname') return '.';
  return prompted.has(name) ? known(`mod:${name}`, veiled) : known(name, veiled);
}

export function isGlobal(name: string): boolean {
  return (
    globals.has(name) || prompted.has(name) || ['undefined', 'NaN', 'Infinity', '__dirname'].includes(name)
  );
}

/** By what holds it and its own name; the ways round `require` lead back to it. */
const ways: ReadonlyMap<string, string> = new Map([
  ['module.require', 'require'],
  ['module.constructor', 'mod:module'],
  ['module.parent', 'module'],
  ['require.main', 'module'],
  ['require.constructor', 'Function'],
  ['import.meta.require', 'require'],
  ['import.meta.resolve', 'require.resolve'],
  ['process.mainModule', 'module'],
  ['process._linkedBinding', 'process.binding'],
  ['process.getBuiltinModule', 'require'],
  ['mod:module.Module', 'mod:module'],
  ['mod:module._load', 'require'],
  ['mod:module.require', 'require'],
  ['mod:module.prototype.require', 'require'],
  ['mod:module.prototype._compile', 'module._compile'],
  ['mod:module.createRequireFromPath', 'mod:module.createRequire'],
  ['mod:module._extensions', 'require.extensions'],
  ['mod:buffer.Buffer', 'Buffer'],
  ['mod:buffer.atob', 'atob'],
  ['mod:url.URL', 'URL'],
  ['mod:util.TextDecoder', 'TextDecoder'],
  ['Function.constructor', 'Function'],
  ['Function.prototype.constructor', 'Function'],
]);

const sameAs: ReadonlyMap<string, string> = new Map([
  ['mod:process', 'process'],
  ['mod:fs/promises', 'mod:fs.promises'],
]);

const longestName = 200;

/** What stands under a name in a known thing. */
export function memberOf(of: Known, key: string, veiled: boolean): Known {
  const hidden = of.veiled || veiled;
  const holder = sameAs.get(of.name) ?? of.name;
  if (wholes.has(holder) && (isGlobal(key) || wholes.has(key))) return known(key, hidden);
  const way = ways.get(`${holder}.${key}`);
  if (way !== undefined) return known(way, hidden);
  if (key === 'default' && holder.startsWith('mod:')) return known(holder, hidden);
  // Whatever it is that is called, what makes it is what makes functions of text.
  if (key === 'constructor' && isFunctionName(holder)) return known('Function', hidden);
  return known(`${holder}.${key}`.slice(0, longestName), hidden);
}

function isFunctionName(name: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return loaders.has(name) || globals.has(name) || name === 'constructor' || /^[a-z]/.test(last);
}

export function loadedModule(specifier: string, veiled: boolean): Known {
  const name = `mod:${specifier.replace(/^node:/, '').slice(0, longestName)}`;
  return known(sameAs.get(name) ?? name, veiled);
}
