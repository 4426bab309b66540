import { EventEmitter } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { nodeSpawner } from '../../src/host/spawner.ts';
import { runNpm } from '../../src/install/delegate.ts';
import { openGate } from '../../src/install/gate.ts';
import { gateFlags } from '../../src/install/gate-flags.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { createWorld, type World } from '../world/world.ts';
import {
  configIn,
  filesWith,
  gated,
  hostIn,
  planOf,
  planWith,
  projectAt,
  registryPackage,
  twin,
  vettedOf,
} from './gated.ts';

async function harbour(): Promise<World> {
  const world = await createWorld({ sentinels: false });
  world.registry().publish({ name: 'lantern', version: '1.0.0' });
  world.registry().publish({ name: 'lantern', version: '1.1.0' });
  return world;
}

function planFor(world: World, dir: string, version: string) {
  const { integrity } = world.registry().publish({ name: 'lantern', version });
  const origin = { kind: 'registry', registry: world.url } as const;
  return planWith(dir, [registryPackage('lantern', version, integrity, {}, origin)], world.url);
}

test('npm cannot install a version that is not vetted', async () => {
  await using world = await harbour();
  await using project = projectAt(world.url);
  const args = ['install', 'lantern@1.1.0'];
  const { npm } = await gated(project, args, planFor(world, project.dir, '1.0.0'));
  expect(npm.exitCode).toBe(1);
  expect(project.exists('node_modules/lantern')).toBe(false);
  expect(project.exists('package-lock.json')).toBe(false);
});

test('a range comes to the vetted version, whatever is newer', async () => {
  await using world = await harbour();
  await using project = projectAt(world.url);
  const { npm, comparison } = await gated(
    project,
    ['install', 'lantern@^1'],
    planFor(world, project.dir, '1.0.0'),
  );
  expect(npm.exitCode).toBe(0);
  expect(comparison).toMatchObject({ differences: [], compared: 1 });
  expect(project.readJson('node_modules/lantern/package.json')).toMatchObject({ version: '1.0.0' });
});

test('bytes that were swapped after vetting do not reach the disk', async () => {
  await using world = await harbour();
  await using project = projectAt(world.url);
  const plan = planFor(world, project.dir, '1.0.0');
  world.registry().swapTarball('lantern', '1.0.0', Buffer.from('evil'));
  const { npm } = await gated(project, ['install', 'lantern@1.0.0', '--fetch-retries=0'], plan);
  expect(npm.exitCode).toBe(1);
  expect(project.exists('node_modules/lantern')).toBe(false);
});

test('the layers of npm’s configuration cannot lead past the gate', async () => {
  await using world = await harbour();
  const proxy = world.nowhere;
  await using project = projectAt(
    world.url,
    {
      '.npmrc':
        'registry=https://registry.example/\nscope=@harbour\n@harbour:registry=https://registry.example/\n',
    },
    `proxy=${proxy}\nhttps-proxy=${proxy}\noffline=true\n`,
  );
  const plan = planFor(world, project.dir, '1.0.0');
  const seeing = projectAt(world.url);
  // The gate's own requests upstream take the user's options; here they come from a project without traps.
  const { flat } = await configIn(seeing, ['install']);
  const host = hostIn(project);
  const config = await configIn(project, ['install', 'lantern']);
  await using gate = Object.assign(
    await openGate({
      ...{ host, vetted: vettedOf(plan), packuments: createPackumentStore(flat), options: flat },
      wantedTags: new Map(),
    }),
    { [Symbol.asyncDispose]: async () => gate.close() },
  );
  const flags = gateFlags({ config, gateUrl: gate.url, plan, vars: host.env.vars });
  const npm = await runNpm({ host, config, npmArgs: ['install', 'lantern'], flags, stdio: 'capture' });
  seeing.dispose();
  expect(npm.exitCode).toBe(0);
  expect(gate.log.tarballs).toBe(1);
});

test('a global install into a prefix is compared on disk', async () => {
  await using world = await harbour();
  await using project = projectAt(world.url);
  const prefix = join(project.home, 'prefix');
  const plan = { ...planFor(world, join(prefix, 'lib'), '1.0.0'), global: true };
  const { npm, comparison, gate } = await gated(project, ['install', '-g', 'lantern'], plan);
  expect(npm.exitCode).toBe(0);
  expect(comparison).toEqual({ kind: 'compared', against: 'disk', compared: 1, differences: [] });
  expect(filesWith(prefix, gate.url)).toEqual([]);
});

test('a dry run compares nothing and says so', async () => {
  await using world = await harbour();
  await using project = projectAt(world.url);
  const args = ['install', 'lantern', '--dry-run'];
  const { npm, comparison } = await gated(project, args, planFor(world, project.dir, '1.0.0'));
  expect(npm.exitCode).toBe(0);
  expect(comparison).toEqual({ kind: 'not-compared', why: 'npm only tried it (--dry-run).', tried: true });
});

