import { renameSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadNpmConfig } from '../../src/plan/npm-config.ts';
import { hostIn } from '../install/gated.ts';
import { canary } from '../world/canary.ts';
import type { Published } from '../world/world.ts';
import { everyNpm, openScene, ownNpm, type Scene } from './unvetted.ts';

/** A lockfile that came with the project says something else than the project asks for, or than is published. */

let scene: Scene;
let leaf: Published;
let old: Published;
let evil: Published;
beforeEach(async () => {
  scene = await openScene({ 'package.json': { name: 'root', dependencies: { leaf: '^1.0.0' } } });
  old = scene.publishEvil('leaf', '1.0.0');
  leaf = scene.publish('leaf', '1.1.0');
  evil = scene.publishEvil('evil', '1.1.0');
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  expect(scene.world.errors).toEqual([]);
});

type Entry = Record<string, unknown>;
interface Lockfile {
  packages?: Record<string, Entry>;
  dependencies?: Record<string, Entry>;
}

/** An honest lockfile for what the project asks for, changed afterwards. */
function lockfile(forge: (lock: Lockfile) => void = () => {}, version = 3): void {
  const { project } = scene;
  const { dependencies: wanted } = project.readJson<{ dependencies: Record<string, string> }>('package.json');
  const { version: at, tarballUrl: resolved, integrity } = leaf;
  const [place = ''] = Object.keys(wanted);
  const entry = { version: at, resolved, integrity };
  const named = place === 'leaf' ? entry : { name: 'leaf', ...entry };
  const lock = {
    ...{ name: 'root', lockfileVersion: version, requires: true },
    ...(version > 1
      ? { packages: { '': { name: 'root', dependencies: wanted }, [`node_modules/${place}`]: named } }
      : {}),
    ...(version < 3 ? { dependencies: { [place]: entry } } : {}),
  };
  const copy = structuredClone<Lockfile>(lock);
  forge(copy);
  project.write('package-lock.json', copy);
}

function leafIn(lock: Lockfile): Entry {
  return lock.packages?.['node_modules/leaf'] ?? lock.dependencies?.['leaf'] ?? {};
}

