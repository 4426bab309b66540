import { near, type Sight, type Sweep } from './matcher.ts';

/** What people do not see when they look at the code. */

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));

const turns = [...range(0x202a, 0x202e), ...range(0x2066, 0x2069)];
const name = (character: string) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`;

function first<T>(all: Iterable<T>, most: number): readonly T[] {
  const found: T[] = [];
  for (const one of all) {
    found.push(one);
    if (found.length >= most) break;
  }
  return found;
}

/** In comments too: there the reader is deceived about where they end. */
const bidi: Sweep = {
  kind: 'bidi',
  anchors: turns,
  sweep: ({ raw }) => {
    const index = raw.search(/[\u202a-\u202e\u2066-\u2069]/);
    return index < 0 ? [] : [{ index, what: name(raw.charAt(index)) }];
  },
};

/** Each of the 256 selectors can stand for a byte; real ones never follow each other. */
const variationSelectors: Sweep = {
  kind: 'variation-selectors',
  anchors: [...range(0xfe00, 0xfe0f), ...range(0xe0100, 0xe01ef)],
  inData: true,
  sweep: ({ raw }) =>
    first(raw.matchAll(/(?:[\ufe00-\ufe0f]|\udb40[\udd00-\uddef]){16,1024}/g), 8).map((match) => ({
      index: match.index,
      what: `${[...match[0]].length} selectors`,
    })),
};

/** The flags of countries' parts have at most seven of them. */
const tags: Sweep = {
  kind: 'invisible',
  anchors: range(0xe0020, 0xe007f),
  inData: true,
  sweep: ({ raw }) =>
    first(raw.matchAll(/(?:\udb40[\udc20-\udc7f]){10,1024}/g), 8).map((match) => ({
      index: match.index,
      what: 'tag characters',
    })),
};

/** Names that look alike and are not; Hangul's fillers are letters for JavaScript and blanks for people. */
const nameless: Sweep = {
  kind: 'invisible',
  anchors: [
    '\u200b',
    '\u200c',
    '\u200d',
    '\u2060',
    '\u180e',
    '\ufeff',
    '\u3164',
    '\uffa0',
    '\u115f',
    '\u1160',
  ],
  sweep: ({ code }) => {
    const between = /(?<=[\w$])[\u200b-\u200d\u2060\u180e\ufeff](?=[\w$])/g;
    const filler = /(?<=[\s{,(;=[.])[\u3164\uffa0\u115f\u1160](?=\s{0,9}[=,}\])(.;])/g;
    const inName = first(code.matchAll(between), 200).filter(({ index }) => !quoted(code, index));
    return [...inName, ...first(code.matchAll(filler), 8)]
      .slice(0, 8)
      .map((match) => ({ index: match.index, what: name(match[0]) }));
  },
};

/** Latin letters' doubles from Cyrillic and Greek. */
const doubles = 'аеорсухіѕјһԁԛԝѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕКМНОРСТХ';
const mixed = new RegExp(`[A-Za-z_$][${doubles}]|[${doubles}][A-Za-z_$]`, 'g');
const onlyThem = new RegExp(`^[\\w$${doubles}]{2,40}$`);

const homoglyphs: Sweep = {
  kind: 'invisible',
  anchors: [...new Set([...doubles, ...doubles.toLowerCase()])],
  sweep: ({ code }) => {
    const sights = [];
    let looked = 0;
    for (const { index } of code.matchAll(mixed)) {
      looked += 1;
      if (looked > 200 || sights.length >= 8) break;
      // In strings and patterns they are what people write in their languages.
      if (onlyThem.test(nameAt(code, index)) && !quoted(code, index))
        sights.push({ index, what: 'letters that look like others' });
    }
    return sights;
  },
};

function nameAt(code: string, index: number): string {
  const before = /[\w$\u0080-\uffff]{0,60}$/.exec(code.slice(Math.max(0, index - 60), index))?.[0] ?? '';
  const behind = /^[\w$\u0080-\uffff]{0,60}/.exec(code.slice(index, index + 60))?.[0] ?? '';
  return before + behind;
}

/** Whether it stands in a string, a template or a pattern, as far as its own line says. */
function quoted(code: string, index: number): boolean {
  const from = Math.max(code.lastIndexOf('\n', index) + 1, index - 300);
  const before = code.slice(from, index);
  const after = code.slice(index, index + 300).split('\n', 1)[0] ?? '';
  return /['"`/>]/.test(before) && /['"`/<]/.test(after);
}

/** Blanks of every kind push what follows out of everybody's window. */
function isBlank(code: number): boolean {
  if (code === 32 || code === 9 || code === 0xa0 || code === 0x3000) return true;
  return code >= 0x2000 && code <= 0x200a;
}

const manyBlanks = ['\u00a0', '\u2003', '\u3000']
  .map((one) => one.repeat(16))
  .concat([' '.repeat(64), '\t'.repeat(64)]);

const pushedAway: Sweep = {
  kind: 'blank-run',
  anchors: manyBlanks,
  sweep: ({ raw, code, places }) => {
    const sights = new Map<number, Sight>();
    for (const run of manyBlanks) {
      // To find that a rare blank is nowhere takes longest: its halves are those of plain ones.
      if (!places.has(run)) continue;
      let looked = 0;
      for (let at = raw.indexOf(run); at >= 0 && looked < 2_000; at = raw.indexOf(run, at)) {
        looked += 1;
        let start = at;
        while (start > 0 && at - start < 200 && isBlank(raw.charCodeAt(start - 1))) start -= 1;
        at += run.length;
        while (at < raw.length && isBlank(raw.charCodeAt(at))) at += 1;
        const rest = code.slice(at, at + 400).split('\n', 1)[0] ?? '';
        const isCode =
          rest.length >= 80 &&
          /\w\s{0,3}[(=[.]/.test(rest) &&
          !continuesComment(raw, start, at) &&
          !isTable(raw, start, at);
        if (at - start >= 200 && isCode && sights.size < 8)
          sights.set(at, { index: at, what: `${at - start} blanks before it` });
      }
    }
    return [...sights.values()];
  },
};

/** Compilers write tables as texts of control characters, tabs among them; code has no such characters. */
function isTable(raw: string, start: number, end: number): boolean {
  const around = raw.slice(Math.max(0, start - 200), end + 400);
  return (around.match(/[\u0000-\u0008\u000e-\u001f]/g)?.length ?? 0) >= 16;
}

/** Tools that keep lines where they were indent the comments of functions that far. */
function continuesComment(raw: string, start: number, end: number): boolean {
  return raw.charAt(end) === '*' && /^[\r\n]?$/.test(raw.charAt(start - 1));
}

const hiddenRequire = near(
  'hidden-require',
  ['global[', 'globalthis[', 'global.', 'globalthis.', 'global ['],
  /\bglobal(?:This)?\s{0,3}(?:\[\s{0,9}['"`][^'"`\n]{1,20}['"`]\s{0,9}\]|\.[\w$]{1,3})\s{0,9}=\s{0,9}(?:require|module)\b(?!\s{0,9}[(.])/,
  { before: 4, behind: 80, inData: true },
);

export const invisibleMatchers = [hiddenRequire];
export const invisibleSweeps = [bidi, variationSelectors, tags, nameless, homoglyphs, pushedAway];
