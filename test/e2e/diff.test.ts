import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { npqEnv } from './npq.ts';
import { type HereOptions, runNpqHere } from './npq-here.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  project = tempProject();
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  project.dispose();
  await world.close();
});

const diff = (args: readonly string[], options?: HereOptions) =>
  runNpqHere(['diff', ...args], project, world, options);

/** A small tool, and the version after it, which came with a script. */
function publishVane(): void {
  const registry = world.registry();
  const license = 'Do what you like.\n';
  registry.publish({
    ...{ name: 'vane', version: '1.0.0' },
    files: {
      ...{ LICENSE: license, 'index.js': "module.exports = 'north';\n", 'old.js': 'gone();\n' },
      ...{ 'format.js': 'if(a){b()}\n', 'moved.js': 'same();\n' },
    },
  });
  registry.publish({
    ...{ name: 'vane', version: '1.0.1' },
    manifest: { scripts: { postinstall: 'node setup.js' }, dependencies: { 'plain-vane': '^1.0.0' } },
    files: {
      ...{ LICENSE: license, 'index.js': "module.exports = 'south';\n", 'lib/moved.js': 'same();\n' },
      'format.js': 'if (a) {\n  b();\n}\n',
      'setup.js': "require('node:fs').writeFileSync(process.env.INIT_CWD + '/ran', '');\n",
    },
  });
}

interface Told {
  readonly difference: {
    readonly headline: string;
    readonly from: Readonly<Record<string, unknown>>;
    readonly to: Readonly<Record<string, unknown>>;
    readonly news: Readonly<Record<string, unknown>>;
    readonly files: Readonly<Record<string, unknown>>;
    readonly texts: unknown;
    readonly notes: readonly string[];
  };
}

