import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../meta/sources.ts';
import { tempProject } from '../world/project.ts';
import { npmCli } from '../world/run-npm.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpq } from './npq.ts';
import { smallDisk } from './small-disk.ts';
import { before, files, pairIn } from './stages.ts';

/**
 * The disk is full while npm unpacks, and has room again when the old version is gone: every npm then ends with
 * 0 and records a package whose files are empty. npq tells, and the next install is whole.
 */
let world: World;
const probe = smallDisk(4);
const contents = `// ${'x'.repeat(8000)}\n`;
const names = Array.from({ length: 10 }, (_, at) => `part-${at}.js`);

const isWhole = (path: string) => readFileSync(path, 'utf8') === contents;

beforeAll(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  const files = Object.fromEntries(names.map((name) => [name, contents]));
  for (const version of ['1.0.0', '2.0.0']) world.registry().publish({ name: 'pier', version, files });
});
afterAll(async () => {
  await probe?.[Symbol.asyncDispose]();
  await world.close();
});

const npms = [
  ['10', join(projectRoot, 'node_modules/npm-10/bin/npm-cli.js')],
  ['of this machine', npmCli()],
  ['12', join(projectRoot, 'node_modules/npm-12/bin/npm-cli.js')],
] as const;

it('an npm that logs in another way is told as one of which this is not known', async () => {
  const deaf =
    'const { emit } = process; process.emit = (name, ...more) => name !== "log" && emit.call(process, name, ...more);';
  await using project = tempProject({ 'deaf.cjs': deaf });
  const options = { env: { NODE_OPTIONS: '--require ./deaf.cjs' } };
  const { code, stderr } = await runNpq(['install', 'pier@1.0.0'], project, world, options);
  expect(code, stderr).toBe(0);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('whether it could write every file is not known');
});

describe.skipIf(probe === undefined)('a disk that was full for a while (needs the right to mount)', () => {
  it.each(npms)('is told with npm %s, although npm ends with 0', async (_, npm) => {
    await using disk = smallDisk(400);
    await using project = tempProject();
    const cwd = join(disk?.path ?? '', 'project');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'package.json'), '{"name":"a-project","version":"1.0.0"}\n');
    const install = (spec: string) => runNpq(['install', spec], project, world, { cwd, npm });
    const first = await install('pier@1.0.0');
    expect(first.code, first.stderr).toBe(0);

    disk?.fill(48);
    const cut = await install('pier@2.0.0');
    expect(cut.code, cut.stderr).toBe(24);
    const said = cut.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain('npm could not write every file of node_modules/pier (ENOSPC');
    expect(said).toContain('node_modules/pier: npm left it cut off; it is taken away');
    expect(readdirSync(join(cwd, 'node_modules'))).not.toContain('pier');
    const recorded: unknown = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8'));
    expect(recorded).toMatchObject({ packages: { 'node_modules/pier': { version: '2.0.0' } } });

    for (const name of readdirSync(disk?.path ?? '')) {
      if (name.startsWith('filler')) rmSync(join(disk?.path ?? '', name));
    }
    const again = await install('pier@2.0.0');
    expect(again.code, again.stderr).toBe(0);
    for (const name of names) {
      expect(isWhole(join(cwd, 'node_modules/pier', name)), name).toBe(true);
    }
  });

  const sizes = [12, 20, 28, 36, 44, 60, 76, 92, 108, 124];
  it.each(sizes)('of %i kB: "installed" is said only where every file is whole', async (kilobytes) => {
    await using disk = smallDisk(kilobytes);
    await using project = tempProject(before);
    const cwd = disk?.path ?? '';
    for (const file of files) writeFileSync(join(cwd, file), before[file]);
    const { code, stderr } = await runNpq(['install', 'pier@1.0.0'], project, world, { cwd });
    const said = stderr.replaceAll(/\s+/g, ' ');
    if (code === 0) {
      expect(said).toContain('each as it was checked');
      for (const name of names) expect(isWhole(join(cwd, 'node_modules/pier', name)), name).toBe(true);
    } else {
      expect([24, 228], said).toContain(code);
      expect(said).toMatch(/ENOSPC/);
      expect(existsSync(join(cwd, 'node_modules/pier'))).toBe(false);
    }
    const left = pairIn(cwd);
    if (code === 228) expect(left).toEqual(before);
    else
      expect([left['package.json'], left['package-lock.json']]).toEqual([
        expect.stringContaining('"pier": "^1.0.0"'),
        expect.stringContaining('"node_modules/pier"'),
      ]);
  });
});
