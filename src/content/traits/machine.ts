import { destroysProject } from './emptied.ts';
import { around, type Matcher, near } from './matcher.ts';

/** What is done with the machine: wiped, put to work, prepared for what comes next. */

const agentFlags = near(
  'agent-flags',
  ['--dangerously-', '--trust-all-tools', '--yolo'],
  /--(?:dangerously-skip-permissions|dangerously-bypass-approvals-and-sandbox|dangerously-allow-all|trust-all-tools|yolo)(?![\w-])/,
  { before: 1, behind: 60, what: (match) => match[0] },
);

/** The folder itself, not one below it. */
const home = String.raw`(?:~|\$HOME|\$\{HOME\}|\$\{?(?:os\.)?homedir\(\)\}?|%USERPROFILE%|\$env:USERPROFILE)\/?\*?`;

const destroysHome = near(
  'destroys-home',
  [
    'rm -',
    'homedir',
    'rmdir',
    'del /',
    'shred ',
    'remove-item',
    'rd /',
    'cipher /w',
    'process.env.home',
    'mkfs',
  ],
  new RegExp(
    [
      String.raw`\brm\s{1,4}-[a-zA-Z]{1,4}\s{1,4}(?:-\w{1,4}\s{1,4}|--no-preserve-root\s{1,4}){0,3}["'\\]{0,2}(?:${home}|\/\*?)["'\\]{0,2}(?=\s|['"\`;&|)]|$)`,
      String.raw`\b(?:rm|rmSync|rmdir|rmdirSync|rimraf(?:\.sync|Sync)?|remove|removeSync|emptyDir(?:Sync)?|del)\s{0,9}\(\s{0,9}(?:\w{1,20}\.)?(?:homedir\(\)|process\.env\.(?:HOME|USERPROFILE)\b)\s{0,9}[,)]`,
      String.raw`\b(?:rmdir|rd|del)\s{1,4}(?:\/[a-z]\s{1,4}){1,4}["\\]{0,2}(?:%USERPROFILE%|%HOMEPATH%|[cC]:\\{1,2})(?:\\{0,2}\*)?["'\s]`,
      String.raw`['"\`]\s{0,4}(?:sudo\s{1,4})?(?:rm\s{1,4}-(?:rf|fr|r\s{1,4}-f)\s{1,4}(?:\*|\.\/\*|\.)|r(?:m)?d(?:ir)?\s{1,4}\/s\s{1,4}\/q\s{1,4}\.)\s{0,4}['"\`;&|]`,
      String.raw`\bshred\s[^\n'"\`]{0,80}(?:~|\$HOME)|\bRemove-Item\b[^\n]{0,80}\$env:USERPROFILE["'\s]|\bcipher\s\/w:%USERPROFILE%`,
      String.raw`\bfind\s{1,4}(?:~|\$HOME|"\$HOME")\/?\s[^\n]{0,120}-(?:delete|exec\s{1,4}(?:rm|shred))\b`,
    ].join('|'),
    'i',
  ),
  { before: 60, behind: 200 },
);

