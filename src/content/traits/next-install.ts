import { around, type Matcher, near, type Window } from './matcher.ts';

/**
 * What npm fetches and runs the next time, in files of whoever installs the package: the path is held under one name,
 * what is set has another, and a helper writes it. A package has no business there while it is installed.
 */

const q = '[\'"`]';
const one = '[A-Za-z_$][\\w$]{0,40}';
const assigned = String.raw`(?<![\w$.])(${one})\s{0,4}=(?!=)(?:[^;=\n]|=>){0,160}?`;
const writer = '(?:write|append|output|save|put|store|dump|update)\\w{0,20}';

const asks =
  /(?<![\w$.])fetch\s{0,4}\(|\bhttps?\.(?:get|request)\s{0,4}\(|\baxios\b|\bgot\s{0,4}\(|\bJSON\.parse\s{0,4}\(\s{0,4}await\b/;

const escaped = (name: string) => name.replaceAll('$', String.raw`\$`);

/** Whether a text hands this name to what writes: as what is written to, not as what is copied. */
function writesTo(text: string, name: string): boolean {
  const it = String.raw`${escaped(name)}(?![\w$])(?:\(\s{0,4}\))?`;
  return new RegExp(
    String.raw`\b${writer}\s{0,4}\(\s{0,4}${it}\s{0,4},|\b(?:copyFile|rename|cp)(?:Sync)?\s{0,4}\([^;\n,]{1,100},\s{0,4}${it}\s{0,4}[,)]|\bcreateWriteStream\s{0,4}\(\s{0,4}${it}\s{0,4}[,)]`,
    'i',
  ).test(text);
}

const settingsFile = String.raw`(?:[/\\'"\`]\.(?:npmrc|yarnrc(?:\.yml)?)${q}|npm_config_(?:user|global)config\b)`;

/** A key of npm's settings that is set by a call, an index or an object, however the line is put together. */
const setsKey = new RegExp(
  [
    String.raw`[(,]\s{0,4}${q}(?:@[\w.-]{1,60}:)?(?:registry|strict-ssl|node-options|script-shell)${q}\s{0,4},`,
    String.raw`\[\s{0,4}${q}(?:@[\w.-]{1,60}:)?(?:registry|strict-ssl|node-options|script-shell)${q}\s{0,4}(?:\]\s{0,4}=(?!=)|,)`,
    String.raw`(?<=[\w$)\]])\.registry\s{0,4}=(?!=)`,
    String.raw`[{,]\s{0,9}${q}?registry${q}?\s{0,4}:(?!:)`,
    String.raw`[{,]\s{0,9}registry\s{0,4}[,}]`,
  ].join('|'),
);

const settings = near(
  'steers-npm',
  ['.npmrc', '.yarnrc', 'npm_config_userconfig', 'npm_config_globalconfig'],
  new RegExp(
    String.raw`${assigned}${settingsFile}|\b(?:${writer}|createWriteStream)\s{0,4}\([^;\n]{0,160}?${settingsFile}`,
    'i',
  ),
  {
    before: 220,
    behind: 80,
    what: 'where npm fetches from',
    and: (window, index, [, name]) => {
      const behind = around(window, index, 0, 3_000);
      if (name !== undefined && !writesTo(behind, name)) return false;
      const beside = around(window, index, 1_500, 3_000);
      return setsKey.test(beside) || asks.test(beside);
    },
  },
);

const settingsByNpm = near(
  'steers-npm',
  ["'config'", '"config"'],
  new RegExp(
    String.raw`${q}config${q}\s{0,4},\s{0,4}${q}set${q}\s{0,4},\s{0,4}(?:${q}-{1,2}[\w=-]{1,20}${q}\s{0,4},\s{0,4}){0,3}${q}(?:@[\w.-]{1,60}:)?(?:registry|strict-ssl|node-options|script-shell)\b`,
  ),
  { before: 10, behind: 160, what: 'where npm fetches from' },
);

/** Where the project is that a package is installed into. */
const project = String.raw`(?:\bINIT_CWD\b|\bnpm_config_local_prefix\b|\bPROJECT_CWD\b|${q}\.\.${q}\s{0,4},\s{0,4}${q}\.\.${q}|${q}\.\.[/\\]{1,2}\.\.(?:[/\\]{1,2}\.\.)?(?:[/\\]{1,2}package\.json)?${q})`;
const manifest = String.raw`package\.json${q}`;

/** What decides what is run there and what comes along. */
const fields = /(?:\.|['"`])(?:scripts|(?:dev|optional)?[dD]ependencies|overrides|resolutions)\b/;

const projectManifest = near(
  'steers-npm',
  [
    ...['init_cwd', 'npm_config_local_prefix', 'project_cwd', "'..', '..'", '"..", ".."', "'..','..'"],
    ...['"..",".."', "'../..'", '"../.."', "'../../package.json'", '"../../package.json"'],
  ],
  new RegExp(
    [
      `${assigned}${project}`,
      String.raw`\bfunction\s{1,4}(${one})\s{0,4}\([^)]{0,60}\)\s{0,4}\{[^}]{0,160}?${project}`,
      String.raw`\bINIT_CWD\s{0,4}(?::\s{0,4}(${one})\s{0,4})?[,}=][^;]{0,80}?=\s{0,4}process\.env\b`,
      String.raw`\bchdir\s{0,4}\([^;\n]{0,60}?${project}`,
      String.raw`\b${writer}\s{0,4}\([^;\n]{0,100}?${project}[^;\n]{0,60}?${manifest}`,
    ].join('|'),
  ),
  {
    before: 220,
    behind: 120,
    what: 'its package.json',
    and: (window, index, match) => {
      const behind = around(window, index, 0, 3_000);
      if (!behind.includes('package.json') || !(fields.test(behind) || asks.test(behind))) return false;
      if (/^(?:chdir|write|append|output|save|put|store|dump|update)/.test(match[0]))
        return match[0].startsWith('chdir') ? writesHere.test(behind) : true;
      return writesManifestOf(window, behind, match[1] ?? match[2] ?? match[3] ?? 'INIT_CWD');
    },
  },
);

const writesHere = new RegExp(String.raw`\b${writer}\s{0,4}\(\s{0,4}${q}(?:\.\/)?${manifest}`);

/** The name is the file itself or the folder, from which others are made. */
function writesManifestOf(window: Window, text: string, name: string): boolean {
  const it = String.raw`(?<![\w$.])${escaped(name)}(?![\w$])`;
  const [statement = ''] = /^[^;\n]{0,300}/.exec(text) ?? [];
  if (statement.includes('package.json') && writesTo(text, name)) return true;
  const directly = String.raw`\b${writer}\s{0,4}\([^;\n]{0,100}?${it}[^;\n]{0,60}?${manifest}`;
  if (new RegExp(directly).test(text)) return true;
  window.spend(64);
  const made = new RegExp(
    String.raw`(?<![\w$.])(${one})\s{0,4}=(?!=)(?:[^;=\n]|=>){0,160}?${it}[^;\n]{0,100}?${manifest}`,
    'g',
  );
  return [...text.matchAll(made)].slice(0, 4).some(([, file = '']) => writesTo(text, file));
}

export const nextInstallMatchers: readonly Matcher[] = [settings, settingsByNpm, projectManifest];
