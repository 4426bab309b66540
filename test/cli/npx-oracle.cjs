// Prints the command lines that npm's own npx makes of those on stdin, without running one.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const bin = join(process.argv[2], 'bin', 'npx-cli.js');
const load = createRequire(bin);
const answers = [];
const cli = load.resolve('../lib/cli.js');
require.cache[cli] = {
  id: cli,
  filename: cli,
  loaded: true,
  exports: (its) => answers.push(its.argv.slice(2)),
};
console.error = () => undefined;
for (const args of JSON.parse(require('node:fs').readFileSync(0, 'utf8'))) {
  process.argv = [process.execPath, bin, ...args];
  delete require.cache[bin];
  require(bin);
}
process.stdout.write(JSON.stringify(answers));
