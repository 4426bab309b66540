import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { npqEnv, runNpq } from './npq.ts';

/** The whole way, from the command line to the receipt, through the built npq and this machine's npm. */
let world: World;
let project: TempProject;
/** The same project and home again, for plain npm. */
let plain: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  project = tempProject();
  plain = tempProject();
});

afterEach(async () => {
  project.dispose();
  plain.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const plainNpm = (args: readonly string[]) => plain.npm(args, { env: npqEnv(plain, world) });

function receipts(): readonly Record<string, unknown>[] {
  const folder = join(project.home, 'npq', 'state', 'receipts');
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/** Every file below a folder that holds this text. */
function filesNaming(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, 'utf8').includes(text));
}

describe('npq install', () => {
  it('installs what plain npm installs, byte for byte in package.json and lockfile', async () => {
    const gated = await runNpq(['install', 'sprout'], project, world);
    const reference = await plainNpm(['install', 'sprout']);
    expect({ gated: gated.code, reference: reference.code }, gated.stderr).toEqual({
      gated: 0,
      reference: 0,
    });
    expect(gated.stderr).toContain('pass');
    for (const file of ['package.json', 'package-lock.json', 'node_modules/.package-lock.json']) {
      expect(project.read(file), file).toBe(plain.read(file));
    }
  });

  it('leaves a receipt that matches', async () => {
    await runNpq(['install', 'sprout'], project, world);
    const [receipt] = receipts();
    expect(receipt).toMatchObject({
      receipt: 1,
      npmExitCode: 0,
      comparison: { kind: 'compared', differences: [] },
    });
    expect(JSON.stringify(receipt)).toContain('"integrity":"sha512-');
  });

  it("leaves the gate's address nowhere", async () => {
    await runNpq(['install', 'sprout'], project, world);
    const own = new URL(world.url).port;
    const addresses = [
      ...filesNaming(project.dir, '127.0.0.1'),
      ...filesNaming(join(project.home, 'cache', '_cacache', 'index-v5'), '127.0.0.1'),
    ].flatMap((file) => readFileSync(file, 'utf8').match(/127\.0\.0\.1:\d+/g) ?? []);
    expect(addresses.length).toBeGreaterThan(0);
    expect(new Set(addresses)).toEqual(new Set([`127.0.0.1:${own}`]));
  });

  it('looks at a package once: the second install of the same bytes asks for no tarball again', async () => {
    await runNpq(['install', 'sprout'], project, world);
    const asked = () => world.requests.filter(({ path }) => path.endsWith('.tgz')).length;
    const before = asked();
    const again = await runNpq(['install', 'sprout'], project, world);
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/vetted/);
    expect(asked()).toBe(before);
  });

  it('passes npm’s own failure on', async () => {
    project.write('package.json', {
      name: 'a-project',
      version: '1.0.0',
      scripts: { postinstall: 'exit 9' },
    });
    const seen = await runNpq(['install', '--preset', 'report-only'], project, world);
    expect(seen.code, seen.stderr).toBe(9);
  });

  it('prints one JSON document on stdout and everything else on stderr', async () => {
    const { code, stdout, stderr } = await runNpq(['install', 'sprout', '--json'], project, world);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({ schemaVersion: 1, exitCode: 0 });
    expect(stderr).toContain('added');
  });

  it('asks nobody where nobody is, installs nothing, and says what would have been asked', async () => {
    const { code, stderr } = await runNpq(['install', 'hookline'], project, world);
    expect(code, stderr).toBe(21);
    expect(stderr).toContain('node install.js');
    expect(project.exists('node_modules')).toBe(false);
    expect(project.readJson('package.json')).not.toHaveProperty('dependencies');
  });

  it('lets a script that nobody runs pass', async () => {
    const { code, stderr } = await runNpq(['install', 'hookline', '--ignore-scripts'], project, world);
    expect(code, stderr).toBe(0);
    expect(project.exists('node_modules/hookline/package.json')).toBe(true);
  });

  it('does not call it passed where nothing could be compared', async () => {
    const linked = ['install', 'sprout', '--install-strategy=linked'];
    const { code, stderr } = await runNpq(linked, project, world);
    expect(stderr).toMatch(/could not be compared/);
    expect(code, stderr).toBe(22);
    // Trying installs nothing, and so leaves nothing to compare.
    expect((await runNpq(['install', 'sprout', '--dry-run'], project, world)).code).toBe(0);
  });

  it('hands other verbs to npm as they are', async () => {
    project.write('package.json', {
      name: 'a-project',
      version: '1.0.0',
      scripts: { greet: 'echo hello && exit 3' },
    });
    const { code, stdout } = await runNpq(['run', 'greet'], project, world);
    expect(stdout).toContain('hello');
    expect(code).toBe(3);
  });
});
