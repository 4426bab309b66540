import { handsRequireNear } from './in-hand.ts';
import { around, type Matcher, near } from './matcher.ts';

/** Code that lies where nobody looks for any, and code that is put into what somebody else made. */

/** Files of these kinds are shown, printed or measured; what runs one of them has a program hidden there. */
const shown = String.raw`(?:png|jpe?g|gif|ico|webp|bmp|ttf|otf|woff2?|eot|mp3|wav|map|map\.json|md|pdf|dat|bin|log|d\.[cm]?ts)`;
/** Templates are made of these too, of which none asks for modules. */
const written = '(?:txt|html?|css|scss|less|json|ya?ml|xml|csv|lock|wasm|tsbuildinfo)';
const runsIt =
  /(?<![\w$.])eval\)?\s{0,4}\(|\(\s{0,4}0\s{0,4},\s{0,4}eval\s{0,4}\)|\bnew\s{1,4}Function\s{0,4}\(|(?<![\w$.])Function\s{0,4}\(|\brunIn(?:This|New)?Context\s{0,4}\(|\b_compile\s{0,4}\(|\[?['"`]-(?:e|-eval)['"`]\s{0,4},|\bnew\s{1,4}vm\.Script\b/;

const stage = near(
  'runs-data',
  // Not require: bundles have more of them than anybody looks at.
  ['readfile', 'createreadstream', '.map.json', ".dat'", '.dat"', ".bin'", '.bin"', ".png'", '.png"'],
  new RegExp(
    String.raw`\b(?:readFile(?:Sync)?|createReadStream|require)\s{0,4}\([^;\n]{0,200}?[\w/.-]\.${shown}['"\`]`,
    'i',
  ),
  {
    before: 220,
    behind: 260,
    what: (match) => /[\w.-]{1,60}(?=['"`]$)/.exec(match[0])?.[0],
    and: (window, index) => runsIt.test(around(window, index, 600, 1_200)),
  },
);

const stageOfText = near(
  'runs-data',
  ['readfile', 'createreadstream'],
  new RegExp(
    String.raw`\b(?:readFile(?:Sync)?|createReadStream)\s{0,4}\([^;\n]{0,200}?(?:[\w/.-]\.${written}|\b(?:LICEN[CS]E|NOTICE|README|CHANGELOG|AUTHORS))['"\`]`,
    'i',
  ),
  {
    before: 220,
    behind: 260,
    what: (match) => /[\w.-]{1,60}(?=['"`]$)/.exec(match[0])?.[0],
    and: (window, index) => handsRequireNear(window, index, 600, 1_200),
  },
);

const asScript = near(
  'runs-data',
  ['require.extensions', '_extensions'],
  new RegExp(
    String.raw`\b_?extensions\[\s{0,4}['"\`]\.(?:txt|${shown})['"\`]\s{0,4}\]\s{0,4}=[^;\n]{0,60}_?extensions\[\s{0,4}['"\`]\.js['"\`]`,
    'i',
  ),
  { before: 12, behind: 120, what: 'a file of text as a script' },
);

/** Of another package, or of a program that is installed beside. */
const altered = near(
  'alters-others',
  // Not the folder's name: a bundle has it ten thousand times.
  ['writefile', 'appendfile', 'copyfile', 'createpackage', 'createwritestream'],
  /node_modules(?:[\\/]{1,2}|['"`]\s{0,4},\s{0,4}['"`])(?!\.)(?:@[\w.-]{1,60}(?:[\\/]{1,2}|['"`]\s{0,4},\s{0,4}['"`]))?[\w-][\w.-]{0,60}(?:(?:[\\/]{1,2}|['"`]\s{0,4},\s{0,4}['"`])[\w.-]{1,60}){1,8}\.[cm]?js['"`]|resources[\\/]{1,2}app\.asar\b|discord_desktop_core\b/,
  {
    before: 800,
    behind: 400,
    what: (match) => match[0].replace(/['"`]$/, '').slice(0, 60),
    and: (window, index) =>
      /\b(?:write|append|copy)File(?:Sync)?\s{0,4}\(|\bcreatePackage\s{0,4}\(|\bcreateWriteStream\s{0,4}\(/.test(
        around(window, index, 800, 1_200),
      ),
  },
);

export const secondStageMatchers: readonly Matcher[] = [stage, stageOfText, asScript, altered];
