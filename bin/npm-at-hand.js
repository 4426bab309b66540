// Loads the modules of the user's npm, which take a third of its time, while npq still looks at packages. npm
// itself starts when npq sends its command line; before that nothing is read of the project and nobody is asked,
// and it ends when npq does. See src/host/npm-at-hand.ts.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [, , cli] = process.argv;
const root = join(cli, '..', '..');
const npms = createRequire(cli);

const end = () => process.exit();
// Ctrl-C goes to the whole group; npq decides what it means as long as npm has not started.
const ignored = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const ignore = () => {};

process.once('disconnect', end);
for (const signal of ignored) process.on(signal, ignore);
process.once('message', ({ args, env }) => {
  process.off('disconnect', end);
  for (const signal of ignored) process.off(signal, ignore);
  require('./npm-listener.cjs');
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, cli, ...args];
  require(cli);
});

// As npm does before everything else, so that its modules find the patched one.
const ahead = [
  () => npms('graceful-fs').gracefulify(require('node:fs')),
  ...['npm.js', 'cli/exit-handler.js', 'commands/install.js', 'utils/reify-finish.js'].map(
    (file) => () => require(join(root, 'lib', file)),
  ),
  ...['@npmcli/arborist', 'pacote', 'cacache', 'tar'].map((name) => () => npms(name)),
];
for (const load of ahead) {
  try {
    load();
  } catch {
    // Another npm is built otherwise. What is missing here it loads itself, and says so if it cannot.
  }
}
