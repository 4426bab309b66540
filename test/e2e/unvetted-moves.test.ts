import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canary } from '../world/canary.ts';
import { createGitRepo } from '../world/git.ts';
import { packageTarball } from '../world/world.ts';
import { everyNpm, evilText, openScene, type Scene } from './unvetted.ts';

/** The world changes after npq has looked and before npm installs: what npm gets is what was looked at. */

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  expect(scene.world.errors).toEqual([]);
});

const emptyCache = () => rmSync(join(scene.project.home, 'cache'), { recursive: true, force: true });
const tarball = (version: string, content: string, scripts = {}) =>
  packageTarball(
    new Map([
      ['package.json', Buffer.from(JSON.stringify({ name: 'leaf', version, scripts }))],
      ['index.js', Buffer.from(content)],
    ]),
    new Set(),
  );

describe.each(everyNpm)('%s', (_name, npm) => {
  /** npm 12 takes nothing from git or addresses unless it is told to. */
  const allowed = npm.major < 12 ? [] : ['--allow-git=all', '--allow-remote=all'];

  it('does not get a version that was published meanwhile', async () => {
    const { publish, publishEvil, run, disk, project, proxy } = scene;
    publish('leaf', '1.0.0');
    const { code, screen } = await run(['install', 'leaf'], {
      npm,
      between: () => {
        publishEvil('leaf', '1.1.0');
        emptyCache();
      },
    });
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(['node_modules/leaf: leaf@1.0.0 genuine']);
    expect(project.readJson('package.json')['dependencies']).toEqual({ leaf: '^1.0.0' });
    expect(proxy.refused).toEqual([]);
  });

  it('does not follow a tag that moved meanwhile', async () => {
    const { world, publish, publishEvil, run, disk, proxy } = scene;
    publish('leaf', '1.0.0');
    publish('leaf', '2.0.0-rc.1', { tags: ['next'] });
    const { code, screen } = await run(['install', 'leaf@next'], {
      npm,
      between: () => {
        publishEvil('leaf', '2.0.0-rc.2', { tags: [] });
        world.registry().setTag('leaf', 'next', '2.0.0-rc.2');
        emptyCache();
      },
    });
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(['node_modules/leaf: leaf@2.0.0-rc.1 genuine']);
    expect(proxy.refused).toEqual([]);
  });

  it('gets no bytes that took the place of the vetted ones', async () => {
    const { world, publish, run, disk, files, proxy } = scene;
    publish('leaf', '1.0.0');
    const before = files();
    const { code, screen } = await run(['install', 'leaf'], {
      npm,
      between: () => {
        world.registry().swapTarball('leaf', '1.0.0', tarball('1.0.0', evilText));
        emptyCache();
      },
    });
    expect(code, screen).not.toBe(0);
    expect(screen).toContain('no longer those that were vetted');
    expect(disk()).toEqual([]);
    expect(files()).toEqual(before);
    expect(proxy.refused).toEqual([]);
  });

  it('gets no version that was replaced under its number, document and all', async () => {
    const { publish, publishEvil, run, disk, proxy } = scene;
    publish('leaf', '1.0.0');
    const { code, screen } = await run(['install', 'leaf'], {
      npm,
      between: () => void publishEvil('leaf', '1.0.0'),
    });
    // The vetted bytes lie in npm's cache, and the document is the one that was read.
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(['node_modules/leaf: leaf@1.0.0 genuine']);
    expect(proxy.refused).toEqual([]);
  });

  it('runs nothing of a git branch that moved meanwhile, and npq says that it is not what was looked at', async () => {
    await using bird = canary();
    await using repo = createGitRepo({
      'package.json': { name: 'leaf', version: '1.0.0' },
      'index.js': 'genuine',
    });
    const { run, proxy } = scene;
    const { code, screen, npmRuns } = await run(['install', `${repo.url}#main`, ...allowed], {
      npm,
      choose: 'Install it as it is',
      between: () =>
        void repo.commit({
          'package.json': { name: 'leaf', version: '1.0.0', scripts: { postinstall: bird.script } },
          'index.js': evilText,
        }),
    });
    expect(code, screen).toBe(24);
    expect(npmRuns.every((args) => args.includes('--ignore-scripts'))).toBe(true);
    expect(bird.runs()).toBe(0);
    expect(proxy.refused).toEqual([]);
  });

  it('runs nothing of a remote tarball that changed meanwhile', async () => {
    await using bird = canary();
    const { world, run, proxy } = scene;
    const stranger = world.foreign();
    stranger.serve('/leaf.tgz', tarball('1.0.0', 'genuine'));
    proxy.allow(`${stranger.url}leaf.tgz`);
    const { code, screen, npmRuns } = await run(['install', `${stranger.url}leaf.tgz`, ...allowed], {
      npm,
      choose: 'Install it as it is',
      between: () => {
        stranger.serve('/leaf.tgz', tarball('1.0.0', evilText, { postinstall: bird.script }));
        emptyCache();
      },
    });
    expect(code, screen).toBe(24);
    expect(npmRuns.every((args) => args.includes('--ignore-scripts'))).toBe(true);
    expect(bird.runs()).toBe(0);
    expect(proxy.refused).toEqual([]);
    expect(new Set(proxy.passed)).toEqual(new Set([`GET ${stranger.url}leaf.tgz`]));
  });

  it.each(['git', 'an address'])(
    'runs the scripts of what comes from %s only after the disk was compared',
    async (from) => {
      await using bird = canary();
      const scripts = { postinstall: bird.script };
      await using repo = createGitRepo({
        'package.json': { name: 'leaf', version: '1.0.0', scripts },
        'index.js': 'genuine',
      });
      const { world, run, disk, proxy } = scene;
      const stranger = world.foreign();
      stranger.serve('/leaf.tgz', tarball('1.0.0', 'genuine', scripts));
      proxy.allow(stranger.url);
      const spec = from === 'git' ? repo.url : `${stranger.url}leaf.tgz`;
      const { code, screen, npmRuns } = await run(['install', spec, ...allowed], {
        npm,
        choose: 'Install it as it is',
      });
      expect(code, screen).toBe(0);
      expect(disk()).toEqual(['node_modules/leaf: leaf@1.0.0 genuine']);
      expect(npmRuns.map((args) => [args[0], args.includes('--ignore-scripts')])).toEqual([
        ['install', true],
        ['rebuild', false],
      ]);
      // npm 12 runs them only where its own allow-scripts names them, and npq does not weaken that.
      expect(bird.runs()).toBe(npm.major < 12 ? 1 : 0);
      expect(proxy.refused).toEqual([]);
    },
  );
});
