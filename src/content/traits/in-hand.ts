import { around, type Matcher, near } from './matcher.ts';

/**
 * A text that is made a function and handed `require`: a template needs what it shows, and only a program needs
 * that. Loaders of modules do so by name; who goes by the constructor of some function or other does not want the
 * word to be found.
 */

const quotedNames = String.raw`['"\`][\w$, ]{0,60}['"\`]`;
/** `('require', 'module', text`: what comes last is no name of a parameter. */
const withRequire = String.raw`\(\s{0,4}(?:${quotedNames}\s{0,4},\s{0,4}){0,6}['"\`](?:[\w$ ]{1,20},){0,6}\s?require\s?(?:,[\w$ ]{1,20}){0,6}['"\`]\s{0,4},\s{0,4}(?:${quotedNames}\s{0,4},\s{0,4}){0,6}(?=[\w$(\`[])`;
export const compilesWithRequire = new RegExp(withRequire);

export const byNoName = 'by a constructor that goes by no name';

const anchors = ["require'", 'require"', 'require`', 'require,'];

const compiles = near(
  'runs-text',
  anchors,
  // The call's own name, or the last part of it.
  new RegExp(String.raw`(?:(?<![\w$])([A-Za-z_$][\w$]{0,40})|[\])])\s{0,3}${withRequire}`),
  {
    before: 160,
    behind: 200,
    what: byNoName,
    and: (window, index, match) => isConstructor(window.text, index, match),
  },
);

function isConstructor(text: string, index: number, [, name]: RegExpExecArray): boolean {
  const before = text.slice(Math.max(0, index - 120), index);
  // `(Function.constructor)(…)`, `f['constructor'](…)`
  if (name === undefined) return /\bconstructor['"`]?\s{0,3}$/.test(before);
  if (name === 'constructor') return /\.\s{0,3}$/.test(before);
  if (name === 'Function') return false;
  const escaped = name.replaceAll('$', String.raw`\$`);
  return new RegExp(
    String.raw`(?<![\w$.])${escaped}\s{0,4}=(?!=)\s{0,4}[^;\n]{1,160}(?:\.constructor\b|\[\s{0,3}['"\`]constructor['"\`]\s{0,3}\])|\bconstructor\s{0,4}:\s{0,4}${escaped}\s{0,4}[,}]`,
  ).test(text);
}

/**
 * The class of modules, got without its name, and a method of one of them called by a name that is put together:
 * `_compile` is all that a module of no file is for, and who writes it out does not hide it.
 */
const moduleOfOwn = near(
  'runs-text',
  [
    'module.constructor',
    "module['constructor",
    'getprototypeof(module',
    "require('module')",
    'require("module")',
    'node:module',
  ],
  /\bmodule\s{0,3}(?:\.\s{0,3}constructor|\[\s{0,3}['"`]constructor['"`]\s{0,3}\])(?!\s{0,3}\.\s{0,3}_)|\bgetPrototypeOf\s{0,3}\(\s{0,3}module\s{0,3}\)|['"](?:node:)?module['"]/,
  {
    before: 4,
    behind: 60,
    what: byNoName,
    and: (window, index) => callsMadeUpName(around(window, index, 60, 2_000)),
  },
);

/** Of what was made with `new`, or of what all modules share; a key that is a text or a number is no such name. */
function callsMadeUpName(text: string): boolean {
  const madeUp = String.raw`\s{0,3}\[\s{0,3}(?:\[[^\]\n]{1,80}\]\s{0,3}\.\s{0,3}(?:join|reverse)\b[^\]\n]{0,60}|['"\`][^'"\`\n]{0,20}['"\`]\s{0,3}(?:\+|\.\s{0,3}(?:concat|replace\w{0,3}|split))[^\]\n]{0,60}|\`[^\`\n]{0,20}\$\{[^\`\n]{1,60}\`|(?:atob|String\.fromCharCode|Buffer\.from)\s{0,3}\([^\n]{1,80}?\)|[A-Za-z_$][\w$]{0,40}(?:\([^()\n]{0,60}\)|\s{0,3}\+[^\]\n]{1,40})?)\s{0,3}\]\s{0,3}(?:\.\s{0,3}(?:call|apply)\s{0,3})?\(`;
  const made = [
    ...text.matchAll(
      /(?<![\w$.])([A-Za-z_$][\w$]{0,40})\s{0,4}=(?!=)\s{0,4}new\s{1,4}\(?\s{0,3}([A-Za-z_$][\w$]{0,40}(?:\.[A-Za-z_$][\w$]{0,40})?)/g,
    ),
  ].slice(0, 8);
  return made.some(([, held = '', of = '']) => {
    const kind = of.replaceAll('$', String.raw`\$`).replaceAll('.', String.raw`\.`);
    const isModule =
      of === 'module.constructor' ||
      new RegExp(
        String.raw`(?<![\w$.])(?:${kind}|\{[^{}]{0,60}\b${kind}\s{0,3}\})\s{0,4}=(?!=)[^;\n]{0,60}(?:\bmodule\s{0,3}(?:\.\s{0,3}constructor|\[\s{0,3}['"\`]constructor)|\bgetPrototypeOf\s{0,3}\(\s{0,3}module\b|['"](?:node:)?module['"])|\bimport\s{1,4}(?:\{[^{}]{0,60}\b)?${kind}\b[^;\n]{0,40}['"](?:node:)?module['"]`,
      ).test(text);
    return (
      isModule &&
      new RegExp(String.raw`(?<![\w$.])${held.replaceAll('$', String.raw`\$`)}${madeUp}`).test(text)
    );
  });
}

export const inHandMatchers: readonly Matcher[] = [compiles, moduleOfOwn];

/** Near a place in a window. */
export function handsRequireNear(...where: Parameters<typeof around>): boolean {
  return compilesWithRequire.test(around(...where));
}
