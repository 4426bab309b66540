import { join } from 'node:path';
import { type Inspecting, type ManagerKind, type Said, type SteerInput, words } from './manager.ts';
import { readRc, shownValue } from './read-rc.ts';

const harmless = words(
  'install.exact install.saveTextLockfile install.frozenLockfile install.production install.dev install.optional ' +
    'install.peer install.linker install.minimumReleaseAge install.concurrentScripts install.lockfile.save ' +
    'install.lockfile.print install.hoistPattern install.publicHoistPattern telemetry smol logLevel run.silent ' +
    'test.coverage test.coverageThreshold test.coverageReporter test.coverageDir test.root test.timeout',
);
const overruled = words('install.cache.dir install.registry');

export const bun: ManagerKind = {
  passed: words(
    'run test build exec repl init publish pm audit info why outdated help upgrade --version -v --help -h --revision',
  ),
  // bun fetches by itself what a script imports and node_modules lacks.
  passedArgs: ['--no-install'],
  readsNpmrc: true,
  lockfiles: ['bun.lock', 'bun.lockb'],
  addressed: ['bun.lock'],
  keepsOwnFolder: false,
  async inspect(input) {
    const found = await Promise.all(
      input.project.folders.map((folder) => settings(input, join(folder, 'bunfig.toml'))),
    );
    return [...found.flat(), ...(await binaryLockfile(input))];
  },
  steer({ gateUrl, proxyUrl, ownFolder }: SteerInput) {
    return {
      args: [],
      vars: {
        ...{ BUN_CONFIG_REGISTRY: gateUrl, BUN_INSTALL_CACHE_DIR: join(ownFolder, 'cache') },
        // bun knows no other way; scripts inherit it. Empty, NO_PROXY could be filled by the project's .env.
        ...{ HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl, http_proxy: proxyUrl, https_proxy: proxyUrl },
        ...{ NO_PROXY: 'nowhere.invalid', no_proxy: 'nowhere.invalid' },
      },
    };
  },
};

/**
 * Enough of TOML for what people write: a table's header or one key and its value a line. Whatever else stands
 * there is not understood, and has to be agreed to.
 */
async function settings({ files }: Inspecting, file: string): Promise<readonly Said[]> {
  const text = await readRc(files, file);
  let table = '';
  return (text ?? '').split(/\r?\n/).flatMap((line): readonly Said[] => {
    if (/^\s*(?:#.*)?$/.test(line)) return [];
    const header = /^\s*\[([\w.-]+)\]\s*(?:#.*)?$/.exec(line)?.[1];
    if (header !== undefined) {
      table = `${header}.`;
      return [];
    }
    const [, name, value = ''] = /^\s*([\w.-]+)\s*=\s*(.+?)\s*$/.exec(line) ?? [];
    const simple = /^(?:true|false|\d+|"[^"\\]*"|'[^']*'|\[[^[\]{}]*\])\s*(?:#.*)?$/.test(value);
    if (name === undefined || !simple || /"""|'''/.test(value)) {
      const what = `npq does not understand the line ${shownValue(line)}.`;
      return [{ file, key: 'line', kind: 'dangerous', text: what }];
    }
    return [judge(file, `${table}${name}`, value)];
  });
}

function judge(file: string, key: string, value: string): Said {
  const said = (kind: Said['kind'], text: string): Said => ({ file, key, kind, text: `${key}: ${text}.` });
  if (harmless.has(key)) return said('harmless', 'counts, it weakens nothing');
  if (overruled.has(key)) return said('harmless', 'no effect, npq says otherwise');
  if (key.startsWith('install.scopes.')) {
    const what = `packages of this scope would come from ${shownValue(value)}, and bun lets nothing overrule it`;
    return said('refused', what);
  }
  if (key === 'preload' || key === 'test.preload' || key === 'run.preload') {
    return said('dangerous', `bun would load this code at every start: ${shownValue(value)}`);
  }
  if (key === 'install.security.scanner') {
    return said('dangerous', `bun would load this package before it installs: ${shownValue(value)}`);
  }
  return said('dangerous', `npq does not know what it does: ${shownValue(value)}`);
}

/** The addresses in it cannot be put right. */
async function binaryLockfile({ files, project }: Inspecting): Promise<readonly Said[]> {
  const file = join(project.root, 'bun.lockb');
  if ((await files.info(file)) === undefined) return [];
  const what = 'npq cannot read the binary form: bun install --save-text-lockfile writes bun.lock instead.';
  return [{ file, key: 'bun.lockb', kind: 'refused', text: what }];
}
