import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NpmInstallation } from '../../src/plan/npm.ts';
import { installationAt } from '../cli/npms.ts';
import type { TempProject } from '../world/project.ts';

export interface WatchedNpm extends NpmInstallation {
  /** What the process that ran last had resolved, paths of the project shortened. */
  told(): Told;
}

export interface Told {
  /** Every key of npm's configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What it had decided about scripts, from package.json and all layers; npm 10 decides nothing. */
  readonly allowScripts: Readonly<Record<string, boolean>> | null;
}

/** The same npm with another bin file, which writes down what its settings came to as npm ends. */
export function watchedNpm(npmRoot: string, project: TempProject): WatchedNpm {
  const root = join(project.home, 'watched');
  const dump = join(project.home, 'told.json');
  mkdirSync(join(root, 'bin'), { recursive: true });
  for (const name of ['lib', 'node_modules', 'package.json']) {
    symlinkSync(join(npmRoot, name), join(root, name));
  }
  writeFileSync(
    join(root, 'bin', 'npm-cli.js'),
    `const Config = require('@npmcli/config');
    const Arborist = require('@npmcli/arborist');
    const { definitions } = require('@npmcli/config/lib/definitions');
    const { load } = Config.prototype;
    const { reify } = Arborist.prototype;
    let allowScripts;
    Arborist.prototype.reify = function (...args) {
      allowScripts = this.options.allowScripts;
      return reify.apply(this, args);
    };
    Config.prototype.load = function () {
      process.on('exit', () => {
        const config = Object.fromEntries(Object.keys(definitions).map((key) => [key, this.get(key)]));
        const told = JSON.stringify({ config, allowScripts: allowScripts ?? null });
        require('fs').writeFileSync(${JSON.stringify(dump)}, told);
      });
      return load.call(this);
    };
    require('../lib/cli.js')(process);`,
  );
  return {
    ...installationAt(root),
    told: () =>
      JSON.parse(
        readFileSync(dump, 'utf8').replaceAll(project.home, '/home').replaceAll(project.dir, '/project'),
      ),
  };
}
