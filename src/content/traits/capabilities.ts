import type { Capability } from '../../model/code-signs.ts';
import { compilesWithRequire } from './in-hand.ts';

/** One way of reaching for something; the first that is found is enough. */
export interface Ability {
  readonly capability: Capability;
  readonly anchors: readonly string[];
  readonly pattern: RegExp;
  readonly before?: number;
  readonly behind?: number;
}

/** The same module in every way of loading it: `require('x')`, `from "node:x"`, `import('x/y')`. */
function loading(capability: Capability, names: readonly string[], anchors?: readonly string[]): Ability {
  const choice = names.map((name) => name.replace(/[.\\/]/g, '\\$&')).join('|');
  return {
    capability,
    anchors: anchors ?? names.flatMap((name) => [`'${name}`, `"${name}`, `\`${name}`, `:${name}`]),
    pattern: new RegExp(
      String.raw`(?:\brequire\w{0,12}\)?\s{0,9}\(\s{0,9}|\bfrom\s{0,9}|\bimport\s{0,9}\(?\s{0,9}|\bgetBuiltinModule\s{0,9}\(\s{0,9}|\bbinding\s{0,9}\(\s{0,9})['"\`](?:node:)?(?:${choice})(?:\/[\w./-]{0,60})?['"\`]`,
    ),
    before: 40,
    behind: 90,
  };
}

const clients = [
  'undici',
  'node-fetch',
  'cross-fetch',
  'axios',
  'got',
  'ky',
  'needle',
  'superagent',
  'request',
  'phin',
  'bent',
  'ws',
  'isomorphic-ws',
  'faye-websocket',
  'socket.io-client',
  'make-fetch-happen',
  'minipass-fetch',
  'npm-registry-fetch',
  'follow-redirects',
  'nodemailer',
  'ssh2',
  'mqtt',
];