describe.each(everyNpm)('for %s npq blocks a lockfile that', (_name, npm) => {
  /** Blocked, at a terminal too; npm never started, nothing changed. */
  async function expectBlocked(words: RegExp, ...flags: readonly string[]): Promise<void> {
    const { run, files, disk, proxy } = scene;
    const before = files();
    const { code, screen, npmRuns } = await run(['install', ...flags], {
      npm,
      choose: 'Install it as it is',
    });
    expect(code, screen).toBe(20);
    expect(screen.replace(/\s+/g, ' ')).toMatch(words);
    expect(npmRuns).toEqual([]);
    expect(disk()).toEqual([]);
    expect(files()).toEqual(before);
    expect(proxy.refused).toEqual([]);
  }

  /** npm 12 reads no npm-shrinkwrap.json, and the tree is planned so: what counts is what the registry has. */
  async function expectBlockedOrNotRead(words: RegExp, genuine: readonly string[]): Promise<void> {
    if (npm.major < 12) return expectBlocked(words);
    const { run, disk, proxy } = scene;
    const { code, screen } = await run(['install'], { npm });
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(genuine);
    expect(proxy.refused).toEqual([]);
  }

  it('takes a package from a foreign host, and does not go there', async () => {
    const stranger = scene.world.foreign();
    stranger.serve('/leaf/-/leaf-1.1.0.tgz', leaf.tarball);
    const resolved = `${stranger.url}leaf/-/leaf-1.1.0.tgz`;
    lockfile((lock) => Object.assign(leafIn(lock), { resolved }));
    await expectBlocked(/the lockfile records a tarball from localhost:\d+ at node_modules\/leaf/);
    expect(stranger.hits()).toBe(0);
  });

  it('links to a folder of the project', async () => {
    await using bird = canary();
    const manifest = { name: 'leaf', version: '1.1.0' };
    scene.project.write('evil/package.json', { ...manifest, scripts: { install: bird.script } });
    lockfile((lock) => {
      const packages = lock.packages ?? {};
      packages['node_modules/leaf'] = { resolved: 'evil', link: true };
      packages['evil'] = manifest;
    });
    await expectBlocked(/records directory .*evil at node_modules\/leaf/);
    expect(bird.runs()).toBe(0);
  });

  it('takes it from a file of the project', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(scene.project.path('evil.tgz'), evil.tarball);
    const forged = { resolved: 'file:evil.tgz', integrity: evil.integrity };
    lockfile((lock) => Object.assign(leafIn(lock), forged));
    await expectBlocked(/records file .*evil.tgz at node_modules\/leaf/);
  });

  it('is a shrinkwrap', async () => {
    lockfile((lock) => Object.assign(leafIn(lock), { resolved: evil.tarballUrl }));
    const { project } = scene;
    renameSync(project.path('package-lock.json'), project.path('npm-shrinkwrap.json'));
    await expectBlockedOrNotRead(/come from the tarball of evil/, ['node_modules/leaf: leaf@1.1.0 genuine']);
  });

  it('belongs to another package manager, which npm reads too', async () => {
    const lines = [`  resolved "${evil.tarballUrl}"`, `  integrity ${evil.integrity}`];
    const entry = ['"leaf@^1.0.0":', '  version "1.1.0"', ...lines, ''].join('\n');
    scene.project.write('yarn.lock', `# yarn lockfile v1\n\n${entry}`);
    // To npm 12 it is an address, of which it takes none unless it is told to.
    const flags = npm.major < 12 ? [] : ['--allow-remote=all'];
    await expectBlocked(/records the package evil at node_modules\/leaf/, ...flags);
  });

  it('lies in the tarball of a dependency', async () => {
    const shrinkwrap = {
      ...{ name: 'wrapped', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: {
        '': { name: 'wrapped', version: '1.0.0', dependencies: { leaf: '^1.0.0' } },
        'node_modules/leaf': { version: '1.1.0', resolved: evil.tarballUrl, integrity: evil.integrity },
      },
    };
    scene.publish('wrapped', '1.0.0', {
      manifest: { dependencies: { leaf: '^1.0.0' } },
      files: { 'npm-shrinkwrap.json': JSON.stringify(shrinkwrap) },
    });
    scene.project.write('package.json', { name: 'root', dependencies: { wrapped: '^1.0.0' } });
    const words = /a dependency's own shrinkwrap has leaf@1.1.0 come from the tarball of evil/;
    await expectBlockedOrNotRead(words, [
      'node_modules/leaf: leaf@1.1.0 genuine',
      'node_modules/wrapped: wrapped@1.0.0 genuine',
    ]);
  });

  // The rest hangs on no npm: npq reads and compares by itself, before one is started.
  if (npm.cli !== ownNpm.cli) return;

  it.each([1, 2, 3])(
    'swaps the package, with an integrity that is valid there (version %i)',
    async (version) => {
      const forged = { resolved: evil.tarballUrl, integrity: evil.integrity };
      lockfile((lock) => {
        for (const entry of [lock.packages?.['node_modules/leaf'], lock.dependencies?.['leaf']]) {
          Object.assign(entry ?? {}, forged);
        }
      }, version);
      await expectBlocked(/has leaf@1.1.0 come from the tarball of evil/);
    },
  );

  it('swaps the version, with an integrity that is valid there', async () => {
    const forged = { resolved: old.tarballUrl, integrity: old.integrity };
    lockfile((lock) => Object.assign(leafIn(lock), forged));
    await expectBlocked(/has leaf@1.1.0 come from the tarball of version 1.0.0/);
  });

  it('swaps the bytes only', async () => {
    lockfile((lock) => Object.assign(leafIn(lock), { integrity: evil.integrity }));
    await expectBlocked(/promises other bytes for leaf@1.1.0 than the registry publishes/);
  });

  it('names another package under the alias of a trusted one', async () => {
    const forged = { name: 'evil', resolved: evil.tarballUrl, integrity: evil.integrity };
    lockfile((lock) => Object.assign(leafIn(lock), forged));
    await expectBlocked(/records the package evil at node_modules\/leaf, where leaf is asked for/);
  });

  it('says that it lies inside another package', async () => {
    const outer = scene.publish('outer', '1.0.0', { manifest: { dependencies: { leaf: '^1.0.0' } } });
    scene.project.write('package.json', { name: 'root', dependencies: { outer: '^1.0.0' } });
    lockfile((lock) => {
      const packages = lock.packages ?? {};
      const inside = { version: leaf.version, resolved: leaf.tarballUrl, integrity: leaf.integrity };
      packages['node_modules/outer/node_modules/leaf'] = { ...inside, inBundle: true };
      packages['node_modules/outer'] = {
        ...{ version: '1.0.0', resolved: outer.tarballUrl, integrity: outer.integrity },
        ...{ dependencies: { leaf: '^1.0.0' }, bundleDependencies: ['leaf'] },
      };
    });
    await expectBlocked(/leaf@1.1.0 comes inside the tarball of outer@1.0.0, but it is not in there/);
  });

  it('names a version that was taken down', async () => {
    lockfile();
    scene.world.registry().unpublish('leaf', '1.1.0');
    await expectBlocked(/names leaf@1.1.0, which the registry does not have/);
  });

  it('was honest when the same package was vetted', async () => {
    const { run, project } = scene;
    lockfile();
    const first = await run(['install'], { npm });
    expect(first.code, first.screen).toBe(0);
    const { rmSync } = await import('node:fs');
    rmSync(project.path('node_modules'), { recursive: true });
    const again = await run(['install'], { npm });
    expect(again.screen).toContain('1 package vetted before');
    rmSync(project.path('node_modules'), { recursive: true });
    project.write('evil/package.json', { name: 'leaf', version: '1.1.0' });
    const lock = project.readJson<Required<Lockfile>>('package-lock.json');
    Object.assign(leafIn(lock), { resolved: 'https://evil.example/leaf/-/leaf-1.1.0.tgz' });
    project.write('package-lock.json', lock);
    await expectBlocked(/records a tarball from evil.example at node_modules\/leaf/);
  });
});

