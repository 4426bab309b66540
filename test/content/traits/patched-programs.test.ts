import { testTable } from './table.ts';

const program = 'a script of a program of this machine, with what it fetches or decrypts';

testTable({
  'alters-others': {
    hits: [
      [
        'what was decrypted',
        "const f = join(homedir(), 'AppData/Local/Programs/chat/resources/app/main.js'); const d = createDecipheriv(a, k, v); writeFileSync(f, d.update(await (await fetch(u)).text()) + readFileSync(f))",
        program,
      ],
      [
        'its checks taken away',
        "const a = '/opt/chat/resources/app'; writeFileSync(a + '/main.js', x); const p = JSON.parse(readFileSync(a + '/product.json')); delete p.checksums",
        program,
      ],
    ],
    misses: [
      [
        'a style of its own',
        "const a = '/opt/chat/resources/app'; writeFileSync(a + '/page.html', readFileSync('own.css')); require('./b.js')",
      ],
      [
        'what it only reads',
        "const a = '/opt/chat/resources/app/main.js'; readFileSync(a); fetch(u); gunzipSync(b)",
      ],
    ],
  },
});
