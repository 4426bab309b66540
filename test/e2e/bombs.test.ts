import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, rawTarball, type World } from '../world/world.ts';
import { runNpq } from './npq.ts';

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
  expect(world.errors).toEqual([]);
});

function bytesBelow(folder: string): number {
  try {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile());
    return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  } catch {
    // It comes and goes while we look.
    return 0;
  }
}

it('a package that bundles another and unpacks to far more than it is packed in never reaches the disk', async () => {
  const MiB = 1024 * 1024;
  const manifest = { dependencies: { inner: '1.0.0' }, bundleDependencies: ['inner'] };
  const tarball = rawTarball([
    { path: 'package/package.json', body: JSON.stringify({ name: 'bomb', version: '1.0.0', ...manifest }) },
    { path: 'package/node_modules/inner/package.json', body: '{"name":"inner","version":"1.0.0"}' },
    // Little enough that npm's own limit, a thousand to one, lets it through.
    { path: 'package/noise', body: randomBytes(MiB / 4) },
    { path: 'package/air', body: Buffer.alloc(160 * MiB) },
  ]);
  world.registry().publish({ name: 'inner', version: '1.0.0' });
  world.registry().publish({ name: 'bomb', version: '1.0.0', manifest, tarball });
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, bytesBelow(join(project.home, 'cache', '_cacache', 'tmp')));
  }, 20);
  const seen = await runNpq(['install', 'bomb'], project, world).finally(() => clearInterval(look));
  expect(seen.code, seen.stderr).toBe(21);
  expect(seen.stderr.replace(/\s+/g, ' ')).toContain('unpacks to far more bytes than it is packed in');
  expect(most).toBeLessThan(20 * MiB);
});
