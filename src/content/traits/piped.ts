import { around, type Matcher, near } from './matcher.ts';

/** An interpreter behind a pipe, where the program that fetches stands somewhere else: in a list, or in a name. */

const interpreter = String.raw`(?:sudo\s{1,4})?(?:(?:\/usr)?\/bin\/)?(?:(?:ba|z|da|k)?sh|node|bun|deno|python[23]?|perl|php|ruby|pwsh|powershell|iex)`;
/** It reads what comes in, and nothing else: a script of its own would stand here. */
const bare = String.raw`\|\s{0,4}${interpreter}(?:\s{1,2}-s?)?\s{0,3}(?:\d?>{1,2}\s{0,2}\/dev\/null\s{0,3}|2>&1\s{0,3}){0,2}&?\s{0,3}['"\`]`;

const fetcher = /['"`](?:curl|wget)\b|\bhttps?:\/\/|['"`](?:iwr|irm)\b/;
const starter = /\b(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|execa\w{0,10}|system)\s{0,4}\(/;

const pipedInto = near(
  'pipe-to-shell',
  [
    ...['| node', '| sh', '| bash', '| zsh', '| python', '| perl', '| bun', '| deno', '| /bin/', '| iex'],
    ...['|node', '|sh', '|bash', '|zsh', '|python', '|/bin/', '| powershell', '| pwsh', '| sudo'],
  ],
  new RegExp(String.raw`\bhttps?:\/\/[^|\n]{0,160}${bare}|[}'"\`]\s{0,4}${bare}`, 'i'),
  {
    before: 200,
    behind: 60,
    and: (window, index) => {
      const beside = around(window, index, 1_500, 800);
      return fetcher.test(beside) && starter.test(beside);
    },
  },
);

export const pipedMatchers: readonly Matcher[] = [pipedInto];
