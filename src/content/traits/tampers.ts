import { around, type Matcher, near, type Sweep } from './matcher.ts';

/** What others made, and what everybody relies on, changed by a package that nobody asked to. */

const mostCharacters = 64_000;
const name = String.raw`[A-Za-z_$][\w$]{0,40}`;
const joining = String.raw`(?:path\w{0,8}\.)?(?:join|resolve)\s{0,4}\(\s{0,4}`;
const up = String.raw`(?:['"\`]\.\.['"\`]\s{0,4},\s{0,4}['"\`]\.\.['"\`]|['"\`](?:\.\.\/){1,6}\.\.\/?['"\`]|['"\`][^'"\`\n]{0,40}node_modules\/?['"\`])`;

/** The folder in which packages lie side by side. */
const besides = new RegExp(
  String.raw`(?<![\w$.])(${name})\s{0,4}=\s{0,4}${joining}[^;\n]{0,80}${up}[^;\n]{0,20}\)`,
  'g',
);
const script = String.raw`['"\`][^'"\`\n]{0,160}\.[cm]?js['"\`]`;
/** A script of a package that is named, in that folder or as Node finds it. */
const resolved = new RegExp(
  String.raw`(?<![\w$.])(${name})\s{0,4}=\s{0,4}(?:\w{1,20}\.)?resolve\s{0,4}\(\s{0,4}['"\`](?![./])[^'"\`\n]{1,100}['"\`]`,
  'g',
);

const rewritesPackages: Sweep = {
  kind: 'alters-others',
  anchors: ['writefile', 'appendfile'],
  sweep: ({ code }) => {
    if (code.length > mostCharacters) return [];
    for (const target of targetsIn(code)) {
      const held = target.replaceAll('$', String.raw`\$`);
      const write = new RegExp(
        String.raw`\b(?:write|append)File(?:Sync)?\s{0,4}\(\s{0,4}${held}\s{0,4},`,
      ).exec(code);
      if (write === null) continue;
      const reads = new RegExp(String.raw`\breadFile(?:Sync)?\s{0,4}\(\s{0,4}${held}(?![\w$])`).test(code);
      const appends = write[0].startsWith('append');
      if (reads || appends) return [{ index: write.index, what: beside }];
    }
    return [];
  },
};

function targetsIn(code: string): readonly string[] {
  const found = [...code.matchAll(resolved)].slice(0, 4).flatMap(([, target]) => target ?? []);
  for (const [, folder = ''] of [...code.matchAll(besides)].slice(0, 4)) {
    const target = new RegExp(
      String.raw`(?<![\w$.])(${name})\s{0,4}=\s{0,4}(?:${joining}${folder.replaceAll('$', String.raw`\$`)}\s{0,4},\s{0,4}['"\`][\w@][^;\n]{0,200}?${script}\s{0,4}\)|\`\$\{${folder.replaceAll('$', String.raw`\$`)}\}\/[\w@][^\`\n]{0,160}\.[cm]?js\`|${folder.replaceAll('$', String.raw`\$`)}\s{0,4}\+\s{0,4}['"\`]\/[\w@][^'"\`\n]{0,160}\.[cm]?js['"\`])`,
      'g',
    );
    found.push(...[...code.matchAll(target)].slice(0, 4).flatMap(([, one]) => one ?? []));
  }
  return found;
}

export const beside = 'a script of a package beside it';
export const atRandom = 'what is built in, by chance';

/** Sabotage that nobody finds: what is built into the language does its work, but not always. */
const builtIn =
  'map|filter|forEach|includes|indexOf|lastIndexOf|find|findIndex|reduce|some|every|join|concat|slice|splice|sort|push|pop|shift|unshift|then|catch|finally|replace|split|trim|startsWith|endsWith|toString|valueOf|toFixed|getTime|toISOString|getItem|setItem|has|get|set|delete|add|test|exec|apply|call|bind';
const unreliable = near(
  'alters-others',
  ['prototype.', 'prototype, ', 'json.parse', 'json.stringify'],
  new RegExp(
    String.raw`\b(?:Array|String|Number|Object|Map|Set|Promise|Date|Storage|RegExp|Function)\.prototype(?:\.(?:${builtIn})\s{0,4}=(?![=>])|\s{0,4},\s{0,4}['"\`](?:${builtIn})['"\`]\s{0,4},)|\b(?:JSON|Promise|Object|Math|Date)\.(?:parse|stringify|all|keys|entries|now|round|floor|max|min)\s{0,4}=(?![=>])`,
  ),
  {
    before: 20,
    behind: 90,
    what: atRandom,
    and: (window, index) =>
      /\bMath\.random\s{0,4}\(\s{0,4}\)\s{0,4}[<>]|[<>]=?\s{0,4}Math\.random\s{0,4}\(/.test(
        statementAt(around(window, index, 0, 1_200)),
      ),
  },
);

/** Up to where it ends: at its last bracket, or at the line's end where it has none. */
function statementAt(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if ('({['.includes(letter)) depth += 1;
    else if (')}]'.includes(letter)) {
      depth -= 1;
      if (depth < 0) return text.slice(0, at);
    } else if (depth === 0 && (letter === ';' || (letter === '\n' && at > 200))) return text.slice(0, at);
    if (depth === 0 && letter === '}') return text.slice(0, at);
  }
  return text;
}

