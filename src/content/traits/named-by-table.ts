import { around, type Matcher, near } from './matcher.ts';

/**
 * Methods that are called by names out of a table, which are decoded one by one: a table of texts or of pictures may
 * be kept in an encoding, but whoever wrote a call knows what is called.
 */

const one = '[A-Za-z_$][\\w$]{0,40}';
const decoder = String.raw`(?:Buffer\s{0,4}\.\s{0,4}from|\batob|\bdecodeURIComponent|\bunescape)\s{0,4}\(\s{0,4}`;

/** What a list is called that is decoded as a whole. */
const mapped = new RegExp(String.raw`(?<![\w$.])(${one})\s{0,4}=\s{0,4}(?:${one}|\[[^\]]{0,1400}\])\s{0,4}$`);

export const namedByTable: Matcher = near(
  'packer',
  ['buffer.from(', 'atob('],
  new RegExp(
    [
      String.raw`(?<![\w$.])(${one})\s{0,4}=\s{0,4}\(?\s{0,4}(${one})\s{0,4}\)?\s{0,4}=>\s{0,4}(?:\{\s{0,9}return\s{1,4})?${decoder}${one}\s{0,4}\[\s{0,4}\2\b`,
      String.raw`\bfunction\s{1,4}(${one})\s{0,4}\(\s{0,4}(${one})\s{0,4}\)\s{0,4}\{[^}]{0,80}?${decoder}${one}\s{0,4}\[\s{0,4}\4\b`,
      String.raw`\.map\s{0,4}\(\s{0,4}(?:function\s{0,4})?\(?\s{0,4}(${one})\s{0,4}\)?\s{0,4}(?:=>)?\s{0,4}(?:\{\s{0,9}return\s{1,4})?${decoder}\5\b`,
    ].join('|'),
  ),
  {
    before: 160,
    behind: 60,
    what: 'a table of encoded names',
    and: (window, index, match) => {
      const held = match[1] ?? match[3] ?? mapped.exec(around(window, index, 1_500, 0))?.[1];
      if (held === undefined) return false;
      const name = held.replaceAll('$', String.raw`\$`);
      const called = new RegExp(
        String.raw`[\w$)\]]\s{0,2}\[\s{0,2}${name}\s{0,2}[([]\s{0,2}(?:\d{1,4}|0x[\da-f]{1,4})\s{0,2}[)\]]\s{0,2}\]\s{0,3}\(`,
        'gi',
      );
      return [...around(window, index, 0, 4_000).matchAll(called)].length >= 2;
    },
  },
);
