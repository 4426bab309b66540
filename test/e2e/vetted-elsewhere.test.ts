import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type ForeignHost, type World } from '../world/world.ts';
import { runNpqHere } from './npq-here.ts';

/** The ledger remembers bytes of a registry. It opens no door for the same bytes from anywhere else. */
let world: World;
let project: TempProject;
let stranger: ForeignHost;

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  project = tempProject();
  stranger = world.foreign();
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

/** Installs `honest` so that the ledger knows it, then leaves the project as a stranger would have committed it. */
async function vetHonest(): Promise<{ readonly integrity: string; readonly tarball: Buffer }> {
  const published = world.registry().publish({ name: 'honest', version: '1.0.0' });
  const first = await runNpqHere(['install', 'honest'], project, world);
  expect(first.code, first.stderr).toBe(0);
  stranger.serve('/honest.tgz', published.tarball);
  return published;
}

function commit(dependencies: Readonly<Record<string, string>>, entry: object): void {
  rmSync(project.path('node_modules'), { recursive: true });
  const root = { name: 'a-project', version: '1.0.0', dependencies };
  project.write('package.json', root);
  project.write('package-lock.json', {
    ...{ name: 'a-project', version: '1.0.0', lockfileVersion: 3, requires: true },
    packages: { '': root, 'node_modules/honest': entry },
  });
}

const withoutCache = () => ({ env: { npm_config_cache: project.path('..', 'home', 'another-cache') } });

it('a URL dependency with the name, version and hash of a vetted package is asked about', async () => {
  const { integrity } = await vetHonest();
  const resolved = `${stranger.url}honest.tgz`;
  commit({ honest: resolved }, { version: '1.0.0', resolved, integrity });
  const seen = await runNpqHere(['install'], project, world, withoutCache());
  expect({ code: seen.code, called: stranger.hits() }, seen.stderr).toEqual({ code: 21, called: 0 });
});

it("a vetted package that a lockfile takes from a stranger's host is blocked", async () => {
  const { integrity } = await vetHonest();
  commit({ honest: '^1.0.0' }, { version: '1.0.0', resolved: `${stranger.url}honest.tgz`, integrity });
  const seen = await runNpqHere(['install'], project, world, withoutCache());
  expect({ code: seen.code, called: stranger.hits() }, seen.stderr).toEqual({ code: 20, called: 0 });
});