const startsThere = String.raw`\.git[\\/]hooks\b|\.vscode[\\/]tasks\.json|\.husky[\\/]|\.(?:claude|gemini|cursor|codeium|windsurf)[\\/](?:settings|hooks|mcp)[\w.-]{0,20}\.json|\.idea[\\/]workspace\.xml|\.devcontainer[\\/]devcontainer\.json|\.github[\\/]workflows\b|\.(?:bashrc|zshrc|profile|bash_profile)\b`;

/** The command is not in the package: whoever answers says what is to be started there, today or tomorrow. */
const startsFetched: Sweep = {
  kind: 'runs-fetched',
  anchors: ['hooks', 'tasks.json', '.husky', '.claude', 'devcontainer', '.bashrc', '.zshrc'],
  sweep: ({ code }) => {
    if (code.length > mostCharacters) return [];
    const place = new RegExp(String.raw`['"\`/\\](?:${startsThere})`).exec(code);
    const fetches =
      /(?<![\w$.])fetch\s{0,3}\(|\baxios\b|\bhttps?\.(?:get|request)\s{0,3}\(|\bgot(?:\.get)?\s{0,3}\(/.exec(
        code,
      );
    if (place === null || fetches === null) return [];
    return fetchedNames(code).some((held) => isWritten(code, held.replaceAll('$', String.raw`\$`)))
      ? [{ index: place.index }]
      : [];
  },
};

const arrival = new RegExp(
  String.raw`(?<![\w$.])(${name})\s{0,4}=\s{0,4}(?:JSON\.parse\s{0,4}\(\s{0,4})?\(?await\b[^;\n]{1,240}?(?:\.(?:text|json)\b|\baxios\b|\bgot\b)|\.then\s{0,4}\(\s{0,4}(?:async\s{1,4})?\(?\s{0,4}(${name})\s{0,4}\)?\s{0,4}=>|\b(${name})\s{0,4}\+=`,
  'g',
);

/** What came, and what was made of it at once. */
function fetchedNames(code: string): readonly string[] {
  const direct = [...code.matchAll(arrival)].slice(0, 8).flatMap(([, ...one]) => one.filter((held) => held));
  return direct.flatMap((held) => {
    const made = new RegExp(
      String.raw`(?<![\w$.])(${name})\s{0,4}=(?!=)[^;\n]{0,160}(?<![\w$.])${held.replaceAll('$', String.raw`\$`)}\b`,
      'g',
    );
    return [held, ...[...code.matchAll(made)].slice(0, 4).flatMap(([, one]) => one ?? [])];
  });
}

/** In a call that names such a place, or that puts a line below a shell's. */
function isWritten(code: string, held: string): boolean {
  return new RegExp(
    String.raw`\(\s{0,4}[^;]{0,200}(?:${startsThere})[^;]{0,240}(?<![\w$.])${held}\b|['"\`]#!\/(?:usr\/)?bin\/[^;\n]{0,80}(?<![\w$.])${held}\b|\b(?:write|append)File(?:Sync)?\s{0,4}\([^;]{1,200}(?<![\w$.])${held}\b`,
  ).test(code);
}

/** Whoever knows a word that stands in the code has a command run: a door, and its key under the mat. */
const asked = String.raw`(?:\b\w{1,20}\.(?:body|query|params|headers|cookies)\??(?:\.[\w$]{1,40}|\[\s{0,3}['"\`][\w-]{1,40}['"\`]\s{0,3}\])|\b\w{1,20}\.(?:get|header)\s{0,3}\(\s{0,3}['"\`][\w-]{1,40}['"\`]\s{0,3}\))`;
const runs =
  /(?:(?<![\w$.])|\b(?:cp|child_process|child|childProcess|proc)\.|\)\.)(?:exec|execSync|execFile|execFileSync|spawn|spawnSync)\s{0,4}\(|(?<![\w$.])eval\s{0,4}\(|\bnew\s{1,4}Function\s{0,4}\(|\b(?:rmSync|rm|rimraf)\s{0,4}\(/;
const keyed = near(
  'reverse-shell',
  ['.body', '.query', '.headers'],
  new RegExp(
    String.raw`(?:${asked}\s{0,4}[!=]={1,2}\s{0,4}['"\`]([^'"\`\n]{4,80})['"\`]|['"\`]([^'"\`\n]{4,80})['"\`]\s{0,4}[!=]={1,2}\s{0,4}${asked})`,
  ),
  {
    before: 110,
    behind: 160,
    what: 'runs commands for whoever knows a word that stands in it',
    and: (window, index, match) => {
      const word = match[1] ?? match[2] ?? '';
      const isKey =
        /\b(?:x-)?(?:\w{0,12}[-_]?)?(?:key|secret|token|pass|password|passwd|pwd|auth|code|magic)\b/i.test(
          match[0].replace(word, ''),
        ) ||
        (/\d/.test(word) && /[A-Za-z]/.test(word) && !/[/\s]/.test(word));
      return isKey && runs.test(around(window, index + match[0].length, 0, 400));
    },
  },
);

export const tamperingMatchers: readonly Matcher[] = [unreliable, keyed];
export const tamperingSweeps: readonly Sweep[] = [rewritesPackages, startsFetched];
