import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installSpecs, loadNpmConfig } from '../../src/plan/npm-config.ts';
import { plain } from '../../src/plan/npm-config-errors.ts';
import { installationAt, npmsAtHand, testEnv } from '../cli/npms.ts';

let root = '';
let project = '';
let home = '';

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-config-')));
  project = join(root, 'shop');
  home = join(root, 'home');
  mkdirSync(project);
  mkdirSync(home);
  writeFileSync(join(project, 'package.json'), '{"name":"shop"}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const hostIn = (cwd: string, vars: Readonly<Record<string, string>> = {}) => ({
  env: testEnv(cwd, home, vars),
});

const projectRc = (...lines: readonly string[]) => writeFileSync(join(project, '.npmrc'), lines.join('\n'));

describe.each(npmsAtHand())('the configuration of npm $version', (npm) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: npm replaces it, not JavaScript.
  const scoped = '@acme:registry=https://acme.example/${WHERE}/';

  it('has every layer with its source, and the flags win', async () => {
    projectRc('save-exact=true', 'tag=project', scoped);
    writeFileSync(join(home, '.npmrc'), 'tag=user\nfund=false');
    const host = hostIn(project, { npm_config_omit: 'dev', WHERE: 'here' });
    const config = await loadNpmConfig(host, npm, ['install', 'x', '--tag=flag']);

    expect(config.layers.map(({ name }) => name)).toEqual([
      'default',
      'builtin',
      'global',
      'user',
      'project',
      'env',
      'cli',
    ]);
    const layer = (name: string) => config.layers.find((each) => each.name === name);
    expect(layer('project')?.source).toBe(join(project, '.npmrc'));
    expect(layer('user')?.data.get('tag')).toBe('user');
    expect(layer('project')?.data.get('tag')).toBe('project');
    expect(layer('project')?.data.get('@acme:registry')).toBe('https://acme.example/here/');
    expect(layer('env')?.data.get('omit')).toEqual(['dev']);
    expect([...(layer('cli')?.data ?? [])]).toEqual([['tag', 'flag']]);
    expect(config.get('tag')).toBe('flag');
    expect(config.flat).toMatchObject({
      defaultTag: 'flag',
      savePrefix: '',
      omit: ['dev'],
      '@acme:registry': 'https://acme.example/here/',
      npmCommand: 'install',
      npmVersion: npm.version,
      nodeVersion: process.version,
    });
    expect(config.remain).toEqual(['install', 'x']);
    expect(config.fellBack).toBeUndefined();
  });

  it('runs and writes nothing, and leaves the environment alone', async () => {
    const canary = join(root, 'canary');
    writeFileSync(join(project, 'evil.sh'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
    projectRc(
      'git=./evil.sh',
      'script-shell=./evil.sh',
      'node-options=--require ./evil.js',
      `cache=${root}/c`,
    );
    writeFileSync(join(project, '.npm-extension.cjs'), `require('fs').writeFileSync('${canary}', '')`);
    const host = hostIn(project);
    const vars = structuredClone(host.env.vars);
    // The definitions of every npm write this one, and only this one, into their process when they are read.
    const own = () => ({ ...process.env, npm_config_user_agent: '' });
    const env = own();
    const before = [readdirSync(project), readdirSync(home), readdirSync(root)];

    await loadNpmConfig(host, npm, ['install', 'github:user/repo']);

    expect(existsSync(canary)).toBe(false);
    expect([readdirSync(project), readdirSync(home), readdirSync(root)]).toEqual(before);
    expect(host.env.vars).toEqual(vars);
    expect(own()).toEqual(env);
  });

  it('finds the project above the folder that npq was started in', async () => {
    mkdirSync(join(project, 'src/deep'), { recursive: true });
    const config = await loadNpmConfig(hostIn(join(project, 'src/deep')), npm, ['install']);
    expect(config).toMatchObject({ localPrefix: project, installPath: project, global: false });
  });

  it.each([['-g'], ['--location=global']])('installs into the global folder with %s', async (flag) => {
    const host = hostIn(project, { npm_config_prefix: join(root, 'prefix') });
    const config = await loadNpmConfig(host, npm, ['install', flag]);
    expect(config).toMatchObject({ global: true, globalPrefix: join(root, 'prefix') });
    expect(config.installPath).toBe(join(root, 'prefix/lib'));
    expect(config.layers.find(({ name }) => name === 'project')?.data.size).toBe(0);
  });

  it('selects workspaces by name and folder, and the one that npq was started in', async () => {
    writeFileSync(join(project, 'package.json'), '{"name":"shop","workspaces":["packages/*"]}');
    for (const name of ['cart', 'till']) {
      mkdirSync(join(project, 'packages', name), { recursive: true });
      writeFileSync(join(project, 'packages', name, 'package.json'), `{"name":"@shop/${name}"}`);
    }
    const selected = async (cwd: string, ...flags: readonly string[]) =>
      (await loadNpmConfig(hostIn(cwd), npm, ['install', ...flags])).workspaces;
    expect(await selected(project)).toEqual([]);
    expect(await selected(project, '-w', '@shop/till')).toEqual(['@shop/till']);
    expect(await selected(project, '--workspaces')).toEqual(['@shop/cart', '@shop/till']);
    expect(await selected(join(project, 'packages/cart'))).toEqual(['@shop/cart']);
    await expect(selected(project, '-w', 'nothing')).rejects.toMatchObject({ code: 'usage' });
  });

  it('collects what npm will warn about', async () => {
    projectRc('omit=nobody');
    const config = await loadNpmConfig(hostIn(project), npm, ['install']);
    expect(config.warnings).toEqual([`invalid config omit="nobody" set in ${project}/.npmrc`]);
    expect(config.get('omit')).toEqual([]);
  });

  it('refuses credentials that npm no longer takes', async () => {
    projectRc('_auth=c2VjcmV0');
    const loading = loadNpmConfig(hostIn(project), npm, ['install']);
    await expect(loading).rejects.toMatchObject({ code: 'config-invalid', hint: 'Run: npm config fix' });
  });

  it('refuses options that exclude each other', async () => {
    const load = (...flags: readonly string[]) => loadNpmConfig(hostIn(project), npm, ['install', ...flags]);
    await expect(load('--workspaces', '-g')).rejects.toMatchObject({ code: 'usage' });
    await expect(load('--no-workspaces', '-w', 'a')).rejects.toMatchObject({ code: 'usage' });
    await expect(load('--expect-results', '--expect-result-count=1')).rejects.toMatchObject({
      code: 'usage',
    });
  });

  it('takes definitions of options that this npm does not know', async () => {
    const definitions = {
      'of-tomorrow': {
        key: 'of-tomorrow',
        type: String,
        default: '',
        description: 'An option of a later npm.',
      },
    };
    const args = ['install', '--of-tomorrow', 'value', 'x'];
    const config = await loadNpmConfig(hostIn(project), npm, args, { definitions });
    expect(config.get('of-tomorrow')).toBe('value');
    expect(config.remain).toEqual(['install', 'x']);
  });
});

it('falls back to its own copy where that of npm does not load, and says so', async () => {
  const broken = join(root, 'npm');
  mkdirSync(join(broken, 'bin'), { recursive: true });
  mkdirSync(join(broken, 'lib/utils'), { recursive: true });
  writeFileSync(join(broken, 'package.json'), '{"name":"npm","version":"13.0.0"}');
  writeFileSync(join(broken, 'bin/npm-cli.js'), '');
  const load = () => loadNpmConfig(hostIn(project), installationAt(broken), ['i', '--save-dev', 'x']);
  await expect(load()).rejects.toMatchObject({ code: 'npm-unsupported' });

  writeFileSync(join(broken, 'lib/utils/cmd-list.js'), 'exports.deref = () => "install"');
  const config = await load();
  expect(config.fellBack).toContain("Cannot find module '@npmcli/config'");
  expect(config.get('save-dev')).toBe(true);
});

describe('what npm install makes of its arguments', () => {
  const config = { global: false, localPrefix: '/shop', globalPrefix: '/usr' };
  const specs = (cwd: string, args: readonly string[], global = false) =>
    installSpecs({ env: testEnv(cwd, '/home/me') }, { ...config, global }, args);

  it('drops the project itself', () => {
    expect(specs('/shop', ['.', 'x', '/shop'])).toEqual(['x']);
    expect(specs('/shop/src', ['..', '.'])).toEqual(['.']);
  });

  it('takes a global install of nothing for the folder one is in', () => {
    expect(specs('/shop', [], true)).toEqual(['.']);
    expect(specs('/shop', ['/usr'], true)).toEqual(['.']);
    expect(specs('/shop', ['.', 'x'], true)).toEqual(['.', 'x']);
  });

  it('refuses an empty name for a global install', () => {
    expect(() => specs('/shop', [''], true)).toThrow(/empty/);
    expect(specs('/shop/src', [''])).toEqual(['']);
  });
});

it('messages never carry control or direction characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plain(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }),
  );
});
