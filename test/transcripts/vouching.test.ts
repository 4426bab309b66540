import { afterEach, beforeEach, describe, it } from 'vitest';
import { runNpqHere } from '../e2e/npq-here.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

let world: World;
let project: TempProject;
beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  project = tempProject();
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

const args = ['install', 'teapot'];
const transcript = async (name: string) =>
  expectTranscript(name, args, await runNpqHere(args, project, world), project);
const publish = (version: string) =>
  world.registry().publish({
    ...{ name: 'teapot', version, manifest: { repository: 'github:ada/teapot' } },
  });

describe('what vouches for a package', () => {
  it('holds', async () => {
    await world.attest(publish('1.0.0'));
    await transcript('0-attested');
  });

  it('is about other bytes', async () => {
    const answer = await world.attest(publish('1.0.0'));
    publish('1.0.1');
    world.registry().serveAttestations('teapot', '1.0.1', answer);
    await transcript('20-forged-attestations');
  });

  it('names another source and another workflow', async () => {
    await world.attest(publish('1.0.0'));
    const build = {
      repository: 'eve/teapot',
      repositoryId: '666',
      ownerId: '7',
      workflow: '.github/workflows/x.yml',
    };
    await world.attest(publish('1.0.1'), build);
    await transcript('21-provenance-mismatch');
  });

  it('is gone', async () => {
    await world.attest(publish('1.0.0'));
    publish('1.0.1');
    await transcript('21-trust-downgrade');
  });
});
