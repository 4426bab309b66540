import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { npqEnv } from './npq.ts';
import { everyNpm, openScene, type Run, type Scene } from './unvetted.ts';

/** npm rebuild fetches nothing and runs what lies there: npq holds that against what was published. */

const manifest = { name: 'root', dependencies: { native: '1.0.0', leaf: '1.0.0' } };
let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ 'package.json': manifest });
  const scripts = { install: 'node install.js' };
  const files = { 'install.js': "require('fs').writeFileSync(__dirname + '/ran', '');" };
  scene.publish('native', '1.0.0', { manifest: { scripts }, files });
  scene.publish('leaf', '1.0.0');
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  expect(scene.world.errors).toEqual([]);
});

const ran = () => existsSync(scene.project.path('node_modules/native/ran'));

describe.each(everyNpm)('with %s rebuild', (_name, npm) => {
  async function installed(): Promise<void> {
    const { project, world } = scene;
    if (npm.major >= 12) project.write('package.json', { ...manifest, allowScripts: { native: true } });
    const env = npqEnv(project, world);
    const before = await project.npm(['install', '--ignore-scripts', '--no-audit'], { npm: npm.cli, env });
    expect(before.code, before.stderr).toBe(0);
  }

  async function rebuild(change: () => void = () => {}, ...args: readonly string[]): Promise<Run> {
    await installed();
    change();
    return scene.run(['rebuild', ...args], { npm, choose: 'Install it as it is' });
  }

  it('runs the scripts of an honest tree, once somebody agreed to them', async () => {
    const { code, screen } = await rebuild();
    expect(code, screen).toBe(0);
    expect(ran()).toBe(true);
  });

  it.each([
    ['the script itself', 'install.js', 'evil()', /install.js at node_modules\/native has other content/],
    [
      'a package.json that starts another',
      'package.json',
      '{"name":"native","version":"1.0.0"}',
      /package.json at/,
    ],
  ])('blocks %s', async (_what, file, text, words) => {
    const { code, screen, npmRuns } = await rebuild(() =>
      scene.project.write(`node_modules/native/${file}`, text),
    );
    expect(code, screen).toBe(20);
    expect(screen.replace(/\s+/g, ' ')).toMatch(words);
    expect(npmRuns).toEqual([]);
    expect(ran()).toBe(false);
  });

  it('blocks a new binding.gyp in a package without scripts', async () => {
    const { code, screen, npmRuns } = await rebuild(() =>
      scene.project.write('node_modules/leaf/binding.gyp', '{}'),
    );
    expect(code, screen).toBe(20);
    expect(screen).toContain('makes npm build something');
    expect(npmRuns).toEqual([]);
  });

  it('looks at what is named, and at no more', async () => {
    const change = () => scene.project.write('node_modules/leaf/index.js', 'changed');
    const { code, screen } = await rebuild(change, 'native');
    expect(code, screen).toBe(0);
    expect(ran()).toBe(true);
  });

  it('does not take what it cannot fetch for unchanged', async () => {
    const { world, project, run } = scene;
    await installed();
    rmSync(join(project.home, 'cache'), { recursive: true });
    world.registry().fail({ package: 'leaf', what: 'tarball' }, { kind: 'status', status: 500 });
    const { code, screen, npmRuns } = await run(['rebuild'], { npm });
    expect(code, screen).toBe(22);
    expect(npmRuns).toEqual([]);
  });

  it('runs nothing with --ignore-scripts', async () => {
    const { code, screen } = await rebuild(() => {}, '--ignore-scripts');
    expect(code, screen).toBe(0);
    expect(ran()).toBe(false);
  });
});
