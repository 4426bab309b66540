import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { runNpqHere } from '../e2e/npq-here.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  project = tempProject();
  writeFileSync(join(project.home, '.gitconfig'), '[user]\n\tname = Ann Example\n');
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

function run(...args: readonly string[]) {
  return runNpqHere(args, project, world);
}

async function transcript(name: string, ...args: readonly string[]): Promise<void> {
  const result = await run(...args);
  const undated = (text: string) =>
    text
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d\s+UTC/g, '<time>')
      .replace(/\b\d{4}-\d\d-\d\d\b(?!T| \d)/g, '<day>');
  const told = { ...result, stdout: undated(result.stdout), stderr: undated(result.stderr) };
  expectTranscript(name, args, told, project);
}

const waive = ['waive', 'hookline@2.0.0', 'install-script', '--reason', 'it only prints', '--until', '90d'];

describe('npq waive', () => {
  it('writes', () => transcript('waive-written', ...waive));

  it('writes a story with its parts', async () => {
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    const manifest = { scripts: { postinstall: 'node brew.js' } };
    const files = { 'brew.js': "console.log('tea');\n" };
    world.registry().publish({ name: 'kettle', version: '1.4.0', publishedAt: hoursAgo(9_600) });
    const publishedAt = hoursAgo(2.5);
    world.registry().publish({ name: 'kettle', version: '1.4.2', publishedAt, manifest, files });
    const args = ['fresh-install-hook', '--reason', 'we wrote it', '--until', '7d', '--by', 'Bo'];
    await transcript('waive-story', 'waive', 'kettle@1.4.2', ...args);
    await transcript('0-waived-story', 'install', 'kettle@1.4.2');
  });

  it('finds nothing to excuse', () =>
    transcript('64-waive-nothing', 'waive', 'sprout@*', 'install-script', ...waive.slice(3)));

  it('is told what it lacks', () => transcript('64-waive-no-reason', ...waive.slice(0, 3)));

  it('lists', async () => {
    await run(...waive);
    await transcript('waive-list', 'waive', '--list');
  });
});

describe('an install', () => {
  it('passes with what is waived as a note', async () => {
    await run(...waive);
    await transcript('0-waived', 'install', 'hookline');
  });

  it('does not pass by a waiver that has ended', async () => {
    await run(...waive);
    project.write(
      'npq.json',
      project.read('npq.json').replace(/"expires": "[^"]*"/, '"expires": "2026-01-31"'),
    );
    await transcript('21-waiver-ended', 'install', 'hookline', '--trust', 'npq.json');
  });
});
