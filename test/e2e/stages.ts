import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TempProject } from '../world/project.ts';
import type { Published, World } from '../world/world.ts';
import type { NpqOptions } from './npq.ts';
import type { SmallDisk } from './small-disk.ts';

/** In the order in which npq comes by them. */
export const stages = [
  ...(['request', 'trust', 'plan', 'evidence', 'consent'] as const),
  ...(['npm fetching', 'npm writing', 'receipt'] as const),
] as const;
export type Stage = (typeof stages)[number];

export const troubles = ['SIGINT', 'SIGKILL', 'no space left', 'registry dead', 'registry slow'] as const;
export type Trouble = (typeof troubles)[number];

export interface Scene {
  /** Of the package that is installed; no other scene has it. */
  readonly name: string;
  readonly project: TempProject;
  readonly world: World;
  /** What is to become full; undefined where this scene has space enough. */
  readonly disk: SmallDisk | undefined;
  /** Somebody's home, in which the packages for `npm fetching` are vetted. */
  readonly vettedHome: string;
}

/** What holds npq at a stage, how the test knows that it is there, and what lets it go on. */
export type Held = {
  readonly args: readonly string[];
  readonly options?: NpqOptions;
  /** Where package.json and lockfile are, if not in the project's folder. */
  readonly after: Pair;
} & (
  | { readonly by: 'file'; readonly there: () => boolean; release(): void }
  /** The registry's answer: it is held back, and the trouble of a registry is this answer's. */
  | { readonly by: 'answer'; readonly what: 'packument' | 'tarball' }
  | { readonly by: 'question'; readonly when: string; readonly yes: string }
);

export const files = ['package.json', 'package-lock.json'] as const;
export type Pair = Readonly<Record<(typeof files)[number], string>>;

const manifest = { name: 'a-project', version: '1.0.0', private: true };
const root = { name: 'a-project', version: '1.0.0' };
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
const lockWith = (packages: object) => json({ ...root, lockfileVersion: 3, requires: true, packages });

export const before: Pair = {
  'package.json': json(manifest),
  'package-lock.json': lockWith({ '': root }),
};

/** `own`: further fields of the project's package.json; `entry`: further fields of the package in the lockfile. */
export function installed(
  { name, version, tarballUrl, integrity }: Published,
  more: { own?: object; ownEntry?: object; entry?: object } = {},
): Pair {
  const dependencies = { [name]: `^${version}` };
  return {
    'package.json': json({ ...manifest, ...more.own, dependencies }),
    'package-lock.json': lockWith({
      '': { ...root, ...more.ownEntry, dependencies },
      [`node_modules/${name}`]: { version, resolved: tarballUrl, integrity, ...more.entry },
    }),
  };
}

export const pairIn = (folder: string): Pair => ({
  'package.json': readFileSync(join(folder, 'package.json'), 'utf8'),
  'package-lock.json': readFileSync(join(folder, 'package-lock.json'), 'utf8'),
});

const onDisk = ({ disk }: Scene, variable: string): NpqOptions =>
  disk === undefined ? {} : { env: { [variable]: join(disk.path, 'own') } };

const publish = ({ world, name }: Scene, more: { manifest?: object; scripts?: object } = {}): Published =>
  world.registry().publish({
    ...{ name, version: '1.0.0' },
    manifest: { ...more.manifest, ...(more.scripts ? { scripts: more.scripts } : {}) },
  });

/** The user's own configuration lies where reading takes its time. */
function request(scene: Scene): Held {
  const { project, name } = scene;
  const [there, go] = [join(project.home, 'there'), join(project.home, 'go')];
  const text = `
    const promises = require('node:fs/promises');
    const { existsSync, writeFileSync } = require('node:fs');
    const { readFile } = promises;
    promises.readFile = async (path, ...more) => {
      if (String(path).endsWith('userconfig.npmrc') && !existsSync(${JSON.stringify(go)})) {
        writeFileSync(${JSON.stringify(there)}, '');
        while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return readFile(path, ...more);
    };
    require('node:module').syncBuiltinESMExports();`;
  const slow = join(project.home, 'slow-files.cjs');
  writeFileSync(slow, text);
  const env = { ...onDisk(scene, 'NPQ_HOME').env, NODE_OPTIONS: `--require ${slow}` };
  return {
    ...{ by: 'file', args: ['install', name], options: { env }, after: installed(publish(scene)) },
    there: () => existsSync(there),
    release: () => writeFileSync(go, ''),
  };
}

