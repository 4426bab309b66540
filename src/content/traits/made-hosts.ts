import { type Matcher, near } from './matcher.ts';

/** A host's name that stands nowhere: words that were joined, with a top-level domain behind them. */

const name = String.raw`[A-Za-z_$][\w$]{0,40}`;
const joined = String.raw`[^;\n]{0,160}(?:\.join\s{0,4}\(\s{0,4}['"\`][-.]?['"\`]\s{0,4}\)|\.concat\s{0,4}\([^()\n]{1,60}\))\s{0,4}(?:\+\s{0,4}['"\`]\.[a-z]{2,12}['"\`]|\.concat\s{0,4}\(\s{0,4}['"\`]\.[a-z]{2,12}['"\`]\s{0,4}\))`;

/** A region or a customer stands in front of a domain that its owner writes out. */
export const madeHosts: Matcher = near(
  'spelled-apart',
  [".join('-')", '.join("-")', ".join('.')", '.join(".")', ".join('')", '.join("")'],
  new RegExp(String.raw`(?<![\w$.])(${name})\s{0,4}=(?!=)\s{0,4}${joined}`),
  {
    before: 220,
    behind: 80,
    what: 'a host',
    and: ({ text }, index, [, held = '']) => {
      const of = held.replaceAll('$', String.raw`\$`);
      return new RegExp(
        String.raw`\bhost(?:name)?['"]?\s{0,4}:\s{0,4}${of}(?![\w$(])|\{[^{}]{0,160}(?<![\w$.])host(?:name)?\s{0,4}[,}]|['"\`](?:https?|wss?):\/\/['"\`]\s{0,4}\+\s{0,4}${of}(?![\w$])|['"\`](?:https?|wss?):\/\/\$\{\s{0,4}${of}\s{0,4}\}|\b(?:connect|createConnection|resolve\w{0,5}|lookup)\s{0,4}\([^;\n]{0,60}(?<![\w$.])${of}(?![\w$])`,
      ).test(text.slice(index, index + 2_500));
    },
  },
);
