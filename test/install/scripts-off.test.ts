import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { TarballFile } from '../../src/evidence/needs.ts';
import { openGate } from '../../src/install/gate.ts';
import { gateFlags } from '../../src/install/gate-flags.ts';
import { installScriptsOff, needsScriptsOff } from '../../src/install/scripts-off.ts';
import type { Plan } from '../../src/model/plan.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { canary } from '../world/canary.ts';
import { createGitRepo, type GitRepo } from '../world/git.ts';
import type { TempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { configIn, hostIn, machinesNpm, planWith, projectAt, registryPackage, vettedOf } from './gated.ts';

/** A project with one dependency in git, whose install script and whose project's script each sing. */
async function scene(world: World, song: string, own: string) {
  const repo = createGitRepo({
    'package.json': {
      name: 'buoy',
      version: '1.0.0',
      scripts: { postinstall: song },
      dependencies: { wick: '1' },
    },
    'index.js': 'module.exports = 1;\n',
  });
  const { integrity } = world.registry().publish({ name: 'wick', version: '1.0.0' });
  const project = projectAt(world.url, {
    'package.json': {
      ...{ name: 'a-project', version: '1.0.0', scripts: { prepare: own } },
      dependencies: { buoy: `${repo.url}#${repo.sha}` },
    },
  });
  const git = { kind: 'git', spec: repo.url, host: 'this machine', commit: repo.sha } as const;
  const plan = planWith(
    project.dir,
    [
      registryPackage('buoy', '1.0.0', undefined, {}, git),
      registryPackage('wick', '1.0.0', integrity, {}, { kind: 'registry', registry: world.url }),
    ],
    world.url,
  );
  return { repo, project, plan };
}

function filesOf(
  repo: GitRepo,
  change: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, TarballFile> {
  return new Map(
    repo
      .git('ls-files')
      .split('\n')
      .map((path) => {
        const content = change[path] ?? `${repo.git('show', `HEAD:${path}`)}\n`;
        const sha512 = `sha512-${createHash('sha512').update(content).digest('base64')}`;
        return [path, { size: content.length, sha512, executable: false }];
      }),
  );
}

async function install(
  project: TempProject,
  plan: Plan,
  files: ReadonlyMap<string, TarballFile>,
  args = ['install'],
) {
  const host = hostIn(project);
  const config = await configIn(project, args);
  const vetted = vettedOf(plan);
  const packuments = createPackumentStore(config.flat);
  const gate = await openGate({ host, vetted, packuments, options: config.flat, wantedTags: new Map() });
  try {
    const flags = gateFlags({ config, gateUrl: gate.url, plan, vars: host.env.vars });
    const own = {
      preset: undefined,
      json: false,
      nonInteractive: true,
      verbose: false,
      trust: [],
      permit: [],
    };
    const result = await installScriptsOff({
      run: { host, flags: [...flags, '--allow-git=all'], stdio: 'capture' },
      ...{ config, files: host.files },
      request: { verb: 'install', typedVerb: 'install', specs: [], npmArgs: args, own },
      compare: { files: host.files, plan, config, vetted, contents: new Map([['buoy@1.0.0', files]]) },
    });
    return { ...result, gate };
  } finally {
    await gate.close();
  }
}

test('the scripts of a git dependency run after its files were compared, and then the project’s', async () => {
  await using world = await createWorld({ sentinels: false });
  await using song = canary();
  await using own = canary();
  const { repo, project, plan } = await scene(world, song.script, own.script);
  expect(needsScriptsOff(plan)).toBe(true);
  const { run, comparison, gate } = await install(project, plan, filesOf(repo));
  expect(comparison).toEqual({ kind: 'compared', against: 'hidden-lockfile', compared: 2, differences: [] });
  expect(run.exitCode).toBe(0);
  // npm 12 runs install scripts of approved packages only, and the gate does not change its mind.
  const sung = machinesNpm().major >= 12 ? 0 : 1;
  expect([song.runs(), own.runs()]).toEqual([sung, 1]);
  expect(gate.log.tarballs).toBe(1);
  expect(project.read('package-lock.json')).not.toContain(new URL(gate.url).host);
  repo.dispose();
  project.dispose();
});

test('files that are not the vetted ones: no script runs', async () => {
  await using world = await createWorld({ sentinels: false });
  await using song = canary();
  await using own = canary();
  const { repo, project, plan } = await scene(world, song.script, own.script);
  const { comparison } = await install(project, plan, filesOf(repo, { 'index.js': 'module.exports = 2;\n' }));
  expect(comparison).toMatchObject({
    differences: ['node_modules/buoy: index.js has other content than the vetted one.'],
  });
  expect([song.runs(), own.runs()]).toEqual([0, 0]);
  repo.dispose();
  project.dispose();
});

test('who said --ignore-scripts gets no scripts', async () => {
  await using world = await createWorld({ sentinels: false });
  await using song = canary();
  await using own = canary();
  const { repo, project, plan } = await scene(world, song.script, own.script);
  const args = ['install', '--ignore-scripts'];
  const { run } = await install(project, plan, filesOf(repo), args);
  expect(run.exitCode).toBe(0);
  expect([song.runs(), own.runs()]).toEqual([0, 0]);
  repo.dispose();
  project.dispose();
});

test('a failing script of the project gives its exit code', async () => {
  await using world = await createWorld({ sentinels: false });
  await using song = canary();
  const { repo, project, plan } = await scene(world, song.script, 'exit 9');
  const { run } = await install(project, plan, filesOf(repo));
  expect(run.exitCode).toBe(9);
  repo.dispose();
  project.dispose();
});
