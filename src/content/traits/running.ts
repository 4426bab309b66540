import { around, type Matcher, near, type Sweep } from './matcher.ts';

/** How other code is started, when, and behind whose back. */

const detached = near('detached', ['detached'], /\bdetached['"`]?\s{0,9}(?::|=(?!=))\s{0,9}(?:true|!0)\b/, {
  before: 1,
  behind: 40,
});

/** `Function('return this')()` is how old programs ask for the global object. */
const runsText = near(
  'runs-text',
  [
    'eval(',
    'eval)(',
    'function(',
    'new function',
    'function)(',
    'runinthiscontext',
    'runinnewcontext',
    'runincontext',
    '_compile(',
    'eval:',
    'reflect.construct',
  ],
  /(?<![\w$.])eval\)?\s{0,9}\(\s{0,9}(?!['"`](?:require|this|\w{1,20}|import)['"`]|\))|\bnew\s{1,9}Function\)?\s{0,9}\(\s{0,9}(?!['"`]\s{0,4}(?:return )?\(?(?:this|import\(\w{1,20}\)|async)?\b[^'"`]{0,20}['"`]\s{0,4}\)|\))|\brunIn(?:This|New)?Context\s{0,9}\(|\b_compile\s{0,9}\(|\beval\s{0,3}:\s{0,3}(?:true|!0)\b|\bReflect\.construct\s{0,3}\(\s{0,3}Function\b/,
  { before: 9, behind: 80 },
);

/** A debugger runs what it is handed, and no search for eval finds it. */
const runsTextInDebugger = near(
  'runs-text',
  ['runtime.evaluate', 'runtime.compilescript', 'runtime.callfunctionon'],
  /\.post\s{0,4}\(\s{0,4}['"`]Runtime\.(?:evaluate|compileScript|callFunctionOn)['"`]/,
  { before: 30, behind: 40, what: 'by the debugger' },
);

/** Each kind of function has a constructor of its own that takes a text, as Function does, and none of them a name. */
const runsTextAsKind = near(
  'runs-text',
  ['}).constructor', '})).constructor', 'asyncfunction', 'generatorfunction'],
  /\}\s{0,3}\){1,2}\.constructor\s{0,3}\(\s{0,3}(?!\))|\bnew\s{1,3}(?:Async|Generator|AsyncGenerator)Function\s{0,3}\(\s{0,3}(?!\))|(?<![\w$])([A-Za-z_$][\w$]{0,40})\s{0,3}=\s{0,3}(?:Object\.getPrototypeOf)?\(\s{0,3}(?:async\b|function\b)[^;{}]{0,30}\{\s{0,3}\}\s{0,3}\)\.constructor/,
  {
    before: 120,
    behind: 60,
    and: (window, index, [, name]) =>
      name === undefined ||
      new RegExp(`\\bnew\\s{1,3}${name.replaceAll('$', '\\$')}\\s{0,3}\\(\\s{0,3}[^)]`).test(
        around(window, index, 0, 2_000),
      ) ||
      new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}\\s{0,3}\\(\\s{0,3}[^)]`).test(
        around(window, index, 0, 2_000),
      ),
  },
);

const systemTool = near(
  'system-tool',
  [
    'rundll32',
    'regsvr32',
    'mshta',
    'certutil',
    'bitsadmin',
    'wscript',
    'cscript',
    'schtasks',
    'osascript',
    'installutil',
    'wmic',
  ],
  /(?<![\w.-])(?:rundll32|regsvr32|mshta|certutil|bitsadmin|wscript|cscript|schtasks|osascript|installutil|wmic)(?:\.exe)?(?=['"`\s\\])(?!['"`]\s{0,2}:)/i,
  {
    before: 2,
    behind: 30,
    what: (match) => (/[a-z][A-Z]|^WS/.test(match[0]) ? undefined : match[0].toLowerCase()),
  },
);

const internalLoader = near(
  'internal-loader',
  [
    'process.binding',
    '_linkedbinding',
    'module.constructor',
    'module._load',
    '._load(',
    'process.mainmodule',
    'require.extensions',
    "process['binding",
    "['mainmodule",
    'constructor._load',
  ],
  /\bprocess\s{0,4}(?:\.\s{0,4}|\[\s{0,4}['"`])(?:binding|_linkedBinding)['"`\]]{0,2}\s{0,9}\(|\bmodule\.constructor\._load|\b[mM]odule\w{0,10}\._load\s{0,9}\(|\bprocess(?:\.|\[['"`])mainModule(?:['"`]\])?\s{0,9}(?:\?\.|\.|\[)|\bconstructor\._load\b|\)\s{0,3}\._load\s{0,3}\(|\brequire\.extensions\s{0,9}\[/,
  { before: 20, behind: 60, what: (match) => match[0].replace(/\s{0,9}[([.]$/, '').slice(0, 40) },
);

/** Ten minutes and more are behind every sandbox's patience. */
const delayed = near(
  'delayed',
  ['settimeout', 'sleep ', 'ping -n', 'timeout /t', 'start-sleep'],
  /\bsetTimeout\s{0,9}\(\s{0,9}(?!\(\s{0,3}\)\s{0,3}=>\s{0,3}\{\s{0,3}\}|function\s{0,3}\(\)\s{0,3}\{\s{0,3}\})[^;]{0,300}?,\s{0,9}(?:[6-9]\d{5}|\d{7,10}|[1-9](?:\.\d)?e[6-9]|(?:[1-9]\d{1,3}\s{0,3}\*\s{0,3}60|60\s{0,3}\*\s{0,3}[1-9]\d{1,3})\s{0,3}\*\s{0,3}1(?:000|_000|e3))\s{0,9}\)|\bsleep\s{1,4}(?:[6-9]\d{2}|\d{4,6}|\d{2,4}m|\d{1,3}h)\b|\bping\s{1,4}-n\s{1,4}(?:[6-9]\d{2}|\d{4,6})\b|\btimeout\s{1,4}\/t\s{1,4}(?:[6-9]\d{2}|\d{4,6})\b|\bStart-Sleep\s{1,4}(?:-\w{1,10}\s{1,4})?(?:[6-9]\d{2}|\d{4,6})\b/i,
  { before: 2, behind: 420 },
);

/** A date that stands in the code decides; the CI's own variables are asked by too many to mean something. */
const timeGate = near(
  'time-or-ci-gate',
  [
    'date.now()',
    'new date',
    'date.parse(',
    '.gettime()',
    '.getmonth()',
    '.gethours()',
    '.getdate()',
    'date.utc(',
  ],
  /(?:Date\.now\(\)|new\s{1,4}Date(?:\(\))?(?:\.getTime\(\))?)\s{0,9}(?:[<>]=?)\s{0,9}(?:1[6-9]\d{11}|1\.[6-9]\d{0,11}e12|new\s{1,4}Date\(\s{0,4}(?:['"`]?20(?:2[4-9]|3\d)|1[6-9]\d{11})|Date\.(?:parse|UTC)\(\s{0,4}['"`]?20(?:2[4-9]|3\d))|(?:new\s{1,4}Date\(\s{0,4}['"`]20(?:2[4-9]|3\d)[^)]{0,30}\)(?:\.getTime\(\))?|Date\.(?:parse|UTC)\(\s{0,4}['"`]?20(?:2[4-9]|3\d)[^)]{0,30}\)|\b1[6-9]\d{11})\s{0,9}[<>]=?\s{0,9}(?:Date\.now\(\)|new\s{1,4}Date(?:\(\))?)/,
  { before: 90, behind: 160 },
);

/** Asks where it is, and overwrites or removes what it finds there. */
const geographyWipe: Matcher = near(
  'geography-wipe',
  [
    'russia',
    'belarus',
    'ukraine',
    'israel',
    'iran',
    'europe/moscow',
    'country_name',
    'country_code',
    'countrycode',
    'timezone',
  ],
  /\b(?:russia|belarus|israel|iran|ukraine|china)\b|Europe\/(?:Moscow|Minsk|Kiev)|Asia\/(?:Tehran|Jerusalem)|['"`](?:ru|by|RU|BY|IL|IR)['"`]|\bcountry_?(?:name|code)\b(?:[^\n]{0,60}(?:={2,3}\s{0,3}['"`]|\.(?:includes|indexOf|has|startsWith)\s{0,3}\())?/i,
  {
    before: 2,
    behind: 120,
    and: (window, index, [word]) => {
      const beside = around(window, index, 3_000, 3_000);
      // Data about countries is written by honest programs, of which none asks a stranger for the own one first.
      if (/^country\w*$/i.test(word) && !/\bhttps?\.get\s{0,4}\(|\bfetch\s{0,4}\(/.test(beside)) return false;
      const asks =
        /ipgeolocation|ipinfo\.io|ip-api\.com|ipapi\.co|country_?(?:name|code)|resolvedOptions\(\)\.timeZone/i.test(
          beside,
        );
      const wipes =
        /\b(?:rm|rmSync|rmdirSync|unlink|unlinkSync|rimraf|truncate)\s{0,9}\(/.test(beside) ||
        (/\bwriteFile(?:Sync)?\s{0,9}\(/.test(beside) && /\breaddir(?:Sync)?\s{0,9}\(/.test(beside));
      return asks && wipes;
    },
  },
);

/**
 * Whoever speaks another language, or sits elsewhere, has his files removed: a folder is gone through, and what lies
 * in it deleted, where the machine's own settings answer a question in the code.
 */
const wipesByLanguage: Sweep = {
  kind: 'geography-wipe',
  anchors: ['resolvedoptions', 'gettimezoneoffset', 'lc_all', '.env.lang'],
  sweep: ({ code }) => {
    if (
      code.length > 64_000 ||
      !/\breaddir(?:Sync)?\s{0,4}\(|\bopendir(?:Sync)?\s{0,4}\(|\brecursive\b/.test(code)
    )
      return [];
    const asked =
      /\bresolvedOptions\b|\bgetTimezoneOffset\b|\bLC_ALL\b|\benv\.(?:LANG|TZ)\b|\bgetLocale\b|['"`]os-locale['"`]/.exec(
        code,
      );
    const wipes =
      /\b(?:unlink|rm|rmdir|truncate)(?:Sync)?\s{0,4}\(|\brimraf\b|\bwriteFile(?:Sync)?\s{0,4}\([^,;\n]{1,60},\s{0,4}(?:['"`]|Buffer\.alloc)/.test(
        code,
      );
    const gated =
      /\.(?:test|exec|includes|has|indexOf)\s{0,4}\([^()\n]{0,60}(?:\([^()\n]{0,40}\)[^()\n]{0,40}){0,3}\b(?:locale|timeZone|tz|lang(?:uage)?|LANG|TZ|LC_ALL|zone|getTimezoneOffset)\b|\b(?:locale|timeZone|tz|lang(?:uage)?|LANG|TZ|LC_ALL|zone|getTimezoneOffset\(\))\)?(?:\s{0,4}\|\|\s{0,4}['"`]{2}\))?\s{0,4}(?:={2,3}\s{0,4}['"`-]?\w|\.(?:startsWith|includes|match|indexOf|endsWith)\b)/.test(
        code,
      );
    return asked !== null && wipes && gated ? [{ index: asked.index }] : [];
  },
};

/** Puts itself between a page and its wallet, and has addresses to change what is paid to. */
const walletHook: Sweep = {
  kind: 'wallet-hook',
  anchors: ['ethereum', 'a-f0-9]{40}', '0-9a-f]{40}', 'f\\d]{40}', 'bc1['],
  sweep: ({ code }) => {
    const replaced = code.search(
      /\b(?:window|globalThis|self|global)(?:\.|\[['"`])fetch(?:['"`]\])?\s{0,9}=(?![=])|(?<![\w$.])fetch\s{0,9}=\s{0,9}(?:async\b|function\b|\()|XMLHttpRequest(?:\.|\[['"`])prototype(?:['"`]\])?(?:\.|\[['"`])(?:open|send)(?:['"`]\])?\s{0,9}=(?![=])/,
    );
    if (replaced < 0) return [];
    // Whatever passes through the page is searched for addresses, and others are put in their place.
    const beside = code.slice(Math.max(0, replaced - 2_000), replaced + 4_000);
    if (
      /(?:0x\[(?=[^\]\n]{0,12}a-f)[^\]\n]{3,12}\]\{40\}|\bbc1\[[^\]\n]{3,20}\])/i.test(beside) &&
      /\.replace(?:All)?\s{0,4}\(/.test(beside)
    )
      return [{ index: replaced, what: 'addresses in what a page sends or receives' }];
    const ethereum = code.search(
      /\b(?:window|globalThis|self|global)(?:\.|\[['"`])ethereum\b|\bethereum(?:\.|\[['"`])request\b/,
    );
    if (ethereum < 0) return [];
    const addresses = new Set<string>();
    for (const [found] of code.matchAll(
      /['"`](?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{25,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33}|[1-9A-HJ-NP-Za-km-z]{43,44})['"`]/g,
    )) {
      addresses.add(found);
      if (addresses.size >= 10) break;
    }
    const mangled = new Set([...code.slice(0, 1_000_000).matchAll(/_0x[0-9a-f]{4,6}/g)].map(([name]) => name))
      .size;
    if (addresses.size < 10 && mangled < 25) return [];
    return [
      {
        index: replaced,
        what: addresses.size < 10 ? `${mangled} mangled names` : `${addresses.size} or more addresses`,
      },
    ];
  },
};

export const runningMatchers = [
  detached,
  runsText,
  runsTextAsKind,
  runsTextInDebugger,
  systemTool,
  internalLoader,
  delayed,
  timeGate,
  geographyWipe,
];
export const runningSweeps = [walletHook, wipesByLanguage];