test('npm’s exit code is passed on: a script of the project that fails', async () => {
  await using world = await harbour();
  await using plain = projectAt(world.url, {
    'package.json': { name: 'a-project', version: '1.0.0', scripts: { postinstall: 'exit 7' } },
  });
  await using project = twin(plain);
  const expected = await plain.npm(['install']);
  const { npm } = await gated(project, ['install'], planOf(project, world.url));
  expect(npm.exitCode).toBe(7);
  expect(expected.code).toBe(7);
});

test('an audit through the gate tells npm what the registry knows', async () => {
  await using world = await harbour();
  await using project = projectAt(world.url);
  world.registry().advise({ name: 'lantern', vulnerable: '<2', severity: 'high' });
  const { npm, gate } = await gated(project, ['install', 'lantern'], planFor(world, project.dir, '1.1.0'));
  expect(npm.stdout).toContain('1 high severity vulnerability');
  expect(gate.log.audits).toBe(1);
});

test('a SIGINT that reaches only us is passed on, and npm has the last word', async () => {
  await using world = await harbour();
  // Goes on until npm was told, and a while longer, as a script that hears of no signal does.
  const haul = 'echo > hauling; until [ -e heard ]; do sleep 0.1; done; sleep 1';
  await using project = projectAt(world.url, {
    'package.json': { name: 'a-project', version: '1.0.0', scripts: { postinstall: haul } },
  });
  // Our own process, as far as the spawner knows it: signals come in, and nobody sits at a terminal.
  const us = Object.assign(new EventEmitter(), { stdin: { isTTY: false } });
  const host = {
    ...hostIn(project),
    spawner: nodeSpawner(us as unknown as NodeJS.Process, { children: 0, any: false }),
  };
  const config = await configIn(project, ['install']);
  const run = runNpm({ host, config, npmArgs: ['install'], flags: [], stdio: 'capture' });
  while (!project.exists('hauling')) await sleep(50);
  us.emit('SIGINT', 'SIGINT');
  project.write('heard', '');
  expect((await run).exitCode).toBe(130);
  expect(us.listenerCount('SIGINT')).toBe(0);
});

test('a tarball in the project stays what it is', async () => {
  await using world = await harbour();
  const spec = { name: 'deck', version: '1.0.0', manifest: { dependencies: { lantern: '^1.0.0' } } };
  const { tarball, integrity } = world.registry('elsewhere').publish(spec);
  await using plain = projectAt(world.url, {}, 'audit=false\n');
  writeFileSync(plain.path('deck.tgz'), tarball);
  await using project = twin(plain);
  await plain.npm(['install', './deck.tgz']);
  const deck = registryPackage('deck', '1.0.0', integrity, {}, { kind: 'file', path: 'deck.tgz' });
  const plan = planFor(world, project.dir, '1.1.0');
  const both = { ...plan, packages: [...plan.packages, deck] };
  const { npm, comparison } = await gated(project, ['install', './deck.tgz'], both);
  expect(npm).toMatchObject({ exitCode: 0 });
  expect(comparison).toMatchObject({ differences: [] });
  expect(project.read('package-lock.json')).toBe(plain.read('package-lock.json'));
});

test('a lockfile that names npm’s own host is served from the configured registry, below its path', async () => {
  await using world = await harbour();
  await using plain = projectAt(world.url, {}, 'audit=false\n');
  await plain.npm(['install', 'lantern@1.1.0', '--package-lock-only']);
  const elsewhere = plain.read('package-lock.json').replaceAll(world.url, 'https://registry.example/');
  plain.write('package-lock.json', elsewhere);
  await using project = twin(plain);
  const { npm, gate } = await gated(project, ['ci'], planFor(world, project.dir, '1.1.0'));
  expect(npm).toMatchObject({ exitCode: 0 });
  expect(gate.log).toMatchObject({ packuments: 0, tarballs: 1, refused: [] });
});

test('a lockfile that leads to another package’s bytes gets nothing', async () => {
  await using world = await harbour();
  const evil = world.registry().publish({ name: 'evil', version: '1.1.0' });
  await using plain = projectAt(world.url, {}, 'audit=false\n');
  await plain.npm(['install', 'lantern@1.1.0', '--package-lock-only']);
  const plan = planFor(world, plain.dir, '1.1.0');
  const vetted = plan.packages[0]?.integrity ?? '';
  const lock = plain.read('package-lock.json').replaceAll(vetted, evil.integrity);
  plain.write('package-lock.json', lock.replaceAll('lantern/-/lantern', 'evil/-/evil'));
  const { npm, gate } = await gated(plain, ['ci', '--fetch-retries=0'], plan);
  expect(npm.exitCode).toBe(1);
  expect(plain.exists('node_modules/lantern/package.json')).toBe(false);
  expect(gate.log.refused).toMatchObject([{ status: 403 }]);
});
