import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGitRepo, type GitRepo } from '../world/git.ts';
import { npqEnv } from './npq.ts';
import { openScene, ownNpm, type Scene } from './unvetted.ts';

/** What the verbs do with their options, and with what comes from git; once, with this machine's npm. */

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({
    'package.json': { name: 'root', version: '1.0.0', dependencies: { leaf: '^1.0.0' } },
  });
  scene.publish('leaf', '1.0.0');
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  expect(scene.world.errors).toEqual([]);
});

async function installed(): Promise<void> {
  const { project, world } = scene;
  const done = await project.npm(['install', '--no-audit'], { npm: ownNpm.cli, env: npqEnv(project, world) });
  expect(done.code, done.stderr).toBe(0);
}

const run = (...args: readonly string[]) =>
  scene.run(args, { npm: ownNpm, env: { npm_config_prefer_online: 'true' }, choose: 'Install it as it is' });

const lockedLeaf = () =>
  scene.project.readJson<{ packages: Record<string, { version: string }> }>('package-lock.json').packages[
    'node_modules/leaf'
  ]?.version;

describe('update', () => {
  it('writes package.json only where it is told to', async () => {
    await installed();
    scene.publish('leaf', '1.1.0');
    expect((await run('update')).code).toBe(0);
    expect([scene.project.read('package.json').includes('^1.1.0'), lockedLeaf()]).toEqual([false, '1.1.0']);
    scene.publish('leaf', '1.2.0');
    expect((await run('update', '--save')).code).toBe(0);
    expect([scene.project.read('package.json').includes('^1.2.0'), lockedLeaf()]).toEqual([true, '1.2.0']);
  });

  it('leaves a version alone that is too young', async () => {
    await installed();
    scene.publish('leaf', '1.1.0', { publishedAt: new Date(Date.now() - 3_600_000).toISOString() });
    const { code, screen } = await run('update');
    expect(code, screen).toBe(0);
    expect(screen).toContain('held back');
    expect(lockedLeaf()).toBe('1.0.0');
  });
});

describe('audit fix', () => {
  beforeEach(async () => {
    await installed();
    scene.world.registry().advise({ name: 'leaf', vulnerable: '<1.1.0' });
  });

  it('asks about a version that closes a hole and is young', async () => {
    scene.publish('leaf', '1.1.0', { publishedAt: new Date(Date.now() - 3_600_000).toISOString() });
    const { code, screen } = await scene.run(['audit', 'fix'], {
      ...{ npm: ownNpm, env: { npm_config_prefer_online: 'true' } },
    });
    expect(code, screen).toBe(21);
    expect(screen).toContain('fresh-release');
    expect(lockedLeaf()).toBe('1.0.0');
  });

  it('with --dry-run changes nothing', async () => {
    scene.publish('leaf', '1.1.0');
    const { code, screen } = await run('audit', 'fix', '--dry-run');
    // npm's own code: the hole is still there.
    expect(code, screen).toBe(1);
    expect(lockedLeaf()).toBe('1.0.0');
    expect(screen).toContain('nothing was installed');
  });

  it('installs nothing where the registry does not say which packages have holes', async () => {
    scene.world.registry().fail({ path: /\/security\// }, { kind: 'status', status: 500 });
    const { code, screen, npmRuns } = await run('audit', 'fix');
    expect(code, screen).toBe(69);
    expect(npmRuns).toEqual([]);
  });
});

describe('a dependency from git', () => {
  let repo: GitRepo;
  beforeEach(async () => {
    const scripts = { install: 'node -e "fs.writeFileSync(`ran`, ``)"'.replaceAll('`', "'") };
    repo = createGitRepo({
      'package.json': { name: 'from-git', version: '1.0.0', scripts },
      'index.js': 'git',
    });
    const { project } = scene;
    project.write('package.json', { name: 'root', dependencies: { leaf: '^1.0.0', 'from-git': repo.url } });
    await installed();
  });
  afterEach(() => repo.dispose());

  const gitRan = () => scene.project.exists('node_modules/from-git/ran');

  it.each(['ci', 'update', 'dedupe'])('is compared before its script runs by %s', async (verb) => {
    const { code, screen, npmRuns } = await run(verb, `--permit=${repo.url}`);
    expect(code, screen).toBe(0);
    expect(npmRuns[0]).toContain('--ignore-scripts');
    expect(gitRan()).toBe(true);
  });

  it('is held against its commit before rebuild runs it', async () => {
    expect(gitRan()).toBe(true);
    scene.project.write('node_modules/from-git/index.js', 'altered');
    const { code, screen, npmRuns } = await run('rebuild', `--permit=${repo.url}`);
    expect(code, screen).toBe(20);
    expect(screen).toContain('index.js at node_modules/from-git');
    expect(npmRuns).toEqual([]);
  });
});