export const abilities: readonly Ability[] = [
  loading('network', ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns']),
  loading('network', clients),
  {
    capability: 'network',
    anchors: [
      'fetch(',
      'fetch (',
      'xmlhttprequest',
      'websocket(',
      'sendbeacon',
      'eventsource(',
      'rtcpeerconnection',
    ],
    // Not a method of that name, and not its declaration: caches and stores fetch too.
    pattern:
      /(?<![\w$.]|function\s{1,3}|async\s{1,3})fetch\s{0,3}\((?!\s{0,3}\)\s{0,3}\{)|\b(?:globalThis|window|self)\.fetch\s{0,3}\(|\bnew\s{1,9}(?:\w{1,20}\.)?(?:XMLHttpRequest|WebSocket|EventSource|RTCPeerConnection)\b|\.sendBeacon\s{0,3}\(/,
    before: 24,
    behind: 40,
  },
  {
    capability: 'network',
    anchors: ['net.connect', 'bun.connect', 'deno.connect'],
    pattern: /\b(?:net|Bun|Deno)\.connect\s{0,3}\(/,
    before: 1,
  },
  loading('child-process', [
    'child_process',
    'execa',
    'cross-spawn',
    'shelljs',
    'zx',
    'node-pty',
    'tinyexec',
    'nano-spawn',
    'sudo-prompt',
  ]),
  {
    capability: 'child-process',
    // In a list of node's modules, or as a key, it is a name and nothing more.
    anchors: ['child_process', 'spawn_sync', 'process_wrap', 'bun.spawn', 'deno.command', 'worker_threads'],
    pattern:
      /\bchild_process\b(?!['"`]\s{0,4}(?::|,\s{0,4}['"`](?:node:)?cluster\b))\s{0,3}[.'"`]|['"`](?:spawn_sync|process_wrap)['"`]|\bBun\.spawn(?:Sync)?\s{0,3}\(|\bDeno\.Command\b/,
    before: 2,
    behind: 40,
  },
  {
    capability: 'file-write',
    anchors: [
      'writefile',
      'appendfile',
      'unlink',
      'rmsync',
      'rmdir',
      'chmod',
      'rename',
      'copyfile',
      'createwritestream',
      'mkdir',
      'symlink',
      'outputfile',
      '.rm(',
      'fs.rm(',
      'fs.rm',
      'ftruncate',
      'fs.write',
      'cpsync',
      'rimraf',
      'opensync',
      'bun.write',
    ],
    pattern:
      /\b(?:writeFile|appendFile|copyFile|outputFile|outputJson)(?:Sync)?\b\s{0,3}(?:\(|,|\}|=)|\.(?:unlink|rmdir|chmod|rename|symlink|truncate|ftruncate)(?:Sync)\s{0,3}\(|\b(?:fs\w{0,12}|promises|fsp)\)?(?:\.promises)?\.(?:unlink|rm|rmdir|chmod|rename|symlink|link|truncate|write|cp|mkdir|chown)(?:Sync)?\s{0,3}\(|\b(?:rmSync|cpSync|mkdirSync|unlinkSync|writeSync)\s{0,3}\(|\bcreateWriteStream\b\s{0,3}[(,}]|['"`]rimraf['"`]|\bBun\.write\s{0,3}\(/,
    before: 24,
    behind: 50,
  },
  {
    capability: 'environment',
    anchors: ['process.env', "process['env", 'process["env', '.env', 'deno.env', 'bun.env'],
    pattern:
      /\bprocess\w{0,6}\s{0,3}(?:\?\.|\.|\[['"`])\s{0,3}env\b(?!\.(?:NODE_ENV|NODE_DEBUG)\b)(?!\[['"`]NODE_ENV)|\b(?:Deno|Bun)\.env\b|import\s{0,9}\{[^}]{0,60}\benv\b[^}]{0,60}\}\s{0,9}from\s{0,9}['"`](?:node:)?process/,
    before: 70,
    behind: 40,
  },
  {
    capability: 'dynamic-code',
    // `Function('return this')()` runs no text of anybody's: it is how old programs ask for the global object.
    anchors: [
      'eval(',
      'eval)(',
      'function(',
      'new function',
      'function)(',
      '_compile(',
      'data:text/javascript',
      'data:application/javascript',
      'constructor.constructor',
      "['eval",
      '["eval',
      'eval:',
      'reflect.construct',
      'getprototypeof(async',
      '}).constructor',
      'constructor(',
    ],
    pattern:
      /(?<![\w$.])eval\)?\s{0,3}\(|(?:globalThis|window|global|self)\.eval\s{0,3}\(|\bnew\s{1,9}Function\)?\s{0,3}\((?!\s{0,3}['"`]\s{0,3}return this\s{0,3};?\s{0,3}['"`]\s{0,3}\))|(?<![\w$.])(?<!new\s{1,9})Function\)?\s{0,3}\(\s{0,3}(?!['"`]\s{0,3}return this\s{0,3};?\s{0,3}['"`]\s{0,3}\))['"`\w]|\._compile\s{0,3}\(|\bimport\s{0,3}\(\s{0,3}['"`]data:|\bconstructor\.constructor\s{0,3}\(|(?<![\w$])AsyncFunction\s{0,3}\(|\[['"`]eval['"`]\]|\beval\s{0,3}:\s{0,3}(?:true|!0)\b|\bReflect\.construct\s{0,3}\(\s{0,3}Function\b|\bgetPrototypeOf\(async\b|\)\.constructor\s{0,3}\(\s{0,3}['"`]|(?:async\b|function\b)[^;{}]{0,20}\{\s{0,3}\}\s{0,3}\)\.constructor\b|\bnew\s{1,3}(?:Async|Generator|AsyncGenerator)Function\s{0,3}\(/,
    before: 40,
    behind: 50,
  },
  {
    capability: 'dynamic-code',
    anchors: ['runtime.evaluate', 'runtime.compilescript', 'runtime.callfunctionon'],
    pattern: /\.post\s{0,4}\(\s{0,4}['"`]Runtime\.(?:evaluate|compileScript|callFunctionOn)['"`]/,
    before: 30,
    behind: 40,
  },
  {
    // By way of any function there is: what it is handed says that it is made one.
    capability: 'dynamic-code',
    anchors: ["require'", 'require"'],
    pattern: compilesWithRequire,
    before: 160,
    behind: 120,
  },
  {
    // Whoever starts these needs no module of Node's to reach out.
    capability: 'network',
    anchors: ["'curl", '"curl', '`curl', "'wget", '"wget', '`wget'],
    pattern: /\b(?:execFile|execFileSync|spawn|spawnSync)\s{0,4}\(\s{0,4}['"](?:curl|wget)['"]\s{0,4},/,
    before: 40,
    behind: 10,
  },
  loading('dynamic-code', ['vm', 'vm2', 'isolated-vm', 'require-from-string', 'node-eval']),
  {
    capability: 'native-code',
    anchors: ['.node', 'dlopen', 'prebuilds', '_linkedbinding'],
    pattern:
      /\bprocess\.dlopen\s{0,3}\(|\b(?:require|nativeRequire|\w{0,6}[rR]equire)\)?\s{0,3}\([^)\n]{0,160}\.node['"`]|\b_linkedBinding\s{0,3}\(/,
    before: 190,
    behind: 40,
  },
  loading('native-code', [
    'bindings',
    'node-gyp-build',
    'node-pre-gyp',
    '@mapbox/node-pre-gyp',
    'prebuild-install',
    'ffi-napi',
    'koffi',
    'node-gyp-build-optional-packages',
    '@mapbox',
    'node-addon-api',
    'bun:ffi',
    'nbind',
    'pkg-prebuilds',
  ]),
];
