import { arrivalsIn, givenIn, reaching } from './held-names.ts';
import type { Sweep } from './matcher.ts';

/** Ways in which a stranger's text becomes a program although no call says that it is run. */

const mostCharacters = 64_000;
const name = String.raw`[A-Za-z_$][\w$]{0,40}`;
const safe = (held: string): string => held.replaceAll('$', String.raw`\$`);

/** An interpreter that is named no file: what it runs comes by its input. */
const command = String.raw`(?:process\s{0,2}\.\s{0,2}(?:execPath|argv0|argv\[0\])|['"\`](?:\/(?:usr\/)?(?:local\/)?bin\/)?(?:node|(?:ba|z|da)?sh|python[23]?|perl|ruby|php|powershell(?:\.exe)?|pwsh|osascript|bun|deno)(?:\s{1,4}-)?['"\`])`;
const noFile = String.raw`(?:\s{0,4},\s{0,4}\[\s{0,4}(?:['"\`](?:-|-i|-s|--input-type=\w{1,10}|--no-warnings|-NoProfile|-Command|run)['"\`]\s{0,4},?\s{0,4}){0,4}\])?\s{0,4}(?=[,)])(?!\s{0,4},\s{0,4}[\w$[.])`;
const started = String.raw`(?:\b${name}\.|\)\.)?\b(?:spawn|spawnSync|execFile|execFileSync|execSync|exec|execa\w{0,8})\s{0,4}\(\s{0,4}${command}${noFile}`;
const interpreter = new RegExp(
  String.raw`(?:(?<![\w$.])(${name})\s{0,4}=(?!=)\s{0,4}(?:await\s{1,4})?)?${started}`,
  'g',
);

const answers = [
  /\bhttps?\b['"`)\s]{0,6}\.(?:get|request)\s{0,4}\([^;]{0,240}?,\s{0,4}(?:async\s{1,4})?(?:function\s{0,4}\w{0,20}\s{0,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,40})\s{0,4}\)?\s{0,4}(?:=>|\{)/g,
  /(?<![\w$.])(?:get|request)\s{0,4}\([^;]{0,240}?,\s{0,4}(?:async\s{1,4})?(?:function\s{0,4}\w{0,20}\s{0,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,40})\s{0,4}\)?\s{0,4}(?:=>|\{)/g,
  /\.on(?:ce)?\s{0,4}\(\s{0,4}['"`]response['"`]\s{0,4},\s{0,4}(?:async\s{1,4})?(?:function\s{0,4}\w{0,20}\s{0,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,40})/g,
  /\bonce\s{0,4}\([^;\n]{1,120}['"`]response['"`][^;\n]{0,40}\.then\s{0,4}\(\s{0,4}(?:async\s{1,4})?\(?\s{0,4}\[?\s{0,4}([A-Za-z_$][\w$]{0,40})/g,
  /\bfetch\s{0,4}\([^;]{1,200}?\)\s{0,9}\.then\s{0,4}\(\s{0,4}(?:async\s{1,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,40})/g,
  /\.(?:text|arrayBuffer|bytes)\s{0,4}\(\s{0,4}\)\s{0,4}\)?\s{0,9}\.then\s{0,4}\(\s{0,4}(?:async\s{1,4})?(?:function\s{0,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,40})/g,
  /\.on\s{0,4}\(\s{0,4}['"`]data['"`]\s{0,4},\s{0,4}(?:async\s{1,4})?(?:function\s{0,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,40})/g,
];
const held =
  /\bawait\b[^;\n]{0,40}(?<![\w$.])(?:fetch|axios(?:\.get)?|got(?:\.stream)?|ky|undici\.request|request)\s{0,4}\(|\b(?:got\.stream|needle\.get|axios\.get)\s{0,4}\(|\bonce\s{0,4}\([^;\n]{1,80}['"`]response['"`]/g;
const asks =
  /(?<![\w$.])fetch\s{0,4}\(|\bhttps?['"`)\s]{0,6}\.(?:get|request)\s{0,4}\(|['"`](?:node:)?https?2?['"`]|['"`](?:axios|got|undici|needle|node-fetch|ky)['"`]/;

export const intoInterpreter = 'by what it fetches, which an interpreter reads as its input';

const fetchesIntoInput: Sweep = {
  kind: 'told-from-outside',
  anchors: ['.stdin', '{ stdin', 'input:', 'input }', 'input,'],
  sweep: ({ code }, spend) => {
    if (code.length > mostCharacters || !asks.test(code)) return [];
    const starts = [...code.matchAll(interpreter)].slice(0, 4);
    if (starts.length === 0 || !spend(2_000)) return [];
    const from = [...arrivalsIn(code, answers), ...givenIn(code, held)];
    const came = reaching([...new Set(from.flatMap(({ names }) => names))].slice(0, 10), code);
    const source = [
      ...(came.length === 0 ? [] : [String.raw`(?<![\w$.])(?:${came.map(safe).join('|')})(?![\w$])`]),
      String.raw`\b(?:got\.stream|fetch|needle\.get)\s{0,4}\(`,
    ].join('|');
    for (const start of starts) {
      const input = inputOf(start[1], code);
      const [inOption = ''] = /^[^;]{0,400}/.exec(code.slice(start.index + start[0].length)) ?? [];
      const goes = [
        String.raw`(?:${source})[^;\n]{0,80}\.(?:pipe|pipeTo|pipeThrough)\s{0,4}\([^;\n]{0,30}${input}`,
        String.raw`\bpipeline\s{0,4}\([^;]{0,60}(?:${source})[^;]{0,120}${input}`,
        String.raw`${input}\s{0,4}[?!]?\.\s{0,4}(?:write|end)\s{0,4}\([^;\n]{0,60}(?:${source})`,
      ].join('|');
      const optional = new RegExp(
        String.raw`\binput\s{0,4}:\s{0,4}[^;\n]{0,40}(?:${source})${came.includes('input') ? String.raw`|[{,]\s{0,4}input\s{0,4}[,}]` : ''}`,
      );
      if (new RegExp(goes).test(code) || optional.test(inOption))
        return [{ index: start.index, what: intoInterpreter }];
    }
    return [];
  },
};

/** Of the one that was given a name, also where the input is taken out of it; of any where none was. */
function inputOf(child: string | undefined, code: string): string {
  const own = child === undefined ? String.raw`[\w$)\]]{1,40}` : String.raw`(?<![\w$.])${safe(child)}`;
  const [, apart] = /\{\s{0,4}stdin(?:\s{0,4}:\s{0,4}([A-Za-z_$][\w$]{0,40}))?\s{0,4}[,}]/.exec(code) ?? [];
  const taken = [
    ...(/\{\s{0,4}stdin\s{0,4}[,}]/.test(code) ? ['stdin'] : []),
    ...(apart === undefined ? [] : [apart]),
    ...[...code.matchAll(/(?<![\w$.])([A-Za-z_$][\w$]{0,40})\s{0,4}=(?!=)[^;\n]{1,200}\.stdin\s{0,4}[;\n]/g)]
      .slice(0, 2)
      .flatMap(([, one]) => one ?? []),
  ];
  const names = taken.length === 0 ? '' : String.raw`|(?<![\w$.])(?:${taken.map(safe).join('|')})(?![\w$])`;
  return String.raw`(?:${own}\s{0,4}[?!]?\.\s{0,4}stdin\b${names})`;
}

export const programInputSweeps: readonly Sweep[] = [fetchesIntoInput];
