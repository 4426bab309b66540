import { testTable } from './table.ts';

testTable({
  'runs-data': {
    hits: [
      ['an image', "eval(fs.readFileSync(join(dir, 'logo.png')).slice(at).toString())", 'logo.png'],
      ['a map', "const m = require('./a.js.map.json'); (0, eval)(m.sourcesContent[0])", 'a.js.map.json'],
      ['a font, in another process', "spawn('node', ['-e', fs.readFileSync(d + '/a.ttf', 'utf8')])", 'a.ttf'],
      ['text as a script', "require.extensions['.txt'] = require.extensions['.js']"],
    ],
    misses: [
      ['a template', "new Function(fs.readFileSync(join(dir, 'page.ejs'), 'utf8'))"],
      ['showing an image', "send(fs.readFileSync('logo.png'))"],
      ['another kind of script', "require.extensions['.jsx'] = require.extensions['.js']"],
    ],
  },
  'alters-others': {
    hits: [
      ['a package', "fs.writeFileSync(join(root, 'node_modules/ethers/lib/a.js'), code)"],
      ['joined', "fs.copyFileSync(mine, join(root, 'node_modules', 'ethers', 'lib', 'a.js'))"],
      ['a program', "asar.createPackage(out, base + '/atomic/resources/app.asar')"],
    ],
    misses: [
      ['a cache', "fs.writeFileSync('node_modules/.cache/a.js', code)"],
      ['loading it', "require('./node_modules/ethers/lib/a.js')"],
    ],
  },
});