describe('where the policy stops nothing', () => {
  it.each(everyNpm)('%s still gets no byte of a swapped package', async (_name, npm) => {
    const { run, disk, files, proxy } = scene;
    const forged = { resolved: evil.tarballUrl, integrity: evil.integrity };
    lockfile((lock) => Object.assign(leafIn(lock), forged));
    const before = files();
    const { code, screen } = await run(['install', '--preset', 'report-only'], { npm });
    expect(code, screen).not.toBe(0);
    expect(disk()).toEqual([]);
    expect(files()).toEqual(before);
    expect(proxy.refused).toEqual([]);
  });

  it.each(everyNpm)(
    'it says what %s took unvetted from its own cache, by the hash in the lockfile',
    async (_name, npm) => {
      const { run, project, world } = scene;
      lockfile((lock) =>
        Object.assign(leafIn(lock), { resolved: evil.tarballUrl, integrity: evil.integrity }),
      );
      const cached = await project.npm(['cache', 'add', 'evil@1.1.0', `--registry=${world.url}`], {
        npm: npm.cli,
      });
      expect(cached.code, cached.stderr).toBe(0);
      const { code, screen } = await run(['install', '--preset', 'report-only'], { npm });
      expect(code, screen).toBe(24);
      expect(screen.replace(/\s+/g, ' ')).toContain(
        'node_modules/leaf was installed, and no bytes of it were vetted',
      );
    },
  );
});

