import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { runNpqHere } from '../e2e/npq-here.ts';
import { downloadsService } from '../world/downloads.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  project = tempProject();
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

async function screen(name: string, ...args: readonly string[]): Promise<void> {
  expectTranscript(name, args, await runNpqHere(args, project, world), project);
}

describe('what a newcomer sees', () => {
  it('of npq alone', () => screen('screen-help'));

  it('of a check', () => screen('screen-explain', 'explain', 'install-script'));

  it('of all checks', () => screen('screen-explain-all', 'explain'));

  it('of npq trust where nobody can be asked', async () => {
    project.write('.npmrc', 'git=./evil.sh\nregistry=http://registry.example/\n');
    await screen('screen-trust', 'trust');
  });

  it('of what decides here', () => screen('screen-policy', 'policy'));

  it('of what decides where several have said something', async () => {
    const own = {
      ...{ preset: 'strict', checks: { 'fresh-release': { minAgeHours: 72 } }, onIncomplete: 'warn' },
      ...{ rules: { deprecated: 'allow' }, acceptedAbsences: ['signatures'] },
    };
    mkdirSync(join(project.home, 'npq'), { recursive: true });
    writeFileSync(join(project.home, 'npq', 'npq.json'), JSON.stringify(own, null, 2));
    project.write('npq.json', {
      ...{ preset: 'balanced', rules: { 'install-script': 'block', info: 'ask' } },
      checks: { typosquat: { youngDays: 365 } },
    });
    await screen('screen-policy-layers', 'policy');
  });

  it('of a slip in the command', () => screen('screen-slip', 'instal-all'));

  it('of --dry-run', () => screen('screen-dry-run', 'install', 'sprout', '--dry-run'));

  it('of scripts that are switched off', () =>
    screen('screen-ignore-scripts', 'install', 'hookline', '--ignore-scripts'));

  it('of a version that does not exist', () => screen('screen-no-version', 'install', 'sprout@99'));

  it('of a name that is nearly a popular one', async () => {
    world.registry().publish({ name: 'lodahs', version: '1.0.0' });
    world.mountService('downloads', downloadsService({ lodahs: 12 }).service);
    await screen('screen-typosquat', 'install', 'lodahs');
  });

  it("of a monorepo's own scripts", async () => {
    project.write('package.json', {
      ...{ name: 'mono', version: '1.0.0', workspaces: ['packages/*'] },
      scripts: { postinstall: 'node build.js', prepare: 'husky' },
    });
    project.write('packages/a/package.json', {
      ...{ name: 'a', version: '1.0.0', scripts: { postinstall: 'echo a' } },
    });
    await screen('screen-own-scripts', 'install');
  });

  it('of packages in several places, for other platforms, and nowhere to be had', async () => {
    world.allowMissing('tool-for-mac', 'tool-for-windows');
    const { publish } = world.registry();
    publish({ name: 'tool-for-aix', version: '1.0.0', manifest: { os: ['aix'] } });
    for (const version of ['1.0.0', '2.0.0']) publish({ name: 'shared', version });
    for (const name of ['left', 'right']) {
      publish({ name, version: '1.0.0', manifest: { dependencies: { shared: '1.0.0' } } });
    }
    const needs = { 'tool-for-aix': '1.0.0', 'tool-for-mac': '1.0.0', 'tool-for-windows': '1.0.0' };
    publish({
      ...{ name: 'tool', version: '1.0.0' },
      manifest: {
        dependencies: { left: '1.0.0', right: '1.0.0', shared: '2.0.0' },
        optionalDependencies: needs,
      },
    });
    await screen('screen-places', 'install', 'tool');
  });
});
