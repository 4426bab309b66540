import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { findNpm } from '../../src/plan/find-npm.ts';
import { lookingOptions } from '../../src/plan/looking.ts';
import { loadNpmConfig } from '../../src/plan/npm-config.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { type ResolvedPlan, resolvePlan } from '../../src/plan/resolve.ts';

/**
 * Does npq plan what plain npm installs? Name, version, integrity and place of every entry, against the
 * lockfile that the machine's own npm writes for the same request, each with a cold cache of its own.
 */
interface Case {
  readonly label: string;
  readonly specs: readonly string[];
  /** A folder under fixtures/projects to start from. */
  readonly project?: string;
}

const cases: readonly Case[] = [
  ...['express', 'next', 'eslint', '@angular/cli', 'esbuild', 'vite', 'typescript', 'react'],
  ...['@nestjs/core', 'webpack', 'jest', 'sharp', 'prisma', 'npm', 'storybook', 'mongoose'],
].map((spec): Case => ({ label: spec, specs: [spec] }));

const projects: readonly Case[] = [
  { label: 'project locked', project: 'locked', specs: [] },
  { label: 'project locked, one more', project: 'locked', specs: ['debug@^4'] },
  { label: 'project workspaces', project: 'workspaces', specs: [] },
  { label: 'project overrides', project: 'overrides', specs: [] },
];

type Entries = ReadonlyMap<string, string>;

interface Lock {
  readonly packages: Readonly<
    Record<string, { name?: string; version?: string; integrity?: string; link?: boolean; resolved?: string }>
  >;
}

/** `args`: labels to run, or none for all. */
export async function run(args: readonly string[]): Promise<void> {
  const chosen = [...cases, ...projects].filter(({ label }) => args.length === 0 || args.includes(label));
  const different: string[] = [];
  for (const one of chosen) {
    const started = Date.now();
    const differences = await compare(one);
    if (differences.length > 0) different.push(one.label);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${one.label}: ${differences.length === 0 ? 'equal' : 'different'}, ${seconds} s\n`);
    for (const line of differences.slice(0, 20)) process.stdout.write(`  ${line}\n`);
  }
  const equal = chosen.length - different.length;
  process.stdout.write(`${JSON.stringify({ eval: 'parity', cases: chosen.length, equal, different })}\n`);
  if (different.length > 0) process.exitCode = 1;
}

async function compare(one: Case): Promise<readonly string[]> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-parity-')));
  try {
    const folders = ['npq', 'npm'].map((name) => projectIn(join(root, name), one.project));
    const [ours = '', theirs = ''] = folders;
    const planned = await orFailure(async () =>
      entriesOfPlan(await planOurs(ours, join(root, 'npq-cache'), one.specs)),
    );
    const written = await orFailure(() => writeTheirs(theirs, join(root, 'npm-cache'), one.specs));
    process.stdout.write(`${one.label}: ${planned.size} planned, ${written.size} written\n`);
    return differencesOf(planned, written);
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A failure is a result too: npq is to fail where npm does, with npm's code in its message. */
async function orFailure(task: () => Promise<Entries>): Promise<Entries> {
  try {
    return await task();
  } catch (error) {
    const code = /\b(E[A-Z0-9]{3,})\b/.exec(error instanceof Error ? error.message : '')?.[1];
    return new Map([['failure', code ?? String(error)]]);
  }
}

function projectIn(folder: string, fixture: string | undefined): string {
  mkdirSync(folder);
  if (fixture === undefined)
    writeFileSync(join(folder, 'package.json'), '{"name":"parity","version":"1.0.0"}\n');
  // Seen from the compiled file too, which runs in .dev/: npm starts scripts in the package's root.
  else cpSync(join(process.cwd(), 'fixtures', 'projects', fixture), folder, { recursive: true });
  return folder;
}

async function planOurs(cwd: string, cache: string, specs: readonly string[]): Promise<ResolvedPlan> {
  const host = nodeHost(process);
  const vars = { ...outsideNpm(host.env.vars), npm_config_cache: cache };
  const here: Host = { ...host, env: { ...host.env, cwd, vars } };
  const npm = await findNpm(here, cwd);
  const config = await loadNpmConfig(here, npm, ['install', ...specs, ...flags]);
  return resolvePlan({
    config,
    request: {
      ...{ verb: 'install', typedVerb: 'install', specs, npmArgs: [] },
      own: { preset: undefined, json: false, nonInteractive: true, verbose: false, trust: [], permit: [] },
    },
    permits: new Set(),
    holdBack: undefined,
    packuments: createPackumentStore(lookingOptions(config)),
  });
}

const flags = ['--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];

async function writeTheirs(cwd: string, cache: string, specs: readonly string[]): Promise<Entries> {
  const env = { ...outsideNpm(process.env), npm_config_cache: cache };
  const npm = await findNpm(nodeHost(process), cwd);
  await promisify(execFile)(process.execPath, [npm.cli, 'install', ...specs, ...flags], { cwd, env });
  const lock: Lock = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8'));
  return new Map(
    Object.entries(lock.packages)
      .filter(([place]) => /(^|\/)node_modules\/[^/]+(\/[^/]+)?$/.test(place))
      .map(([place, entry]) => {
        const { name, version, integrity } = entry.link
          ? (lock.packages[entry.resolved ?? ''] ?? entry)
          : entry;
        return [place, line(name ?? folderOf(place), version ?? '', integrity)];
      }),
  );
}

/** What `npm run` puts into the environment is not the user's configuration. */
function outsideNpm(vars: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(vars).filter(
    ([name]) => !/^npm_(package|lifecycle|config_local_prefix)/i.test(name),
  );
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function entriesOfPlan({ plan }: ResolvedPlan): Entries {
  return new Map(
    plan.packages.flatMap(({ name, version, integrity, entries }) =>
      entries.map(({ place }) => [place, line(name, version, integrity)] as const),
    ),
  );
}

/** SHA-1 binds nothing, and so is no integrity to a plan. */
function line(name: string, version: string, integrity: string | undefined): string {
  return `${name}@${version} ${integrity?.startsWith('sha1-') ? '' : (integrity ?? '')}`.trim();
}

function folderOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function differencesOf(planned: Entries, written: Entries): readonly string[] {
  return [...new Set([...planned.keys(), ...written.keys()])]
    .filter((place) => planned.get(place) !== written.get(place))
    .sort()
    .map(
      (place) =>
        `${place}: planned ${planned.get(place) ?? 'nothing'}, npm ${written.get(place) ?? 'nothing'}`,
    );
}