function trust(scene: Scene): Held {
  scene.project.write('.npmrc', 'git=./evil.sh\n');
  return {
    ...{ by: 'question', args: ['install', scene.name], after: installed(publish(scene)) },
    ...{ options: onDisk(scene, 'NPQ_HOME'), when: 'May it count?', yes: 'y\r' },
  };
}

function plan(scene: Scene): Held {
  return {
    ...{ by: 'answer', what: 'packument', args: ['install', scene.name] },
    ...{ options: onDisk(scene, 'npm_config_cache'), after: installed(publish(scene)) },
  };
}

function evidence(scene: Scene): Held {
  return { ...plan(scene), by: 'answer', what: 'tarball' };
}

function consent(scene: Scene): Held {
  const published = publish(scene, { scripts: { install: 'true' } });
  const down = '\u001B[B';
  return {
    ...{ by: 'question', args: ['install', scene.name], when: 'What now?', yes: `${down}${down}${down}\r` },
    ...{ options: onDisk(scene, 'NPQ_HOME') },
    after: installed(published, { entry: { hasInstallScript: true } }),
  };
}

/** Vetted before, so that only npm fetches the tarball. */
function fetching(scene: Scene): Held {
  cpSync(join(scene.vettedHome, 'npq'), join(scene.project.home, 'npq'), { recursive: true });
  return evidence(scene);
}

/** The packages are unpacked, the last script runs, lockfile and package.json come next. */
function writing(scene: Scene): Held {
  const { project, disk, name } = scene;
  const [there, go] = [join(project.home, 'there'), join(project.home, 'go')];
  // Where a signal ends npq nobody tells it to go on; the signal may take its time on a busy machine.
  const script =
    `const fs=require('fs');fs.writeFileSync('${there}','');` +
    `setInterval(()=>fs.existsSync('${go}')&&process.exit(),20);setTimeout(()=>process.exit(),5000)`;
  // npm copies it into the lockfile, which then needs more room than the one before.
  const funding = { url: `http://funds.example/${'x'.repeat(9_000)}` };
  const published = publish(scene, {
    scripts: { postinstall: `exec node -e "${script}"` },
    manifest: disk === undefined ? {} : { funding },
  });
  if (disk) for (const file of files) writeFileSync(join(disk.path, file), before[file]);
  return {
    ...{ by: 'file', args: ['install', name, '--preset', 'report-only'] },
    ...(disk ? { options: { cwd: disk.path } } : {}),
    there: () => existsSync(there),
    release: () => writeFileSync(go, ''),
    after: installed(published, { entry: { hasInstallScript: true } }),
  };
}

/** The receipt is written; the agreements come next, and somebody else has their lock. */
function receipt(scene: Scene): Held {
  const { project, disk, name } = scene;
  const published = publish(scene);
  const own = { scripts: { postinstall: 'true' } };
  project.write('package.json', { ...manifest, ...own, dependencies: { [name]: '^1.0.0' } });
  const state = join(disk === undefined ? join(project.home, 'npq') : join(disk.path, 'own'), 'state');
  const lock = join(state, 'agreements.json.lock');
  mkdirSync(state, { recursive: true });
  writeFileSync(lock, '');
  const receipts = join(state, 'receipts');
  return {
    ...{ by: 'file', args: ['install', '--preset', 'report-only'], options: onDisk(scene, 'NPQ_HOME') },
    there: () => {
      utimesSync(lock, new Date(), new Date());
      return existsSync(receipts) && readdirSync(receipts).some((one) => one.endsWith('.json'));
    },
    release: () => rmSync(lock, { force: true }),
    after: installed(published, { own, ownEntry: { hasInstallScript: true } }),
  };
}

export const holds: Readonly<Record<Stage, (scene: Scene) => Held>> = {
  ...{ request, trust, plan, evidence, consent, receipt },
  ...{ 'npm fetching': fetching, 'npm writing': writing },
};
