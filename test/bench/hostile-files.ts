import { anchors } from '../../src/content/traits/traits.ts';

export interface HostileFile {
  readonly what: string;
  readonly path: string;
  readonly bytes: Buffer;
}

const MB = 1_000_000;

/** Files whose only sense is to cost whoever reads them as much as possible. They do nothing when they are run. */
export function hostileFiles(): readonly HostileFile[] {
  const brackets = 1e5;
  return [
    file('brackets, 1e5 deep', `${'['.repeat(brackets)}${']'.repeat(brackets)}`),
    file('blocks, 1e5 deep', `${'{'.repeat(brackets)}${'}'.repeat(brackets)}`),
    file('calls, 1e5 deep', `${'a('.repeat(brackets)}${')'.repeat(brackets)}`),
    file('brackets that never close', `require('a' + 'b');${'(['.repeat(MB / 2)}`),
    file('unary operators in a row', `require('a' + 'b');x = ${'!'.repeat(MB / 2)}0`),
    file('10 MB on one line', 'a=b+c;'.repeat((10 * MB) / 6)),
    file('10 MB of blanks', `require('a' + 'b');${' '.repeat(10 * MB)}`),
    file('10 MB of line ends', `require('a' + 'b');${'\n'.repeat(10 * MB)}`),
    file('10 MB of quotes', `require('a' + 'b');${'"'.repeat(10 * MB)}`),
    file('10 MB of neighbouring texts', "'a'+".repeat(2.5 * MB)),
    file('10 MB of comment openings', '/*'.repeat(5 * MB)),
    file('every anchor again and again', repeated(`${anchors.join(' ')}\n`, 10 * MB)),
    file('every anchor, one after the other', anchors.map((word) => repeated(word, 20_000)).join('\n')),
    file('every anchor with half of what may follow', repeated(halves(), 10 * MB)),
    file(
      'every anchor with quotes and brackets behind it',
      repeated(anchors.map((w) => `${w}("'`).join(''), MB),
    ),
    file('1e6 template literals', `x = [${'`a\u0024{b}`,'.repeat(MB)}]`),
    file('templates within templates', `x = ${'`${'.repeat(50_000)}0${'}`'.repeat(50_000)}`),
    file('a sum of 200k texts', `require(${"'a'+".repeat(200_000)}'b')`),
    file('a sum of 200k texts, in brackets', `require(${"('a'+".repeat(200_000)}'b'${')'.repeat(200_000)})`),
    file('1 MB of escapes', `x = '${'\\x61'.repeat(MB / 4)}'`),
    file('1 MB of wide escapes', `x = '${'\\u0061'.repeat(MB / 6)}'`),
    file('1 MB of base64', `x = atob('${'QUJD'.repeat(MB / 4)}')`),
    file('numbers for letters', `x = String.fromCharCode(${'97,'.repeat(MB / 3)}97)`),
    file('an array of 2e5 texts, joined', `require([${"'a',".repeat(200_000)}].join(''))`),
    file('names that double', doubling()),
    file('regular expressions', `require('a' + 'b');${'/a/g;'.repeat(MB / 5)}`),
    file('a pattern that begins again at each anchor', `'${'curl '.repeat((10 * MB) / 5)}'`),
    file('what is asked only where a pattern matched', 'eval(abcd);'.repeat(60_000)),
    file('50,000 loads of what is added up', 'require(a+b);'.repeat(50_000)),
    file('20,000 dumps of the environment', 'Object.keys(process.env);'.repeat(20_000)),
    file('30,000 evaluations of what is decoded', 'eval(atob());'.repeat(30_000)),
    file('20,000 gates', 'if(process.env.CI)eval(a);'.repeat(20_000)),
    file('10,000 gates that leave', 'eval(a);if(process.env.CI)return;'.repeat(10_000)),
    file('texts put together, each full of anchors', dense()),
    file('words without signs', `require('a' + 'b');${'new A;'.repeat(150_000)}`),
    file('functions without end', `function f(a) { for (;;) {} }${"f('a'+'b');".repeat(30_000)}`),
    file('10 MB in UTF-16', Buffer.from(`\uFEFF${'eval(a);'.repeat((5 * MB) / 8)}`, 'utf16le')),
    file('10 MB that are no UTF-8', Buffer.alloc(10 * MB, 0xff)),
    file('10 MB of noise', noise(10 * MB)),
    { what: 'a shell script on one line', path: 'a.sh', bytes: Buffer.from('$(curl x|'.repeat(MB)) },
    { what: 'a deep binding.gyp', path: 'binding.gyp', bytes: Buffer.from('{"a":['.repeat(brackets)) },
    { what: 'a gyp of expansions', path: 'binding.gyp', bytes: Buffer.from(`['${'<!('.repeat(MB / 4)}']`) },
  ];
}

function file(what: string, content: string | Buffer): HostileFile {
  return { what, path: 'index.js', bytes: Buffer.from(content) };
}

function repeated(text: string, bytes: number): string {
  return text === '' ? '' : text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes);
}

function halves(): string {
  return anchors.map((word) => word + 'a.b[c]="d",'.repeat(6)).join(' ');
}

function dense(): string {
  const sum = Array.from({ length: 20 }, () => `'${'curl '.repeat(12)}'`).join('+');
  return Array.from({ length: 600 }, (_, index) => `x=${sum}+'${index}';`).join('');
}

function doubling(): string {
  const names = Array.from({ length: 60 }, (_, index) => `const a${index + 1} = a${index} + a${index};`);
  return `const a0 = 'abcdefgh';${names.join('')}require(a60)`;
}

/** The same each time. */
function noise(bytes: number): Buffer {
  let state = 1;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state >>> 16;
  };
  return Buffer.from(Uint8Array.from({ length: bytes }, next));
}
