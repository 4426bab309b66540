'use strict';
/**
 * Asks a real npm how it reads command lines. Started with npm's folder as its argument; on stdin
 * `[{args, env}]`, on stdout one answer for each. Arborist is replaced by a catcher, so that the install
 * command runs up to the point where it would build a tree, and nothing is fetched or written.
 */
const { PassThrough } = require('node:stream');
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const root = process.argv[2];
const cli = join(root, 'bin', 'npm-cli.js');
const load = createRequire(cli);

class Caught extends Error {}
let asked;
class Catcher {
  constructor(options) {
    asked = { path: options.path, add: options.add, workspaces: options.workspaces ?? [] };
    throw new Caught();
  }
}
const arborist = load.resolve('@npmcli/arborist');
require.cache[arborist] = { id: arborist, filename: arborist, loaded: true, exports: Catcher };

const Npm = load('../lib/npm.js');
const { definitions } = load('@npmcli/config/lib/definitions');
const cleanEnv = { ...process.env };

async function ask({ args, env }) {
  for (const key of Object.keys(process.env)) delete process.env[key];
  Object.assign(process.env, cleanEnv, env);
  process.argv = [process.execPath, cli, ...args];
  asked = undefined;
  const npm = new Npm({ stdout: new PassThrough().resume(), stderr: new PassThrough().resume() });
  try {
    const { exec, command, args: positionals } = await npm.load();
    if (!exec) return { answer: 'version' };
    if (!command) return { answer: 'usage' };
    const Command = Npm.cmd(command);
    const instance = new Command(npm);
    if (npm.config.get('usage')) return { answer: 'usage' };
    if (!Command.subcommands) instance.validateCli?.([], positionals);
    const seen = {
      verb: Command.name,
      positionals: [...positionals],
      settings: Object.fromEntries(Object.keys(definitions).map((key) => [key, npm.config.get(key)])),
      flat: { ...npm.flatOptions },
      localPrefix: npm.localPrefix,
      global: npm.global,
    };
    if (Command.name === 'install') {
      const workspaces = npm.config.get('workspaces') || npm.config.get('workspace').length > 0;
      if (workspaces && npm.global) throw new Error('Workspaces not supported for global packages');
      await (workspaces ? instance.execWorkspaces(positionals) : instance.exec(positionals)).catch(
        (error) => {
          if (!(error instanceof Caught)) throw error;
        },
      );
    }
    return { answer: 'read', ...seen, asked };
  } catch (error) {
    return { answer: 'refused', message: String(error.message), code: error.code };
  } finally {
    npm.unload();
  }
}

(async () => {
  const answers = [];
  for (const question of JSON.parse(readFileSync(0, 'utf8'))) answers.push(await ask(question));
  process.stdout.write(JSON.stringify(answers), () => process.exit(0));
})();
