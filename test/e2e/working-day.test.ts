import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeFor, withNode } from '../world/newer-node.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { npqEnv, runNpq } from './npq.ts';
import { everyNpm } from './unvetted.ts';

/**
 * The commands of a working day, over forty, typed as npm by somebody who has npq's shims first on the PATH, and by
 * somebody who has npm alone: stdout and exit code of each are the same.
 */
const day: readonly string[] = [
  'npm -v',
  'npm --version',
  'npm init -y',
  'npm pkg set scripts.build="node build.js" scripts.test="node -e 0" scripts.start="node -p 1+1"',
  'npm pkg get scripts',
  'npm install leaf@1.0.0',
  'npm install -D tool',
  'npm i',
  'npm ls',
  'npm ls --all --json',
  'npm outdated',
  'npm explain leaf',
  'npm why tool',
  'npm run',
  'npm run build',
  'npm run build -- --watch deep',
  'npm test',
  'npm start',
  'npm run absent',
  'npm exec -- tool --version',
  'npm x tool deep',
  'npx tool again',
  'npm view branch version',
  'npm view branch versions --json',
  'npm view absent',
  'npm config get registry',
  'npm config set fund=false --location=project',
  'npm config ls',
  'npm get fund',
  'npm prefix',
  'npm root',
  'npm root -g',
  'npm install branch --no-audit',
  'npm dedupe',
  'npm prune',
  'npm update',
  'npm ci',
  'npm audit',
  'npm fund',
  'npm query "#leaf"',
  'npm sbom --sbom-format=cyclonedx',
  'npm rebuild',
  'npm version patch --no-git-tag-version',
  'npm pack',
  'npm cache verify',
  'npm uninstall tool',
  'npm install ./local',
  'npm install-test',
  'npm shrinkwrap',
  'npm completion',
  'npm help',
  'npm install --help',
  'npm',
  'npm explain absent',
  'npm instal leaf',
];

interface Typed {
  readonly line: string;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let world: World;
afterAll(async () => {
  await world?.close();
  expect(world?.errors).toEqual([]);
});

function project(): TempProject {
  return tempProject({
    'build.js': 'console.log("built", process.argv.slice(2).join(" "))',
    'local/package.json': { name: 'local', version: '1.0.0' },
  });
}

/** A folder for PATH in which `npm` and `npx` are this npm’s. */
function npmFolder(home: string, cli: string): string {
  const folder = join(home, 'npm-bin');
  mkdirSync(folder);
  chmodSync(cli, 0o755);
  symlinkSync(cli, join(folder, 'npm'));
  symlinkSync(join(dirname(cli), 'npx-cli.js'), join(folder, 'npx'));
  return folder;
}

async function typeAll(at: TempProject, cli: string, first: readonly string[]): Promise<readonly Typed[]> {
  const node = nodeFor(cli);
  const env = withNode(node, npqEnv(at, world));
  const path = [...first, npmFolder(at.home, cli), dirname(node.path), '/usr/bin', '/bin'];
  const typed: Typed[] = [];
  for (const line of day) typed.push(await type(line, at, { ...env, PATH: path.join(delimiter) }));
  return typed;
}

function type(line: string, at: TempProject, env: Readonly<Record<string, string>>): Promise<Typed> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', line], {
      ...{ cwd: at.dir, env, timeout: 60_000 },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ line, code, stdout: masked(stdout, at), stderr }));
  });
}

/** Times, paths, what is drawn by lot, and how much is in the cache: npq keeps there the documents that it read. */
function masked(text: string, at: TempProject): string {
  return text
    .replaceAll(at.dir, '<project>')
    .replaceAll(at.home, '<home>')
    .replaceAll(/\b\d+(?:\.\d+)?(?:ms|s|m)\b/g, '<time>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/(?<=Content verified: |Index entries: )\d+(?: \(\d+ bytes\))?/g, '<number>')
    .replaceAll(/urn:uuid:[\w-]+/g, '<lot>')
    .replaceAll(/npq-home-\w+|npq-project-\w+/g, '<folder>');
}

describe.each(everyNpm.slice(0, 1))('a day with %s', (_name, npm) => {
  it('reads the same through npq', { timeout: 600_000 }, async () => {
    world = await createWorld();
    world.allowMissing('npm', 'absent');
    const registry = world.registry();
    registry.publish({ name: 'leaf', version: '1.0.0' });
    registry.publish({ name: 'leaf', version: '1.1.0' });
    registry.publish({ name: 'branch', version: '1.0.0', manifest: { dependencies: { leaf: '^1.0.0' } } });
    registry.publish({
      ...{ name: 'tool', version: '1.0.0', manifest: { bin: 'tool.js' } },
      files: { 'tool.js': '#!/usr/bin/env node\nconsole.log("tool", ...process.argv.slice(2))' },
    });

    await using gated = project();
    await using plain = project();
    const install = await runNpq(['shims', 'install'], gated, world);
    expect(install.code, install.stderr).toBe(0);
    const [through, alone] = await Promise.all([
      typeAll(gated, npm.cli, [join(gated.home, 'npq/state/shims')]),
      typeAll(plain, npm.cli, []),
    ]);
    expect(through.map(({ line, code, stdout }) => ({ line, code, stdout }))).toEqual(
      alone.map(({ line, code, stdout }) => ({ line, code, stdout })),
    );
    for (const file of ['package.json', 'npm-shrinkwrap.json', '.npmrc']) {
      expect(masked(gated.read(file), gated), file).toBe(
        masked(readFileSync(plain.path(file), 'utf8'), plain),
      );
    }
  });
});
