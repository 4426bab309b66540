import { afterEach, beforeEach, describe, it } from 'vitest';
import { runNpqHere } from '../e2e/npq-here.ts';
import { malwareRecord } from '../world/osv-dump.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString();

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  project = tempProject();
  world.osvDump.put(malwareRecord('evil', { id: 'MAL-2026-1', modified: ago(5.5) }));
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

const npq = (...args: readonly string[]) => runNpqHere(args, project, world);

async function screen(name: string, ...args: readonly string[]): Promise<void> {
  expectTranscript(name, args, await npq(...args), project);
}

describe('the local advisory database', () => {
  it('is fetched', () => screen('0-db-update', 'db', 'update'));

  it('is not there', () => screen('22-db-none', 'db', 'status'));

  it('is too old', async () => {
    world.osvDump.drop('MAL-2026-1');
    world.osvDump.put(malwareRecord('evil', { id: 'MAL-2026-1', modified: ago(9.5 * 24) }));
    await npq('db', 'update');
    await screen('22-db-too-old', 'db', 'status');
  });

  it('cannot be fetched', async () => {
    world.osvDump.fail(/./, { kind: 'html' });
    await screen('69-db-update', 'db', 'update');
  });

  it('answers where OSV does not', async () => {
    await npq('db', 'update');
    world.osv.fail(/./, { kind: 'status', status: 503 });
    await screen('0-local-database', 'install', 'sprout');
  });
});
