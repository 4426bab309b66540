import { around, type Matcher, near, type Sweep } from './matcher.ts';

/** What a tool puts into the pages of those who use it, and what a style sheet tells of what is typed. */

const host = String.raw`(?:https?:)?\/\/([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})`;

/** Where bundlers and servers let others change a page. */
const intoPages =
  /\btransformIndexHtml\b|\binjectTo\b|\balterAssetTag(?:s|Groups)\b|\bhtmlWebpackPlugin\w{0,40}\b|\bHtmlWebpackPlugin\b|\bgetHooks\s{0,4}\(|<\/(?:head|body)>/i;

/** A script of somebody else's, by an element or in a text. */
const injectsScript = near(
  'injects-script',
  ["'script'", '"script"', '`script`', '<script', 'scripttag'],
  new RegExp(
    String.raw`\btag(?:Name)?['"]?\s{0,4}:\s{0,4}['"\`]script['"\`][^;]{0,200}?\bsrc['"]?\s{0,4}:\s{0,4}['"\`]${host}|<script\b[^<>]{0,200}?\bsrc\s{0,3}=\s{0,3}\\?["']?${host}`,
    'i',
  ),
  {
    before: 20,
    behind: 420,
    what: ([, one, other = one]) => other?.toLowerCase(),
    and: (window, index) => intoPages.test(around(window, index, 2_000, 1_500)),
  },
);

/** The same in code that stands in a text, as loaders and plugins put it into what they build. */
const injectsCode = near(
  'injects-script',
  ['createelement('],
  new RegExp(
    String.raw`(?:\+=?|[(=:,?])\s{0,4}(['"\`])(?:(?!\1)[^\n\\]|\\.){0,300}\bcreateElement\(\\?['"\`]script\\?['"\`]\)(?:(?!\1)[^\n\\]|\\.){0,200}\.src\s{0,4}=\s{0,4}\\?['"\`]${host}`,
  ),
  { before: 320, behind: 420, what: ([, , found]) => found?.toLowerCase() },
);

/** A worker is a page's own; what it takes from elsewhere sees all that the page asks for. */
const importsScript = near(
  'injects-script',
  ['importscripts('],
  new RegExp(String.raw`\bimportScripts\s{0,4}\(\s{0,4}['"\`]${host}`),
  { before: 2, behind: 300, what: ([, found]) => found?.toLowerCase() },
);

/** One address for each letter that a field may hold: a page without any script sends away what is typed. */
const styles: Sweep = {
  kind: 'takes-input',
  anchors: ['value^=', 'value$=', 'value*='],
  inData: true,
  sweep: ({ raw }) => {
    const rules = [
      ...raw
        .slice(0, 256 * 1024)
        .matchAll(
          /\[\s{0,4}value\s{0,4}[\^$*]=[^{}\n]{1,200}\{[^{}]{0,200}\burl\(\s{0,4}['"]?(?:https?:)?\/\/[\w-]{1,63}\./gi,
        ),
    ];
    // A program writes one rule for all letters.
    const made =
      /\[\s{0,4}(?:type=[^\]]{1,20}\]\[)?value\s{0,4}[\^$*]=[^\n]{0,20}\$\{[^;\n]{0,240}\burl\(\s{0,4}['"]?(?:https?:)?\/\/[\w-]{1,63}\./i.exec(
        raw,
      );
    if (made !== null) return [{ index: made.index, what: 'by a style sheet' }];
    const [first] = rules;
    return first === undefined || rules.length < 2 ? [] : [{ index: first.index, what: 'by a style sheet' }];
  },
};

export const pageMatchers: readonly Matcher[] = [injectsScript, injectsCode, importsScript];
export const pageSweeps: readonly Sweep[] = [styles];
