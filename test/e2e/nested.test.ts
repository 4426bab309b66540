import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../meta/sources.ts';
import { npmCli, runNpm } from '../world/npm.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { publishSentinels } from '../world/sentinels.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpq, runNpqInTerminal } from './npq.ts';

/** Scripts that call npm themselves: it meets the same gate, which vets on the spot what it chooses. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  world.registry().publish({ name: 'harbour', version: '1.0.0' });
  world
    .registry()
    .publish({ name: 'pilot', version: '1.0.0', manifest: { dependencies: { buoy: '^1.0.0' } } });
  world.registry().publish({ name: 'buoy', version: '1.0.0' });
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

/** A project whose own postinstall, which `npq install` lets run, does this in the folder `inner`. */
function projectThatRuns(command: string): TempProject {
  return tempProject({
    'package.json': {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { harbour: '^1.0.0' } },
      scripts: { postinstall: `cd inner && ${command}` },
    },
    'inner/package.json': { name: 'inner', version: '1.0.0' },
  });
}

const sameNpm = 'node "$npm_execpath"';
const quiet = '--no-audit --no-fund';

interface Told {
  readonly exitCode: number;
  readonly install: Readonly<Record<string, unknown>>;
}

async function install(npm: string) {
  const seen = await runNpq(['install', '--json', '--preset', 'ci'], project, world, { npm });
  return { ...seen, report: JSON.parse(seen.stdout || '{}') as Told };
}

const npms = [
  ['10', join(projectRoot, 'node_modules/npm-10/bin/npm-cli.js')],
  ['of this machine', npmCli()],
  ['12', join(projectRoot, 'node_modules/npm-12/bin/npm-cli.js')],
] as const;

describe.each(npms)('npm %s in a script', (_name, npm) => {
  it('gets what it asks for, each package vetted on the spot, counted in report and receipt', async () => {
    project = projectThatRuns(`${sameNpm} install pilot ${quiet}`);
    const { report, stderr } = await install(npm);
    expect(report.install, stderr).toMatchObject({
      npmExitCode: 0,
      matches: true,
      refused: [],
    });
    expect(report.install['nested']).toEqual(
      expect.arrayContaining([
        { name: 'pilot', version: '1.0.0', verdict: 'pass', why: null },
        { name: 'buoy', version: '1.0.0', verdict: 'pass', why: null },
      ]),
    );
    expect(project.exists('inner/node_modules/buoy/package.json')).toBe(true);
    const addresses = project.read('inner/package-lock.json').match(/127\.0\.0\.1:\d+\/[^/]+/g);
    expect(addresses).toEqual(['buoy', 'pilot'].map((name) => `${new URL(world.url).host}/${name}`));
    expect(stderr).toContain('each vetted on the spot');
    const folder = join(project.home, 'npq', 'state', 'receipts');
    const [receipt = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, receipt), 'utf8')).toContain('"nested"');
  });

  it('is refused what does not pass, and the last lines say so', async () => {
    world.registry().publish({
      ...{ name: 'stowaway', version: '1.0.0' },
      manifest: { scripts: { postinstall: 'node hide.js' } },
    });
    project = projectThatRuns(`${sameNpm} install stowaway ${quiet}`);
    const { code, report, stderr } = await install(npm);
    expect(code, stderr).toBe(1);
    expect(report.install['nested']).toMatchObject([{ name: 'stowaway', verdict: 'ask' }]);
    expect(project.exists('inner/node_modules/stowaway')).toBe(false);
    expect(stderr.slice(stderr.indexOf('npm failed'))).toContain(
      'a script asked for stowaway 1.0.0 and was refused',
    );
  });
});

it('our own npm is told from those of scripts: a peer that nothing installs stays outside', async () => {
  const peers = { harbour: '>=1', pilot: '*' };
  const peerDependenciesMeta = { pilot: { optional: true } };
  world.registry().publish({
    ...{ name: 'lamp', version: '1.0.0', manifest: { peerDependencies: peers, peerDependenciesMeta } },
  });
  project = tempProject({ 'package.json': { name: 'a-project', dependencies: { lamp: '1.0.0' } } });
  // npm 10 asks for such peers, to see what they would want.
  const { report, stderr } = await install(npms[0][1]);
  expect(report.install, stderr).toMatchObject({ npmExitCode: 0, nested: [] });
  const folder = join(project.home, 'npq', 'state', 'receipts');
  const [receipt = ''] = readdirSync(folder);
  const { gate } = JSON.parse(readFileSync(join(folder, receipt), 'utf8')) as { gate: { outside: unknown } };
  expect(gate.outside).toEqual(['pilot']);
});

