import { afterEach, beforeEach, it } from 'vitest';
import { runNpq } from '../e2e/npq.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  project = tempProject();
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

/** Which Node.js and npm this machine has, and where, is its own affair; lines then break where they will. */
function ofNoMachine(text: string): string {
  return text
    .replace(/^( {2}[✓·] Node\.js +).*(\n {18,}.*)*/m, '$1<version>, <path>')
    .replace(/^( {2}[✓·] npm {2,}).*(\n {18,}.*)*/m, '$1<version>, <path>: <why>')
    .replace(/^( {2}[✓·] npm in PATH +).*(\n {18,}.*)*/m, '$1<what it leads to>')
    .replace(/, \d+ (?:days|h|min)\s+old/g, ', <age> old')
    .replace(/\bin \d+ ms\b/g, 'in <duration>')
    .replace(/of \d{4}-\d\d-\d\d/g, 'of <day>');
}

async function transcript(name: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const args = ['doctor', 'npq'];
  const result = await runNpq(args, project, world, { env });
  expectTranscript(name, args, { ...result, stdout: ofNoMachine(result.stdout) }, project);
}

it('a machine where all is well', () => transcript('0-doctor'));

it('a registry that does not answer', () => transcript('69-doctor', { npm_config_registry: world.nowhere }));

it('no word on malware, and a project that nobody agreed to', async () => {
  world.osv.fail(/./, { kind: 'status', status: 503 });
  project.write('npq.json', { preset: 'report-only' });
  await transcript('78-doctor');
});
