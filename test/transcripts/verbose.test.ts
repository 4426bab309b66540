import { afterEach, beforeEach, it } from 'vitest';
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
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

/** How long anything took, and where a line therefore breaks. */
function untimed(text: string): string {
  return text
    .replace(/\b(in|took)\s+[\d,]+\s+ms\b/g, '$1 <duration>')
    .replace(/\bnode v[\d.]+/, 'node <version>');
}

it('says what was asked where, how long that took, and what was there already', async () => {
  const args = ['check', 'sprout', '--npq-verbose'];
  const first = await runNpqHere(args, project, world);
  expectTranscript('0-verbose', args, { ...first, stderr: untimed(first.stderr) }, project);
  const again = await runNpqHere(args, project, world, { env: { npm_config_prefer_offline: 'true' } });
  expectTranscript('0-verbose-again', args, { ...again, stderr: untimed(again.stderr) }, project);
});
