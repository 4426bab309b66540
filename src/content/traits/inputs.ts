import { around, type Matcher, near } from './matcher.ts';

/** A program that stands in no file and in no argument: an interpreter reads it from its input. */

const undone = String.raw`(?:Buffer\.from\s{0,4}\([^;\n]{1,200}?['"\`](?:base64|base64url|hex)['"\`]|atob\s{0,4}\(|[\w$.]{0,20}(?:[dD]ecode|[dD]ecrypt|[gG]?[uU]nzip|[iI]nflate|[bB]rotliDecompress)\w{0,20}\s{0,4}\()`;

/** Started without a file to run. */
const interpreters =
  /\b(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|execa\w{0,8})\s{0,4}\(\s{0,4}(?:process\s{0,2}\.\s{0,2}(?:execPath|argv0|argv\[0\])|['"`](?:\/(?:usr\/)?bin\/)?(?:node|(?:ba|z|da)?sh|python[23]?|perl|ruby|php|powershell(?:\.exe)?|pwsh|cmd(?:\.exe)?|osascript|bun|deno)(?:\s{1,4}-)?['"`])/;

function isUndone(held: string, before: string): boolean {
  const name = held.replaceAll('$', String.raw`\$`);
  return new RegExp(String.raw`(?<![\w$.])${name}\s{0,4}=(?!=)\s{0,4}[^;\n]{0,80}${undone}`).test(before);
}

export const decodesToInput: Matcher = near(
  'decode-to-shell',
  ['.stdin'],
  new RegExp(
    String.raw`\.stdin\s{0,4}(?:\?\.|!\.|\.)\s{0,4}(?:end|write)\s{0,4}\(\s{0,4}(?:${undone}|([A-Za-z_$][\w$]{0,40})\s{0,4}[,)])`,
  ),
  {
    before: 2,
    behind: 320,
    and: (window, index, [, held]) => {
      const before = around(window, index, 2_500, 0);
      if (!interpreters.test(before.slice(-700))) return false;
      return held === undefined || isUndone(held, before);
    },
  },
);

/** The same where it is an option of the call. */
export const decodesToOption: Matcher = near(
  'decode-to-shell',
  ['spawnsync(', 'execfilesync(', 'execsync('],
  new RegExp(
    String.raw`${interpreters.source}[^;]{0,240}?(?<![\w$])input\s{0,4}(?::\s{0,4}(?:${undone}|([A-Za-z_$][\w$]{0,40})\s{0,4}[,}])|([,}]))`,
  ),
  {
    before: 2,
    behind: 480,
    and: (window, index, [, held, short]) =>
      short === undefined && held === undefined
        ? true
        : isUndone(held ?? 'input', around(window, index, 2_500, 0)),
  },
);
