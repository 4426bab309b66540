import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { type HereOptions, runNpqHere } from './npq-here.ts';

/** Packages that passed and were installed; what lies there then is looked at. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  project = tempProject();
  const registry = world.registry();
  registry.publish({ name: 'vane', version: '1.0.0', files: { 'index.js': 'north();\n' } });
  registry.publish({
    ...{
      name: 'kite',
      version: '1.0.0',
      files: { 'index.js': 'up();\n', 'cli.js': '#!/usr/bin/env node\n' },
    },
    manifest: { bin: { kite: './cli.js' }, dependencies: { vane: '^1.0.0' } },
  });
  const { code, stderr } = await runNpqHere(['install', 'kite', '--save'], project, world);
  expect(code, stderr).toBe(0);
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  project.dispose();
  await world.close();
});

const verify = (args: readonly string[] = [], options: HereOptions = {}) =>
  runNpqHere(['verify', ...args], project, world, options);

interface Told {
  readonly exitCode: number;
  readonly verified: {
    readonly lockfile: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly places: readonly {
      readonly place: string;
      readonly standing: string;
      readonly why: string | null;
      readonly files: readonly { readonly path: string; readonly what: string }[];
    }[];
  };
}

/** Everything that is not as vetted. */
async function found(options?: HereOptions) {
  const { code, stdout, stderr } = await verify(['--json'], options);
  expect(stderr).toBe('');
  const { exitCode, verified } = JSON.parse(stdout) as Told;
  expect(exitCode).toBe(code);
  return { code, open: verified.places.filter(({ standing }) => standing !== 'as-vetted') };
}

/** What npq itself keeps of the tarballs that it read. */
function forgetContents(): void {
  rmSync(join(project.home, 'npq', 'cache'), { recursive: true });
}

/** Changes npm's own record of what it installed, and leaves it as young as it was. */
function inRecord(change: (packages: Record<string, unknown>) => void): void {
  const path = project.path('node_modules/.package-lock.json');
  const record = JSON.parse(project.read('node_modules/.package-lock.json')) as {
    readonly packages: Record<string, unknown>;
  };
  change(record.packages);
  writeFileSync(path, JSON.stringify(record));
}

describe('npq verify', () => {
  it('finds a tree as it was vetted, and asks the registry for no document', async () => {
    const before = world.requests.length;
    const { code, stdout, stderr } = await verify();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('2 places are as vetted');
    expect(world.requests.slice(before).filter(({ path }) => /vane|kite/.test(path))).toEqual([]);
  });

  it('names each file that is another, before everything else', async () => {
    appendFileSync(project.path('node_modules/vane/index.js'), 'evil();\n');
    project.write('node_modules/kite/lib/extra.js', 'evil();\n');
    rmSync(project.path('node_modules/kite/index.js'));
    const { code, stdout } = await verify();
    expect(code).toBe(24);
    expect(stdout.startsWith('npq: 2 places are not what was vetted')).toBe(true);
    for (const line of ['changed index.js', 'added lib/extra.js', 'missing index.js'])
      expect(stdout).toContain(line);
    expect(stdout).toContain('npq ci');
  });

  it('finds what was put where Node.js and npm look for packages and commands', async () => {
    project.write('node_modules/ghost/index.js', 'evil();\n');
    project.write('node_modules/kite/lib/node_modules/vane/index.js', 'evil();\n');
    symlinkSync('../ghost/index.js', project.path('node_modules/.bin/npm'));
    const { code, open } = await found();
    expect(code).toBe(24);
    expect(open.map(({ place }) => place)).toEqual([
      ...['node_modules/.bin/npm', 'node_modules/ghost', 'node_modules/kite'],
    ]);
    expect(open[2]?.files).toEqual([{ path: 'lib/node_modules/vane/index.js', what: 'added' }]);
  });

  it('follows no link out of the project', async () => {
    const elsewhere = join(project.home, 'elsewhere');
    renameSync(project.path('node_modules'), elsewhere);
    symlinkSync(elsewhere, project.path('node_modules'));
    expect(await found()).toMatchObject({
      code: 24,
      open: [{ place: 'node_modules', why: expect.stringContaining('link') }],
    });
  });

  it('counts what nobody vetted here, whatever a lockfile says', async () => {
    const { code, open } = await found({ env: { NPQ_HOME: join(project.home, 'another') } });
    expect(code).toBe(21);
    expect(open.map(({ standing }) => standing)).toEqual(['not-vetted', 'not-vetted']);
    const { stdout } = await verify([], { env: { NPQ_HOME: join(project.home, 'another') } });
    expect(stdout).toContain('npq check');
  });

  it('needs no network for what was read before, and says what it could not find out', async () => {
    const env = { npm_config_cache: join(project.home, 'empty-cache'), npm_config_offline: 'true' };
    expect((await found({ env })).code).toBe(0);
    forgetContents();
    const { code, open } = await found({ env });
    expect([code, open.map(({ standing }) => standing)]).toEqual([22, ['unknown', 'unknown']]);
  });

  it('fetches what no cache has, from the registry of the name and nobody else', async () => {
    const foreign = world.foreign();
    forgetContents();
    inRecord((packages) => {
      const vane = packages['node_modules/vane'] as Record<string, unknown>;
      vane['resolved'] = `${foreign.url}vane.tgz`;
    });
    const before = world.requests.length;
    const env = { npm_config_cache: join(project.home, 'empty-cache') };
    expect(await found({ env })).toEqual({ code: 0, open: [] });
    const asked = world.requests.slice(before);
    expect(asked.filter(({ path }) => path.endsWith('vane-1.0.0.tgz'))).toHaveLength(1);
    expect(asked.filter(({ service }) => service.startsWith('foreign'))).toEqual([]);
  });

  it('has no project without packages', async () => {
    rmSync(project.path('node_modules'), { recursive: true });
    const { code, stderr } = await verify();
    expect(code).toBe(64);
    expect(stderr).toContain('npq ci');
  });

  it('takes the lockfile where npm’s record is gone', async () => {
    rmSync(project.path('node_modules/.package-lock.json'));
    const { code, stdout } = await verify();
    expect([code, stdout.includes('going by package-lock.json')], stdout).toEqual([0, true]);
  });
});

