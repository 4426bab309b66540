import type { CommandSign } from './command-signs.ts';

/** Signs that show in the text itself, wherever in it they stand. */
export const textSigns: readonly (readonly [CommandSign, RegExp])[] = [
  ['raw-socket', /\/dev\/(?:tcp|udp)\/|\bopenssl\s{1,9}s_client\b/],
  ['runtime-download', /\bbun\.sh\b|\boven-sh\/bun\b|\bdeno\.land\/(?:x\/)?install|\bget\.pnpm\.io\b/i],
  [
    'decodes',
    /\bbase64\s{1,9}(?:-\w{0,3}[dD]\b|--decode)|\bopenssl\s{1,9}(?:enc\s[^|;&]{0,100}-d\b|base64\s{1,9}-d)|\bxxd\s{1,9}-r|-enc(?:odedcommand)?\s{1,9}[A-Za-z0-9+/=]{16}/i,
  ],
  [
    'background',
    /(?:^|[\s&|;"'])start\s{1,9}(?:"[^"]{0,40}"\s{1,9})?\/(?:b|min)\b|\bnohup\b|\bsetsid\b|\bdisown\b/i,
  ],
  [
    'hides-output',
    /(?:>|&>|1>|2>)\s{0,9}(?:\/dev\/null|nul\b)\s{0,9}2>\s{0,9}&1|&>\s{0,9}\/dev\/null|2>\s{0,9}&1\s{0,9}>\s{0,9}(?:\/dev\/null|nul\b)/i,
  ],
  [
    'substitution',
    /\$\((?!(?:pwd|npm (?:bin|root|prefix)|which |command -v |dirname |node -[ep]))[^)]{1,200}|`[^`]{2,200}`/,
  ],
];
/** Signs that a program's name is. */
export const programSigns: readonly (readonly [CommandSign, RegExp])[] = [
  // Logged in already on the machines of those who use them.
  ['fetch-tool', /^(?:ssh|sftp|rsync|rclone|aws|gsutil|gcloud|az|kubectl|gh)$/],
  ['fetch-tool', /^(?:curl|wget|aria2c|httpie|invoke-webrequest|iwr|irm|ftp|tftp|scp|fetch)$/],
  [
    'system-tool',
    /^(?:powershell|pwsh|certutil|bitsadmin|mshta|rundll32|regsvr32|wscript|cscript|schtasks|osascript|crontab|launchctl|msiexec|wmic|reg|iex|invoke-expression)$/,
  ],
  ['name-server-tool', /^(?:nslookup|dig|host)$/],
  ['raw-socket', /^(?:nc|ncat|netcat|socat|telnet)$/],
  ['other-runtime', /^(?:bun|bunx|deno)$/],
];
/** In an argument of another program too: `node -e "…exec('curl …')"`, `concurrently "wget …"`. */
export const toolAnywhere =
  /(?<![\w.@/-])(?:\/[\w/]{1,40}\/)?(curl|wget|powershell|certutil|bitsadmin|mshta|rundll32|regsvr32|nslookup)(?:\.exe)?(?=[\s'"])/i;