describe('what a script is offered', () => {
  it('is never a version that is too young: an older one stands in for it', async () => {
    const publishedAt = new Date().toISOString();
    world.registry().publish({ name: 'buoy', version: '1.1.0', publishedAt });
    project = projectThatRuns(`${sameNpm} install buoy ${quiet}`);
    const { report, stderr } = await install(npmCli());
    expect(report.install['nested'], stderr).toMatchObject([{ name: 'buoy', version: '1.0.0' }]);
  });

  it('comes through the gate for scopes with a registry of their own too', async () => {
    const own = world.registry('own', '/npm/');
    publishSentinels(own);
    own.publish({ name: '@acme/anchor', version: '1.0.0' });
    // Only a document from the gate holds it back; tarballs would come through the gate anyhow.
    own.publish({ name: '@acme/anchor', version: '1.1.0', publishedAt: new Date().toISOString() });
    own.publish({
      ...{ name: '@acme/stowaway', version: '1.0.0' },
      manifest: { scripts: { install: 'node hide.js' } },
    });
    project = projectThatRuns(`npm install @acme/anchor ${quiet} && npm install @acme/stowaway ${quiet}`);
    writeFileSync(join(project.home, 'userconfig.npmrc'), `@acme:registry=${own.url}\n`);
    const { report, stderr } = await install(npmCli());
    expect(report.install['nested'], stderr).toMatchObject([
      { name: '@acme/anchor', version: '1.0.0', verdict: 'pass' },
      { name: '@acme/stowaway', verdict: 'ask' },
    ]);
    expect(project.exists('inner/node_modules/@acme/anchor/package.json')).toBe(true);
  });

  it('is nothing that takes the user’s credentials: the gate lends scripts no right', async () => {
    const own = world.registry('own', '/npm/');
    publishSentinels(own);
    own.publish({ name: '@acme/secret-chart', version: '1.0.0' });
    own.requireAuth('captains-token');
    project = projectThatRuns(`npm install @acme/secret-chart ${quiet}`);
    const nerfDart = own.url.replace('http:', '');
    writeFileSync(
      join(project.home, 'userconfig.npmrc'),
      `@acme:registry=${own.url}\n${nerfDart}:_authToken=captains-token\n`,
    );
    const { code, report, stderr } = await install(npmCli());
    expect(code, stderr).toBe(1);
    expect(report.install['refused']).toMatchObject([
      { status: 403, why: expect.stringContaining('credentials, which scripts do not get') },
    ]);
    expect(world.carrying('captains-token')).toEqual([]);
    expect(stderr.slice(stderr.indexOf('npm failed'))).toMatch(/the gate refused \/@acme\/secret-chart/);
  });

  it('is the same after a lockfile: `npm ci` asks for tarballs only', async () => {
    project = projectThatRuns(`${sameNpm} ci ${quiet}`);
    project.write('inner/package.json', { name: 'inner', version: '1.0.0', dependencies: { buoy: '*' } });
    await runNpm(['install', '--package-lock-only'], {
      ...{ cwd: project.path('inner'), home: project.home },
      env: { npm_config_registry: world.url },
    });
    const { report, stderr } = await install(npmCli());
    expect(report.install['nested'], stderr).toMatchObject([{ name: 'buoy', verdict: 'pass' }]);
    expect(project.exists('inner/node_modules/buoy/package.json')).toBe(true);
  });
});

it.skipIf(!existsSync('/usr/bin/script'))('a script of an approved package meets the same gate', async () => {
  const child =
    "require('child_process').spawnSync(process.execPath,[process.env.npm_execpath,'install','pilot',";
  const where =
    "'--no-audit','--prefix',require('path').join(process.env.INIT_CWD,'inner')],{stdio:'inherit'})";
  world.registry().publish({
    ...{ name: 'tugboat', version: '1.0.0', files: { 'tow.js': `${child}${where}` } },
    manifest: { scripts: { postinstall: 'node tow.js' } },
  });
  project = projectThatRuns('true');
  const { code, screen } = await runNpqInTerminal(['install', 'tugboat'], project, world, [
    { when: 'What now?', keys: '\u001B[B\u001B[B\u001B[B\r' },
  ]);
  expect(code, screen).toBe(0);
  expect(screen).toContain('pilot 1.0.0');
  expect(project.exists('inner/node_modules/buoy/package.json')).toBe(true);
});
