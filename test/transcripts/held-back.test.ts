import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runNpqHere } from '../e2e/npq-here.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

/** Versions younger than a day: passed over, taken when asked for exactly, and never taken on the quiet. */
let world: World;
let project: TempProject;

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000 - 60_000).toISOString();

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  project = tempProject();
  const registry = world.registry();
  registry.publish({ name: 'kettle', version: '1.4.0', publishedAt: '2026-01-05T10:00:00.000Z' });
  registry.publish({ name: 'kettle', version: '1.4.1', publishedAt: hoursAgo(3), tags: ['latest'] });
  registry.publish({ name: 'only-young', version: '0.1.0', publishedAt: hoursAgo(5), tags: ['latest'] });
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

async function transcript(name: string, args: readonly string[]): Promise<void> {
  expectTranscript(name, args, await runNpqHere(args, project, world), project);
}

describe('a version of today', () => {
  it('is held back, and npm installs the one before it under the same tag', async () => {
    await transcript('0-held-back', ['install', 'kettle']);
    expect(project.readJson<{ dependencies: object }>('package.json').dependencies).toEqual({
      kettle: '^1.4.0',
    });
  });

  it('needs a decision when it is asked for exactly', () =>
    transcript('21-fresh-release', ['install', 'kettle@1.4.1']));

  it('is not taken because there is no other', () => transcript('21-only-young', ['install', 'only-young']));

  it('is one story with the script that it brings', async () => {
    world.registry().publish({
      ...{ name: 'kettle', version: '1.4.2', publishedAt: hoursAgo(2), tags: ['latest'] },
      manifest: { scripts: { postinstall: 'node brew.js' } },
      files: { 'brew.js': "console.log('hot');\n" },
    });
    await transcript('21-fresh-install-hook', ['install', 'kettle@1.4.2']);
  });
});