describe('npq diff of two versions', () => {
  it('tells first what the package newly does, then its files without the noise', async () => {
    publishVane();
    const { code, stdout, stderr } = await diff(['vane', '1.0.0', '1.0.1']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('npq: vane 1.0.0 → 1.0.1\n');
    expect(stdout).toContain('- runs "node setup.js" at postinstall');
    expect(stdout).toContain('- depends on plain-vane ^1.0.0');
    expect(stdout).toMatch(/\+ setup\.js {2}\d+ bytes/);
    expect(stdout).toMatch(/− old\.js/);
    expect(stdout).toContain('1 unchanged, 1 only renamed, 1 only reformatted');
    expect(stdout).not.toMatch(/moved\.js|format\.js/);
    expect(stdout.indexOf('postinstall')).toBeLessThan(stdout.indexOf('old.js'));
  });

  it('shows the noise with --npq-verbose, and the changed lines with --text', async () => {
    publishVane();
    const verbose = await diff(['vane', '1.0.0', '1.0.1', '--npq-verbose']);
    expect(verbose.stdout).toContain('→ moved.js → lib/moved.js');
    expect(verbose.stdout).toContain('≈ format.js');
    const { stdout } = await diff(['vane', '1.0.0', '1.0.1', '--text']);
    expect(stdout).toContain("-module.exports = 'north';");
    expect(stdout).toContain("+module.exports = 'south';");
  });

  it.each([
    [1, 'Of one changed file nobody looked whether it is only written otherwise.'],
    [2, 'Of 2 changed files nobody looked whether they are only written otherwise.'],
  ])('says of %d files that nobody would wait for that they were not compared', async (count, note) => {
    const dense = 'a;'.repeat(140_000);
    for (const [version, text] of Object.entries({ '1.0.0': dense, '1.0.1': `${dense} ` })) {
      const files = Object.fromEntries(Array.from({ length: count }, (_, one) => [`dense${one}.js`, text]));
      world.registry().publish({ name: 'vane', version, files });
    }
    const { stdout } = await diff(['vane', '1.0.0', '1.0.1']);
    expect(stdout).toContain('~ dense0.js');
    expect(stdout.replace(/\s+/g, ' ')).toContain(note);
  });

  it('runs nothing, writes nothing and leaves the project alone', async () => {
    publishVane();
    await diff(['vane', '1.0.0', '1.0.1']);
    expect(['ran', 'node_modules', 'package-lock.json'].filter((name) => project.exists(name))).toEqual([]);
  });

  it('takes ranges and dist-tags as npm does', async () => {
    publishVane();
    world.registry().publish({ name: 'vane', version: '2.0.0', tags: ['next'] });
    const { stdout } = await diff(['vane', '1.x', 'next', '--json']);
    const { difference } = JSON.parse(stdout) as Told;
    expect([difference.from['version'], difference.to['version']]).toEqual(['1.0.1', '2.0.0']);
  });

  it('tells programs the same, in one document', async () => {
    publishVane();
    const { code, stdout, stderr } = await diff(['vane', '1.0.0', '1.0.1', '--json']);
    const told = JSON.parse(stdout) as Told;
    expect([code, stderr]).toEqual([0, '']);
    expect(told).toMatchObject({ schemaVersion: 1, exitCode: 0 });
    expect(told.difference).toMatchObject({
      ...{ name: 'vane', registry: world.url, texts: null, notes: [] },
      from: { version: '1.0.0', bound: true },
      news: {
        hooks: [{ event: 'postinstall', command: 'node setup.js', what: 'new' }],
        dependencies: [{ name: 'plain-vane', spec: '^1.0.0', what: 'new', before: null }],
      },
      files: {
        renamed: [{ from: 'moved.js', to: 'lib/moved.js' }],
        reformatted: [{ path: 'format.js', before: 11, after: 18 }],
        unchanged: 1,
      },
    });
  });

  it('calls two that are the same the same', async () => {
    publishVane();
    const { code, stdout } = await diff(['vane', '1.0.0', '1.0.0']);
    expect(code).toBe(0);
    expect(stdout).toContain('no file with another meaning');
  });

  it('draws nothing that a package could draw with', async () => {
    const registry = world.registry();
    registry.publish({ name: 'vane', version: '1.0.0' });
    const path = 'a\u001b[2J\u202e.js';
    registry.publish({
      ...{ name: 'vane', version: '1.0.1', files: { [path]: 'x' } },
      manifest: { scripts: { install: 'x\u001b[31m\n::error::x' } },
    });
    for (const more of [[], ['--json']]) {
      const { stdout } = await diff(['vane', '1.0.0', '1.0.1', ...more]);
      expect(stdout).not.toMatch(/\u001b|\u202e|^::error/m);
      expect(stdout).toContain('.js');
    }
  });
});

describe('npq diff of what is not there', () => {
  it.each([
    [['vane', '1.0.0', '1.0.7'], 'npm view vane versions'],
    [['vane', '1.0.0', 'latst'], 'the tag latest'],
  ])('names the nearest that is: %j', async (args, hint) => {
    publishVane();
    const { code, stderr } = await diff(args);
    expect(code).toBe(1);
    expect(stderr).toContain(hint);
  });

  it('ends as usual where there is no such package, or no answer', async () => {
    world.allowMissing('vane');
    expect(await diff(['vane', '1.0.0', '1.0.1'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('E404'),
    });
    const { code } = await diff(['vane', '1', '2'], { env: { npm_config_registry: world.nowhere } });
    expect(code).toBe(69);
  });

  it('compares no bytes but those that the registry promises', async () => {
    publishVane();
    const other = world.registry().publish({ name: 'kite', version: '1.0.0' });
    world.registry().swapTarball('vane', '1.0.1', other.tarball);
    const { code, stdout, stderr } = await diff(['vane', '1.0.0', '1.0.1']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('the bytes are not those that were promised');
  });
});

describe('npq diff in a project', () => {
  it('asks nothing of a registry that nobody agreed to', async () => {
    const theirs = world.registry('theirs');
    project.write('.npmrc', `registry=${theirs.url}\n`);
    writeFileSync(join(project.home, 'userconfig.npmrc'), `registry=${world.url}\n`);
    const onlyEnv = { ...npqEnv(project, world), npm_config_registry: '' };
    const { code } = await diff(['vane', '1.0.0', '1.0.1'], { onlyEnv });
    expect(code).toBe(78);
    expect(world.requests.filter(({ service }) => service === 'registry:theirs')).toEqual([]);
  });

  it('asks only its own registry for a scope', async () => {
    const own = world.registry('own');
    own.publish({ name: '@acme/vane', version: '1.0.0' });
    own.publish({ name: '@acme/vane', version: '1.1.0' });
    world.allowMissing('left-pad', 'once', 'wrappy', 'ee-first', 'setprototypeof', 'sigstore');
    const { code, stderr } = await diff(['@acme/vane', '1.0.0', '1.1.0', `--@acme:registry=${own.url}`]);
    expect([code, stderr]).toEqual([0, '']);
    const elsewhere = world.requests.filter(({ service }) => service !== 'registry:own');
    expect(elsewhere.filter(({ path }) => path.includes('vane'))).toEqual([]);
  });

  it('leaves the words of npm’s own diff to npm', async () => {
    publishVane();
    const { code, stdout, stderr } = await diff(['--diff=vane@1.0.0', '--diff=vane@1.0.0']);
    expect([code, stdout.trim()], stderr).toEqual([0, '']);
    expect(stderr).not.toContain('npq: vane');
  });
});
