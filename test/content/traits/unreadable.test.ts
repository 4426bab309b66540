// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { testTable } from './table.ts';

const names = (count: number) => Array.from({ length: count }, (_, at) => `_0x${(0xa1b2 + at).toString(16)}`);
const dense = Buffer.from(
  Array.from({ length: 600 }, (_, at) => (at * 7919 + (at >> 3) * 104_729) % 251),
).toString('base64');

testTable({
  'hex-names': {
    hits: [
      [
        'ten names of obfuscator.io',
        names(10)
          .map((name) => `var ${name}=1;`)
          .join(''),
        '10 names',
      ],
      [
        'its names with a prefix',
        names(12)
          .map((name) => `a0${name}()`)
          .join(';'),
        '12 names',
      ],
    ],
    misses: [
      ['nine', names(9).join(',')],
      ['one that is used often', 'f(_0xabcd);'.repeat(50)],
      ['in a comment', `// ${names(30).join(' ')}`],
      ['hexadecimal numbers', Array.from({ length: 40 }, (_, at) => `0x${1000 + at}`).join(',')],
    ],
  },
  'decode-and-run': {
    hits: [
      ['eval over atob', 'eval(atob("YQ=="))'],
      ['eval by another way', '(0, eval)(atob(x))'],
      ['Function over Buffer', "new Function(Buffer.from(s, 'base64').toString())()"],
      ['Function with parameters', "new Function('require', Buffer.from(s,'hex').toString())(require)"],
      ['Function without new', 'Function(atob(s))()'],
      ['fromCharCode', 'eval(String.fromCharCode(97,98))'],
      ['what was inflated', "eval(require('zlib').inflateSync(Buffer.from(s,'base64')).toString())"],
      ['a comment between them', 'eval(/* x */ atob(s))'],
      ['a module that compiles itself', "module._compile(Buffer.from(s,'base64').toString(), 'a')"],
      ['a template', 'eval(`${atob(x)}`)'],
      ['a timer', 'setTimeout(atob(x), 0)'],
      ['a script of vm', 'new vm.Script(atob(x)).runInThisContext()'],
      ["a function's constructor", '[].constructor.constructor(atob(x))()'],
      ['vm', "require('vm').runInThisContext(Buffer.from(s, 'base64').toString())"],
      ['by way of a variable', "const code = Buffer.from(s, 'base64').toString('utf8');\neval(code);"],
      ['in a data: address', "import('data:text/javascript;base64,YQ==')", 'imports a data: address'],
    ],
    misses: [
      ['in a comment', '// never eval(atob(x))\nf()'],
      ["a development bundle's modules", 'eval("var a = atob(b);//# sourceURL=webpack:///./a.js")'],
      ['a template that is compiled', "new Function('data', body)"],
      ['decoding alone', "const a = Buffer.from(b, 'base64'); f(a)"],
      ['another variable', "const a = Buffer.from(b, 'base64');\neval(c)"],
      ['an image', "img.src = 'data:image/png;base64,iVBOR'"],
    ],
  },
  packer: {
    hits: [
      ['the packer', "eval(function(p,a,c,k,e,d){return p}('0 1',2,2,'a|b'.split('|'),0,{}))"],
      ['a turned table', 'while(!![]){try{var a=-parseInt(b(0x1))/0x1', 'a turned table of strings'],
    ],
    misses: [
      ['a function of letters', 'x=function(a,b,c,d){return a}'],
      ['an endless loop', 'while(!![]){next()}'],
    ],
  },
  jsfuck: {
    hits: [['brackets alone', '[][(![]+[])[+[]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]]'.repeat(8)]],
    misses: [
      ['rows of empty lists', `[${'[],'.repeat(200)}]`],
      ['brackets that close', `f${'('.repeat(300)}${')'.repeat(300)}`],
      ['a short one', '(![]+[])[+[]]'],
    ],
  },
  'escape-run': {
    hits: [
      ['a hundred', `a="${'\\x61'.repeat(100)}"`, '100 escapes'],
      ['of the longer kind', `a="${'\\u0061'.repeat(120)}"`, '120 escapes'],
    ],
    misses: [
      ['ninety-nine', `a="${'\\x61'.repeat(99)}"`],
      ['many short ones', 'a=["\\x00\\x01"];'.repeat(200)],
    ],
  },
  'variation-selectors': {
    hits: [
      ['sixteen', `a=\`${'\ufe01'.repeat(16)}\``, '16 selectors'],
      ['of the upper plane', `a=\`${'\u{e0131}'.repeat(20)}\``, '20 selectors'],
    ],
    misses: [
      ['emoji', '"❤️☀️⚠️✈️☎️♥️✔️✖️❄️☁️☂️☃️☺️♠️♣️♦️♨️"'],
      ['fifteen', `"${'\ufe01'.repeat(15)}"`],
    ],
  },
  'blank-run': {
    hits: [
      [
        'code far to the right',
        `a();${' '.repeat(200)}const b = require('c'); ${'d(b);'.repeat(20)}`,
        '200 blanks before it',
      ],
      ['behind a text that has a control character', `a("${' '.repeat(200)}\u0002");${'b(c);'.repeat(20)}`],
    ],
    misses: [
      ["a compiler's table", `a("${'\t'.repeat(300)}${'\u0002\t'.repeat(60)}");${'b(c);'.repeat(30)}`],
      ['199 of them', `a();${' '.repeat(199)}${'b(c);'.repeat(30)}`],
      [
        'the rest of a comment that a tool indented',
        `a(); /**\n${' '.repeat(208)}* b\n${' '.repeat(208)}*/function c(d) {${'e(d);'.repeat(20)}}`,
      ],
      ['nothing behind them', `a();${' '.repeat(400)}\nb()`],
      ['a comment behind them', `a();${' '.repeat(400)}// ${'b(c); '.repeat(30)}`],
    ],
  },
  'hidden-require': {
    hits: [
      ["GlassWorm's", "global['r']=require;"],
      ['a module', "global['_m'] = module;"],
      ['one letter', 'global.r=require'],
    ],
    misses: [
      ['a module of a test', "global.fetch = require('node-fetch')"],
      ['with a module', "global['x'] = require('x')"],
      ['its whole name', 'global.require = require'],
    ],
  },
  bidi: {
    hits: [
      ['in a comment', '/* a \u202e b */ c()', 'U+202E'],
      ['an isolate', 'if (a != "b\u2066// c\u2069") {}', 'U+2066'],
    ],
    misses: [
      ['a mark', '"\u200f"'],
      ['as an escape', '"\\u202e"'],
    ],
  },
  invisible: {
    hits: [
      ['within a name', 'ad\u200bmin()', 'U+200B'],
      ["Hangul's filler as a name", 'const { a,\u3164} = b', 'U+3164'],
      ['tag characters', `\`${'\u{e0061}'.repeat(12)}\``, 'tag characters'],
      ['letters that look like others', 'const p\u0430th = 1', 'letters that look like others'],
    ],
    misses: [
      ['in a text', '"می\u200cخواهم"'],
      ['at the beginning of a file', '\ufeffa()'],
      ['the flag of Scotland', '"🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}"'],
      ['a mixed text in a string', '"Appа"'],
      ['in a Russian comment', '// TCP-соединение\nf()'],
    ],
  },
  'long-encoded': {
    hits: [
      ['base64', `a="${dense.slice(0, 500)}"`, '500 characters'],
      ['hex', `a='${Buffer.from(dense).toString('hex')}'`],
    ],
    misses: [
      ['499', `a="${dense.slice(0, 499)}"`],
      ['an image', `a="data:image/png;base64,${dense}"`],
      ['an image by its beginning', `a="iVBORw0KGgo${dense}"`],
      ['a font', `src:url("d09GRgABAAAAA${dense}")`],
      ['a ruler', `a="${'abcdefghijklmnopqrstuvwxyz'.repeat(30)}"`],
      ['dashes', `a="${'-'.repeat(700)}"`],
    ],
  },
  decodes: {
    hits: [
      ['base64', "Buffer.from(a, 'base64')"],
      ['atob', 'atob(a)'],
      ['a cipher', "crypto.createDecipheriv('aes-256-cbc', k, i)"],
    ],
    misses: [
      ['encoding', "b.toString('base64')"],
      ['encoding what it makes', "Buffer.from(JSON.stringify(a)).toString('base64')"],
    ],
  },
  'encoded-text': {
    hits: [
      ['an address', "f('aHR0cHM6Ly9jMi5leGFtcGxlL3g=')", 'https://c2.example'],
      [
        'not at its beginning',
        `f('${Buffer.from('a http://c2.example/').toString('base64')}')`,
        'http://c2.example',
      ],
      ["a module's name", "require(atob('Y2hpbGRfcHJvY2Vzcw=='))", 'child_process'],
      ['an address in hex', "f('68747470733a2f2f63322e6578616d706c65')", 'https://c2.example'],
    ],
    misses: [
      [
        'a map of sources',
        `//# sourceMappingURL=data:application/json;base64,${Buffer.from('{"a":"https://a.example/"}').toString('base64')}`,
      ],
      ['a text', "f('aGVsbG8gd29ybGQ=')"],
    ],
  },
});