describe.each(everyNpm)('%s installs', (_name, npm) => {
  async function expectInstalled(args: readonly string[], ...lines: readonly string[]): Promise<string> {
    const { run, disk, proxy } = scene;
    const { code, screen } = await run(args, { npm });
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(lines);
    expect(proxy.refused).toEqual([]);
    return screen;
  }
  const genuine = 'node_modules/leaf: leaf@1.1.0 genuine';

  it('what a lockfile binds to no bytes, and says so', async () => {
    lockfile((lock) => delete leafIn(lock)['integrity']);
    const screen = await expectInstalled(['install'], genuine);
    expect(screen.replace(/\s+/g, ' ')).toContain('binds leaf@1.1.0 to no bytes');
  });

  it('what a lockfile names without an address', async () => {
    lockfile((lock) => delete leafIn(lock)['resolved']);
    await expectInstalled(['install'], genuine);
  });

  it("what a lockfile has at npm's own registry, through the configured one, and keeps the lockfile", async () => {
    const { layers } = await loadNpmConfig(hostIn(scene.project), ownNpm, []);
    const npms = String(layers.find(({ name }) => name === 'default')?.data.get('registry'));
    const resolved = leaf.tarballUrl.replace(scene.world.url, npms);
    lockfile((lock) => Object.assign(leafIn(lock), { resolved }));
    await expectInstalled(['install'], genuine);
    expect(leafIn(scene.project.readJson<Lockfile>('package-lock.json'))['resolved']).toBe(resolved);
  });

  it('an alias to another package that the project itself asks for, as that package', async () => {
    const { project } = scene;
    project.write('package.json', { name: 'root', dependencies: { lodash: 'npm:leaf@^1.1.0' } });
    lockfile();
    await expectInstalled(['install'], 'node_modules/lodash: leaf@1.1.0 genuine');
  });

  it('a bundled package with a famous name, and tells whose it is', async () => {
    scene.publish('carrier', '1.0.0', {
      manifest: { dependencies: { express: '4' }, bundleDependencies: ['express'] },
      files: {
        'node_modules/express/package.json': JSON.stringify({ name: 'express', version: '4.99.0' }),
        'node_modules/express/index.js': 'bundled',
      },
    });
    scene.project.write('package.json', { name: 'root' });
    const screen = await expectInstalled(
      ['install', 'carrier', '--npq-verbose'],
      'node_modules/carrier/node_modules/express: express@4.99.0 bundled',
      'node_modules/carrier: carrier@1.0.0 genuine',
    );
    expect(screen.replace(/\s+/g, ' ')).toContain('comes inside the tarball of carrier@1.0.0');
  });

  it('what an honest nested shrinkwrap pins, where this npm follows one at all', async () => {
    const pinned = scene.publish('pinned', '1.0.0');
    scene.publish('pinned', '1.5.0');
    const shrinkwrap = {
      ...{ name: 'wrapped', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: {
        '': { name: 'wrapped', version: '1.0.0', dependencies: { pinned: '^1.0.0' } },
        'node_modules/pinned': {
          ...{ version: '1.0.0', resolved: pinned.tarballUrl, integrity: pinned.integrity },
        },
      },
    };
    scene.publish('wrapped', '1.0.0', {
      manifest: { dependencies: { pinned: '^1.0.0' } },
      files: { 'npm-shrinkwrap.json': JSON.stringify(shrinkwrap) },
    });
    scene.project.write('package.json', { name: 'root' });
    const { code, screen } = await scene.run(['install', 'wrapped'], { npm });
    expect(scene.proxy.refused).toEqual([]);
    expect(code, screen).toBe(0);
    // npm 12 follows no shrinkwrap of a dependency, and its tree is planned so.
    expect(scene.disk()).toEqual([
      npm.major < 12
        ? 'node_modules/wrapped/node_modules/pinned: pinned@1.0.0 genuine'
        : 'node_modules/pinned: pinned@1.5.0 genuine',
      'node_modules/wrapped: wrapped@1.0.0 genuine',
    ]);
  });
});
