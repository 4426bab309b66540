import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../meta/sources.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type Manifest, type Published, type World } from '../world/world.ts';
import { npqEnv, runNpq } from './npq.ts';

/** npm 10 and 12 want other trees than npm 11 does: npq plans the tree that the user's own npm wants. */
let world: World;
let project: TempProject;
/** The same project again, for npm alone. */
let plain: TempProject;

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
});
afterEach(async () => {
  project.dispose();
  plain.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const npm10 = join(projectRoot, 'node_modules/npm-10/bin/npm-cli.js');
const npm12 = join(projectRoot, 'node_modules/npm-12/bin/npm-cli.js');

function publish(name: string, version: string, manifest: Manifest = {}): Published {
  return world.registry().publish({ name, version, manifest });
}

type Files = Readonly<Record<string, string | object>>;

/** Installs twice, with this npm alone and through npq, and answers the places of what npm alone installs. */
async function expectSameTree(npm: string, manifest: object, files: Files = {}): Promise<readonly string[]> {
  const all = { 'package.json': { name: 'a-project', version: '1.0.0', ...manifest }, ...files };
  project = tempProject(all);
  plain = tempProject(all);
  const options = ['--no-audit', '--no-fund'];
  const alone = await plain.npm(['install', ...options], { npm, env: npqEnv(plain, world) });
  expect(alone.code, alone.stderr).toBe(0);
  const gated = await runNpq(['install', ...options], project, world, { npm });
  expect(gated.code, gated.stderr).toBe(0);
  expect(gated.stderr).toContain('each as it was checked');
  expect(project.read('package-lock.json')).toBe(plain.read('package-lock.json'));
  const { packages } = plain.readJson<{ packages: Record<string, { version?: string }> }>(
    'package-lock.json',
  );
  return Object.entries(packages).flatMap(([place, { version }]) =>
    place === '' ? [] : [`${place} ${version ?? 'link'}`],
  );
}

describe('npm 10', () => {
  it('lets a peer that nothing installs choose the version of one that is installed', async () => {
    publish('wick', '1.0.0');
    publish('wick', '2.0.0');
    publish('chimney', '1.0.0', { peerDependencies: { wick: '^1.0.0' } });
    publish('lamp', '1.0.0', {
      peerDependencies: { wick: '>=1', chimney: '*' },
      peerDependenciesMeta: { chimney: { optional: true } },
    });
    expect(await expectSameTree(npm10, { dependencies: { lamp: '1.0.0' } })).toEqual([
      'node_modules/lamp 1.0.0',
      'node_modules/wick 1.0.0',
    ]);
  });

  it('copies a folder of the project where npm 11 links it', async () => {
    publish('wick', '1.0.0');
    const lib = { name: 'lib', version: '1.0.0', dependencies: { wick: '1.0.0' } };
    const files = { '.npmrc': 'install-links=true\n', 'lib/package.json': lib };
    expect(await expectSameTree(npm10, { dependencies: { lib: 'file:./lib' } }, files)).toEqual([
      'node_modules/lib 1.0.0',
      'node_modules/wick 1.0.0',
    ]);
  });
});

describe('npm 12', () => {
  it('does not read the npm-shrinkwrap.json of a package', async () => {
    const { integrity, tarballUrl } = publish('wick', '1.0.0');
    publish('wick', '1.1.0');
    const dependencies = { wick: '^1.0.0' };
    const packages = {
      '': { name: 'lamp', version: '1.0.0', dependencies },
      'node_modules/wick': { version: '1.0.0', resolved: tarballUrl, integrity },
    };
    const shrinkwrap = { name: 'lamp', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
    world.registry().publish({
      ...{ name: 'lamp', version: '1.0.0', manifest: { dependencies } },
      files: { 'npm-shrinkwrap.json': JSON.stringify(shrinkwrap) },
      registryManifest: { _hasShrinkwrap: true },
    });
    expect(await expectSameTree(npm12, { dependencies: { lamp: '1.0.0' } })).toEqual([
      'node_modules/lamp 1.0.0',
      'node_modules/wick 1.1.0',
    ]);
  });

  it('adds to packages what the project’s packageExtensions say', async () => {
    publish('wick', '1.0.0');
    publish('lamp', '1.0.0');
    const packageExtensions = { 'lamp@*': { dependencies: { wick: '^1.0.0' } } };
    expect(await expectSameTree(npm12, { dependencies: { lamp: '1.0.0' }, packageExtensions })).toEqual([
      'node_modules/lamp 1.0.0',
      'node_modules/wick 1.0.0',
    ]);
  });
});
