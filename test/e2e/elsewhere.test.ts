import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqHere } from './npq-here.ts';

/** A registry may keep its tarballs on another host, or send one there. What goes there, and who is told. */
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

describe('a tarball that a registry keeps elsewhere', () => {
  it('is looked at, and the report names the host', async () => {
    const stranger = world.foreign();
    const address = `${stranger.url}kept.tgz`;
    const { tarball } = world
      .registry()
      .publish({ name: 'kept', version: '1.0.0', dist: { tarball: address } });
    stranger.serve('/kept.tgz', tarball);
    const seen = await runNpqHere(['install', 'kept'], project, world);
    expect(seen.code, seen.stderr).toBe(0);
    expect(seen.stderr.replace(/\s+/g, ' ')).toContain(
      `1 tarball was fetched from ${new URL(address).host}, where its registry says`,
    );
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data/x.tgz', 21],
    ['git+ssh://x.example/y', 21],
    ['file:///etc/passwd', 22],
  ])('is not asked for at %s, and the package does not pass (%i)', async (tarball, code) => {
    world.registry().publish({ name: 'kept', version: '1.0.0', dist: { tarball } });
    const started = Date.now();
    const seen = await runNpqHere(['install', 'kept'], project, world);
    expect(seen.code, seen.stderr).toBe(code);
    // Nobody answers there: a request would hang or be repeated.
    expect(Date.now() - started).toBeLessThan(30_000);
  });
});

describe('a registry that redirects', () => {
  it('to another host takes no credential along', async () => {
    const published = world.registry().publish({ name: 'moved', version: '1.0.0' });
    const arrived: IncomingHttpHeaders[] = [];
    const target = createServer((request, response) => {
      arrived.push(request.headers);
      response.end(published.tarball);
    });
    await new Promise<void>((done) => void target.listen(0, '127.0.0.1', done));
    const { port } = target.address() as AddressInfo;
    // Another name for this machine is another host to every client.
    const there = `http://localhost:${port}/moved.tgz`;
    const asked: (string | undefined)[] = [];
    const front = createServer((request, response) => {
      asked.push(request.headers.authorization);
      if (request.url?.endsWith('.tgz')) response.writeHead(302, { location: there }).end();
      else response.writeHead(307, { location: `${world.url}${request.url?.slice(1)}` }).end();
    });
    await new Promise<void>((done) => void front.listen(0, '127.0.0.1', done));
    const registry = `http://127.0.0.1:${(front.address() as AddressInfo).port}/`;
    world.registry().publish({
      ...{ name: 'moved', version: '1.0.0' },
      dist: { tarball: `${registry}moved/-/moved-1.0.0.tgz` },
    });
    project.write('../home/userconfig.npmrc', `${registry.replace('http:', '')}:_authToken=s3cret\n`);
    try {
      const env = { npm_config_registry: registry, NPQ_PUBLIC_REGISTRIES: registry };
      const seen = await runNpqHere(['install', 'moved', '--no-audit'], project, world, { env });
      expect(seen.code, seen.stderr).toBe(0);
    } finally {
      for (const server of [front, target]) server.close();
    }
    expect(asked).toContain('Bearer s3cret');
    expect(arrived.length).toBeGreaterThan(0);
    expect(JSON.stringify(arrived)).not.toContain('s3cret');
  });
});
