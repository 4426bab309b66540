import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadsService } from '../world/downloads.ts';
import type { Failure } from '../world/failures.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { failureKinds, type MadeService } from '../world/service.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqInTerminal } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

const down = '\u001B[B';
const enter = '\r';

let world: World;
let project: TempProject;
let downloads: MadeService;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  const { publish } = world.registry();
  publish({ name: 'lodash', version: '4.17.21' });
  publish({ name: 'lodahs', version: '1.0.0', manifest: { scripts: { postinstall: 'echo mine' } } });
  publish({ name: 'js-toml', version: '1.0.0' });
  publish({ name: 'basketful', version: '2.0.0', manifest: { dependencies: { 'js-toml': '1' } } });
  serve({ lodahs: 12, 'js-toml': 60_000 });
  project = tempProject();
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

function serve(weekly: Readonly<Record<string, number>>): void {
  downloads = downloadsService(weekly);
  world.mountService('downloads', downloads.service);
}

const toDownloads = () => world.requests.filter(({ service }) => service === 'downloads');
const installed = (): readonly string[] =>
  Object.keys(JSON.parse(project.read('package.json')).dependencies ?? {});

describe('a name that is nearly a popular one', () => {
  it('is asked about, with the name that was meant and the command for it', async () => {
    const { code, stderr } = await runNpqHere(['install', 'lodahs'], project, world);
    expect(code, stderr).toBe(21);
    expect(stderr).toContain('has nearly the name of lodash');
    expect(stderr).toContain('npq install lodash');
    expect(project.exists('node_modules')).toBe(false);
  });

  it('is installed without a word where many download it', async () => {
    const { code, stderr } = await runNpqHere(['install', 'js-toml'], project, world);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('toml,');
    expect(toDownloads()).toHaveLength(1);
  });

  it('is asked about too where a dependency has it and few download it', async () => {
    serve({ 'js-toml': 3 });
    const { code, stderr } = await runNpqHere(['install', 'basketful'], project, world);
    expect(code, stderr).toBe(21);
    expect(stderr).toMatch(/whether\s+basketful@2.0.0\s+means\s+toml/);
  });
});

it('a popular name, and one that resembles none, are named to nobody', async () => {
  const { code, stderr } = await runNpqHere(['install', 'lodash', 'sprout'], project, world);
  expect(code, stderr).toBe(0);
  expect(toDownloads()).toEqual([]);
});

it('names of a registry that may be private are compared here, and named to nobody', async () => {
  const env = { NPQ_PUBLIC_REGISTRIES: '' };
  const { code, stderr } = await runNpqHere(['install', 'lodahs', '--ignore-scripts'], project, world, {
    env,
  });
  // Nor is OSV asked about them, and no local database is there to answer.
  expect(code, stderr).toBe(22);
  expect(stderr).toContain('has nearly the name of lodash');
  expect(toDownloads()).toEqual([]);
});

describe('whatever the download counts do, no slip passes unseen:', () => {
  const kinds = Object.entries(failureKinds).filter(([kind]) => !['hang', 'slow'].includes(kind));
  it.each(kinds)('%s', async (_kind, failure: Failure) => {
    downloads.fail(/./, failure);
    const { code, stderr } = await runNpqHere(['install', 'lodahs', '--ignore-scripts'], project, world);
    expect(code, stderr).toBe(21);
    expect(stderr).toContain('how often it is downloaded is unknown');
  });
});

describe.skipIf(!existsSync('/usr/bin/script'))('at the terminal', () => {
  it('the package that was meant is installed in its place', async () => {
    const { code, screen } = await runNpqInTerminal(['install', 'lodahs'], project, world, [
      { when: 'What now?', keys: `${down}${enter}` },
    ]);
    expect(screen).toContain('Install lodash instead of lodahs');
    expect(code, screen).toBe(0);
    expect(installed()).toEqual(['lodash']);
    expect(project.exists('node_modules/lodahs')).toBe(false);
    expect(project.exists('node_modules/lodash/package.json')).toBe(true);
  });

  it('the version that was wanted is kept where the other package has it', async () => {
    world.registry().publish({ name: 'lodahs', version: '4.17.20' });
    world.registry().publish({ name: 'lodash', version: '4.17.20', tags: [] });
    const args = ['install', '--save-dev', 'sprout', 'lodahs@4.17.20'];
    const { code, screen } = await runNpqInTerminal(args, project, world, [
      { when: 'What now?', keys: `${down}${enter}` },
    ]);
    expect(code, screen).toBe(0);
    expect(JSON.parse(project.read('package.json')).devDependencies).toMatchObject({ lodash: '^4.17.20' });
  });

  it('the same word as the value of an option is left as it is', async () => {
    world.registry().publish({ name: 'lodahs', version: '1.0.1', tags: ['lodahs'] });
    world.registry().publish({ name: 'lodash', version: '4.0.0', tags: ['lodahs'] });
    const args = ['install', '--tag', 'lodahs', 'lodahs'];
    const { code, screen } = await runNpqInTerminal(args, project, world, [
      { when: 'What now?', keys: `${down}${enter}` },
    ]);
    expect(code, screen).toBe(0);
    expect(JSON.parse(project.read('node_modules/lodash/package.json')).version).toBe('4.0.0');
  });

  it('a version that the other package never had is dropped, an alias is kept', async () => {
    const args = ['install', 'utils@npm:lodahs@1.0.0'];
    const { code, screen } = await runNpqInTerminal(args, project, world, [
      { when: 'What now?', keys: `${down}${enter}` },
    ]);
    expect(code, screen).toBe(0);
    expect(JSON.parse(project.read('package.json')).dependencies).toEqual({ utils: 'npm:lodash@^4.17.21' });
  });

  it('is not offered for what stands in package.json', async () => {
    project.write('package.json', { name: 'p', version: '1.0.0', dependencies: { lodahs: '1' } });
    const { code, screen } = await runNpqInTerminal(['install'], project, world, [
      { when: 'What now?', keys: enter },
    ]);
    expect(code, screen).toBe(23);
    expect(screen).not.toContain('instead of');
  });
});