describe('npq verify of a record that lies', () => {
  it.each<[how: string, entry: Readonly<Record<string, unknown>>, code: number]>([
    ['bundled', { version: '1.0.0', inBundle: true }, 24],
    ['a link', { link: true, resolved: 'node_modules/vane' }, 24],
    ['another version', { version: '1.0.1', integrity: 'sha512-AAAA' }, 21],
    ['bound by nothing', { version: '1.0.0' }, 21],
  ])('does not believe that something is %s', async (_how, entry, code) => {
    appendFileSync(project.path('node_modules/vane/index.js'), 'evil();\n');
    inRecord((packages) => {
      packages['node_modules/vane'] = entry;
    });
    const told = await found();
    expect([told.code, told.open.map(({ place }) => place)]).toEqual([code, ['node_modules/vane']]);
  });

  it('goes nowhere that a place names outside the project', async () => {
    const secret = join(project.home, 'secret');
    mkdirSync(secret);
    writeFileSync(join(secret, 'package.json'), '{}');
    const hostile = ['node_modules/../../secret', secret, 'node_modules/a/../../../secret', '__proto__/..'];
    inRecord((packages) => {
      for (const place of hostile) packages[place] = packages['node_modules/vane'];
    });
    const { code, open } = await found();
    expect(code).toBe(24);
    expect(open.map(({ place }) => place).sort()).toEqual([...hostile].sort());
  });

  it('draws nothing that a place could draw with', async () => {
    inRecord((packages) => {
      packages['node_modules/a\u001b[2J\u202e\n::error::x'] = {};
    });
    for (const args of [[], ['--json']]) {
      const { code, stdout } = await verify(args);
      expect(code).toBe(24);
      expect(stdout).not.toMatch(/\u001b|\u202e|^::error/m);
    }
  });
});

describe('npq verify of workspaces', () => {
  it('says that they are not compared, and compares what they have', async () => {
    project.write('package.json', {
      ...{ name: 'a-project', version: '1.0.0', workspaces: ['packages/*'] },
      dependencies: { kite: '^1.0.0' },
    });
    project.write('packages/own/package.json', {
      ...{ name: 'own', version: '1.0.0', bin: './run.js', dependencies: { vane: '^1.0.0' } },
    });
    project.write('packages/own/run.js', '#!/usr/bin/env node\n');
    const { code, stderr } = await runNpqHere(['install'], project, world);
    expect(code, stderr).toBe(0);
    const first = await found();
    expect([first.code, first.open.map(({ standing }) => standing)]).toEqual([
      0,
      ['not-compared', 'not-compared'],
    ]);
    project.write('packages/own/node_modules/vane/index.js', 'evil();\n');
    expect((await found()).code).toBe(24);
  });
});

describe('npq verify of a tree in a store, with links into it', () => {
  const store = 'node_modules/.store';
  const inStore = (name: string) => {
    const holder = readdirSync(project.path(store)).find((one) => one.startsWith(`${name}@`));
    return `${store}/${holder}/node_modules/${name}`;
  };

  beforeEach(async () => {
    rmSync(project.path('node_modules'), { recursive: true });
    const { code, stderr } = await runNpqHere(['install', '--install-strategy=linked'], project, world);
    // The plan has no store: what npm installed is compared by nobody else.
    expect([code, stderr.includes('npq verify')], stderr).toEqual([22, true]);
  });

  it('compares each package where it lies, and what leads to it', async () => {
    expect(await found()).toEqual({ code: 0, open: [] });
    appendFileSync(project.path(`${inStore('vane')}/index.js`), 'evil();\n');
    project.write(`${inStore('kite')}/node_modules/ghost/index.js`, 'evil();\n');
    const { code, open } = await found();
    expect([code, open.map(({ place }) => place).sort()]).toEqual([
      24,
      [inStore('vane'), `${inStore('kite')}/node_modules/ghost`].sort(),
    ]);
  });

  it('tells a link that leads elsewhere than npm recorded, be it to what was vetted', async () => {
    const link = `${inStore('kite').replace(/kite$/, 'vane')}`;
    rmSync(project.path(link));
    symlinkSync(project.path(inStore('kite')), project.path(link));
    const { code, open } = await found();
    expect([code, open.map(({ place }) => place)]).toEqual([24, [link]]);
  });

  it('has nothing to compare by where npm’s record is gone', async () => {
    rmSync(project.path('node_modules/.package-lock.json'));
    const { code, open } = await found();
    expect([code, open.map(({ standing }) => standing)]).toEqual([22, ['unknown']]);
  });
});