const removes =
  /\brm(?:dir)?(?:Sync)?\s{0,4}\([^;\n]{0,200}\brecursive\s{0,4}:\s{0,4}(?:true|!0)|['"`]\s{0,4}(?:rm\s{1,4}-rf|shutdown\s)|\brimraf(?:\.sync|Sync)?\s{0,4}\(/;

/** What is done where the comparison holds: the block behind it, or the one statement. */
function behindGate(text: string): string {
  const opened = /^[^;{}\n]{0,60}\{/.exec(text);
  if (opened === null) return /^[^;\n]{0,300}/.exec(text)?.[0] ?? '';
  let depth = 1;
  for (let at = opened[0].length; at < Math.min(text.length, 800); at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(0, at);
  }
  return text.slice(0, 800);
}

/** A date that stands in the code, and behind it what is to be gone from then on. */
const destroysOnDate = near(
  'destroys-home',
  ['date.utc(', 'date.parse(', 'new date('],
  /[<>]=?\s{0,4}(?:new\s{1,4}Date\s{0,4}\(\s{0,4}|Date\.(?:UTC|parse)\s{0,4}\(\s{0,4})['"`]?20(?:2[4-9]|3\d)\b/,
  {
    before: 40,
    behind: 60,
    and: (window, index, match) => removes.test(behindGate(window.text.slice(index + match[0].length))),
  },
);

const miner = near(
  'miner',
  [
    'xmrig',
    'stratum+',
    'supportxmr',
    'moneroocean',
    'coinhive',
    'minexmr',
    'nanopool.org',
    'c3pool',
    '--donate-level',
    'hashvault.pro',
    'cryptonight',
  ],
  /\bxmrig\b|stratum\+(?:tcp|ssl|udp):|\b(?:supportxmr|minexmr|nanopool|c3pool|hashvault)\.(?:com|org|pro)\b|moneroocean\.stream|coinhive\.min\.js|\bCoinHive\.(?:Anonymous|User)|--donate-level\b/i,
  { before: 20, behind: 40, what: (match) => match[0] },
);

/** In a page it needs no program, only a script of those who pay for the work. */
const minesInPage = near(
  'miner',
  [
    ...['throttle', 'coinhive.com', 'coin-hive.com', 'authedmine.com', 'crypto-loot.com', 'cryptoloot.pro'],
    ...['coinimp.com', 'minero.cc', 'webminepool.com', 'jsecoin.com', 'webmine.cz', 'monerominer.rocks'],
  ],
  /\.(?:Anonymous|User)\s{0,4}\(\s{0,4}['"`][\w-]{8,80}['"`]\s{0,4},[^;{}]{0,60}\{[^{}]{0,60}\bthrottle\b|['"`](?:https?:)?\/\/(?:[\w-]{1,40}\.){0,3}(?:coin-?hive|authedmine|crypto-loot|cryptoloot|coinimp|minero|webminepool|jsecoin|webmine|monerominer)\.(?:com|pro|cc|cz|rocks)\//i,
  { before: 200, behind: 60, inData: true, what: 'in a page' },
);

const selfPublish = near(
  'self-publish',
  ['npm publish', "'publish'", '"publish"', '`publish`', '/-/npm/v1/security', 'libnpmpublish'],
  /\b(?:exec\w{0,12}|spawn\w{0,12}|execa\w{0,10}|run\w{0,12}|\$)\s{0,4}(?:\(\s{0,4})?[`'"](?:[^`'"\n]{0,80}(?:&&|;|\$\{)\s{0,4})?(?:cd\s[^`'"\n]{0,60}&&\s{0,4})?(?:npm|pnpm|yarn|bun)\s{1,4}publish\b|\b(?:exec\w{0,12}|spawn\w{0,12}|execa\w{0,10})\s{0,4}\(\s{0,4}['"`](?:npm(?:\.cmd)?|pnpm|yarn|bun)['"`]\s{0,4},\s{0,4}\[\s{0,4}['"`]publish['"`]/,
  { before: 200, behind: 40 },
);

const tlsOff = near(
  'tls-off',
  ['node_tls_reject_unauthorized', 'rejectunauthorized', 'strictssl', 'insecure-ssl'],
  /NODE_TLS_REJECT_UNAUTHORIZED['"`]?\]?\s{0,9}(?:=(?!=)|:)\s{0,9}['"`]?0|(?:(?<![.\w])rejectUnauthorized['"`]?\s{0,9}:|\brejectUnauthorized['"`]?\]?\s{0,9}=(?!=))\s{0,9}(?:false|!1)\b|(?<![.\w])strictSSL['"`]?\s{0,9}(?::|=(?!=))\s{0,9}(?:false|!1)\b/,
  { before: 4, behind: 60, what: (match) => /^\w+/.exec(match[0])?.[0] },
);

const itself = String.raw`(?:__filename|process\.argv\[1\]|import\.meta\.filename|(?:\w{1,20}\.)?fileURLToPath\(\s{0,4}import\.meta\.url\s{0,4}\)|new\s{1,4}URL\(import\.meta\.url\))`;

const deletesItself = near(
  'deletes-itself',
  ['unlink', 'rmsync', 'rm(', 'rm -', '%~f0', 'removesync', 'remove(', '$0', 'rimraf'],
  new RegExp(
    String.raw`\b(?:unlink|unlinkSync|rm|rmSync|removeSync|remove|rimraf(?:\.sync|Sync)?)\s{0,9}\(\s{0,9}(?:path\.(?:resolve|join|basename)\(\s{0,9})?${itself}|\bdel\s[^\n]{0,30}"?%~f0|\brm\s{1,4}(?:-\w{1,3}\s{1,4}|--\s{1,4}){0,3}["'\\]{0,2}\$(?:0|\{BASH_SOURCE)`,
  ),
  { before: 20, behind: 120 },
);

const rewritesManifest = near(
  'rewrites-manifest',
  ['package.json'],
  /\b(?:write|append)File(?:Sync)?\s{0,9}\([^;]{0,160}?package\.json['"`]|\b(?:rename|copyFile)(?:Sync)?\s{0,9}\([^;]{0,160},[^;]{0,120}package\.json['"`]|(?<![\w$])([A-Za-z_$][\w$]{0,40})\s{0,9}=[^;=]{0,160}package\.json['"`]/,
  {
    before: 200,
    behind: 40,
    and: (window, index, match) => {
      const name = match[1];
      if (name === undefined) return true;
      const behind = around(window, index, 0, 3_000);
      return new RegExp(
        `\\bwriteFile(?:Sync)?\\s{0,9}\\(\\s{0,9}${name.replaceAll('$', '\\$')}\\s{0,9},`,
      ).test(behind);
    },
  },
);

const npmFile = String.raw`(\.npmrc|\.yarnrc(?:\.yml)?|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)['"\`]`;

/** A registry, a proxy or another tarball, put where npm looks at the next install. */
const steersNpm = near(
  'steers-npm',
  [
    '.npmrc',
    '.yarnrc',
    'package-lock.json',
    'npm-shrinkwrap.json',
    'yarn.lock',
    'pnpm-lock.yaml',
    'registry',
  ],
  new RegExp(
    String.raw`\b(?:append|write)File(?:Sync)?\s{0,4}\([^;\n]{0,120}?['"\`/\\]${npmFile}|([A-Za-z_$][\w$]{0,40})\s{0,4}=[^;=\n]{0,160}?['"\`/\\]${npmFile}|\b(?:npm|yarn|pnpm)\s{1,4}(?:config\s{1,4})?set\s{1,4}(?:-\w{1,3}\s{1,4}){0,2}(?:["']?@[\w.-]{1,60}:)?(registry)\b`,
  ),
  {
    before: 220,
    behind: 80,
    what: (match) => match[1] ?? match[3] ?? match[4],
    and: (window, index, [, , name, , command]) => {
      if (command !== undefined) return true;
      const behind = around(window, index, 0, 3_000);
      const steers =
        /(?:\b|\\[nrt])(?:registry|node-options|script-shell)\s{0,4}=|\bnpmRegistryServer\b|(?:\.|['"`])(?:resolved|integrity)\b['"`\]]{0,2}\s{0,3}(?:=(?!=)|;)/;
      const writes = `\\b(?:append|write)File(?:Sync)?\\s{0,4}\\(\\s{0,4}${(name ?? '').replaceAll('$', '\\$')}\\s{0,4},`;
      return steers.test(behind) && (name === undefined || new RegExp(writes).test(behind));
    },
  },
);

export const machineMatchers: readonly Matcher[] = [
  ...[agentFlags, destroysHome, destroysOnDate, destroysProject, miner, minesInPage, selfPublish],
  ...[tlsOff, deletesItself, rewritesManifest, steersNpm],
];
