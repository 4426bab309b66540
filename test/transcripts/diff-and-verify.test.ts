import { appendFileSync } from 'node:fs';
import { afterEach, beforeEach, it } from 'vitest';
import { runNpqHere } from '../e2e/npq-here.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  project = tempProject();
  const registry = world.registry();
  registry.publish({
    ...{ name: 'vane', version: '1.0.0' },
    files: { 'index.js': "module.exports = 'north';\n", 'old.js': 'gone();\n', 'a.js': 'if(a){b()}\n' },
  });
  registry.publish({
    ...{ name: 'vane', version: '1.0.1' },
    manifest: { scripts: { postinstall: 'node setup.js' }, dependencies: { 'plain-vane': '^1.0.0' } },
    files: {
      ...{ 'index.js': "module.exports = 'south';\n", 'a.js': 'if (a) {\n  b();\n}\n' },
      'setup.js': "require('node:https').get('https://sink.example/');\n",
    },
  });
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

async function transcript(name: string, ...args: readonly string[]): Promise<void> {
  const result = await runNpqHere(args, project, world);
  const stdout = result.stdout.replace(/published [\w ]+ ago/g, 'published <age> ago');
  expectTranscript(name, args, { ...result, stdout }, project);
}

it('two versions', () => transcript('0-diff', 'diff', 'vane', '1.0.0', '1.0.1'));

it('a version that is not there', () => transcript('1-diff', 'diff', 'vane', '1.0.0', '1.1.0'));

it('a tree as it was vetted, and one that somebody wrote into', async () => {
  await runNpqHere(['install', 'vane@1.0.0'], project, world);
  await transcript('0-verify', 'verify');
  appendFileSync(project.path('node_modules/vane/index.js'), 'evil();\n');
  project.write('node_modules/ghost/index.js', 'evil();\n');
  await transcript('24-verify', 'verify');
});
