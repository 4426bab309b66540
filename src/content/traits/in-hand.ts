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

export const inHandMatchers: readonly Matcher[] = [compiles];

/** Near a place in a window. */
export function handsRequireNear(...where: Parameters<typeof around>): boolean {
  return compilesWithRequire.test(around(...where));
}
