import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type Published, type World } from '../world/world.ts';
import { type NpqOptions, runNpq, runNpqInTerminal } from './npq.ts';
import { smallDisk } from './small-disk.ts';

/**
 * Whatever stops npq at whatever stage, package.json and lockfile are byte for byte as before or as after a
 * whole install, never between: also where npq is killed and leaves an npm behind whose gate is gone.
 */
let world: World;
const disk = smallDisk(64);

/** A ledger in which the packages for the stage `fetching` are vetted, so that only npm fetches them. */
let vetted: TempProject;

const fetched = ['fetched-int', 'fetched-kill', 'fetched-dead', 'fetched-slow'];

beforeAll(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  for (const name of fetched) world.registry().publish({ name, version: '1.0.0' });
  vetted = tempProject();
  const first = await runNpq(['install', ...fetched], vetted, world);
  expect(first.code, first.stderr).toBe(0);
});
afterAll(async () => {
  vetted.dispose();
  await disk?.[Symbol.asyncDispose]();
  await world.close();
});

const manifest = { name: 'a-project', version: '1.0.0', private: true };
const root = { name: 'a-project', version: '1.0.0' };
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
const lockWith = (packages: object) => json({ ...root, lockfileVersion: 3, requires: true, packages });

const files = ['package.json', 'package-lock.json'] as const;
type Pair = Readonly<Record<(typeof files)[number], string>>;

const before: Pair = { 'package.json': json(manifest), 'package-lock.json': lockWith({ '': root }) };

function installed({ name, version, tarballUrl, integrity }: Published, hasScript = false): Pair {
  const dependencies = { [name]: `^${version}` };
  const entry = {
    version,
    resolved: tarballUrl,
    integrity,
    ...(hasScript ? { hasInstallScript: true } : {}),
  };
  return {
    'package.json': json({ ...manifest, dependencies }),
    'package-lock.json': lockWith({ '': { ...root, dependencies }, [`node_modules/${name}`]: entry }),
  };
}

const inProject = (project: TempProject): Pair => ({
  'package.json': project.read('package.json'),
  'package-lock.json': project.exists('package-lock.json') ? project.read('package-lock.json') : '',
});

/** What still runs in that folder: an npm that lost its npq. */
const runningIn = (folder: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      // It ended meanwhile.
      return false;
    }
  });

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 30_000) throw new Error(`waited 30 s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const asked = (end: string) => world.requests.some(({ path }) => path.endsWith(end));

/** At each stage: what holds npq there, and how the test knows that it is there. */
interface Held {
  readonly args: readonly string[];
  readonly options?: NpqOptions;
  readonly there: () => boolean;
  readonly after: Pair;
}

type Hold = (name: string, project: TempProject) => Held;

const atPlan: Hold = (name) => {
  const published = world.registry().publish({ name, version: '1.0.0' });
  world.registry().fail({ package: name }, { kind: 'hang' });
  return { args: ['install', name], there: () => asked(`/${name}`), after: installed(published) };
};

const atEvidence: Hold = (name) => {
  const published = world.registry().publish({ name, version: '1.0.0' });
  world.registry().fail({ package: name, what: 'tarball' }, { kind: 'hang' });
  return { args: ['install', name], there: () => asked(`${name}-1.0.0.tgz`), after: installed(published) };
};

function vettedBefore(name: string, project: TempProject): Published {
  cpSync(join(vetted.home, 'npq'), join(project.home, 'npq'), { recursive: true });
  return world.registry().publish({ name, version: '1.0.0' });
}

const atFetching: Hold = (name, project) => {
  const published = vettedBefore(name, project);
  const seen = world.requests.length;
  world.registry().fail({ package: name, what: 'tarball' }, { kind: 'hang' });
  const there = () => world.requests.slice(seen).some(({ path }) => path.endsWith(`${name}-1.0.0.tgz`));
  return { args: ['install', name], there, after: installed(published) };
};

const atWriting: Hold = (name, project) => {
  const marker = join(project.home, 'running').replaceAll('\\', '/');
  const script = `require('fs').writeFileSync('${marker}','');setTimeout(()=>{},1500)`;
  const scripts = { postinstall: `exec node -e "${script}"` };
  const published = world.registry().publish({ name, version: '1.0.0', manifest: { scripts } });
  const args = ['install', name, '--preset', 'report-only'];
  return { args, there: () => existsSync(marker), after: installed(published, true) };
};

/** The receipt is written; the agreements come next, and somebody else has their lock. */
const atReceipt: Hold = (name, project) => {
  const { integrity, tarballUrl } = world.registry().publish({ name, version: '1.0.0' });
  const dependencies = { [name]: '^1.0.0' };
  const changed = { ...manifest, scripts: { postinstall: 'true' }, dependencies };
  project.write('package.json', changed);
  const state = join(project.home, 'npq', 'state');
  const lock = join(state, 'agreements.json.lock');
  mkdirSync(state, { recursive: true });
  writeFileSync(lock, '');
  const there = () => {
    utimesSync(lock, new Date(), new Date());
    return (
      existsSync(join(state, 'receipts')) &&
      readdirSync(join(state, 'receipts')).some((one) => one.endsWith('.json'))
    );
  };
  const entry = { version: '1.0.0', resolved: tarballUrl, integrity };
  return {
    args: ['install', '--preset', 'report-only'],
    there,
    after: {
      'package.json': json(changed),
      'package-lock.json': lockWith({
        '': { ...root, hasInstallScript: true, dependencies },
        [`node_modules/${name}`]: entry,
      }),
    },
  };
};

interface Row {
  readonly stage: string;
  readonly hold: Hold;
  readonly signal: 'SIGINT' | 'SIGKILL';
  readonly name: string;
  /** Null: killed before it could say anything. */
  readonly code: number | null;
  readonly says: RegExp;
  readonly leaves: 'before' | 'after';
}

const nothing = /nothing was installed/;
const silent = /^/;
const rows: readonly Row[] = [
  {
    stage: 'plan',
    hold: atPlan,
    signal: 'SIGINT',
    name: 'plan-int',
    code: 130,
    says: nothing,
    leaves: 'before',
  },
  {
    stage: 'plan',
    hold: atPlan,
    signal: 'SIGKILL',
    name: 'plan-kill',
    code: null,
    says: silent,
    leaves: 'before',
  },
  {
    stage: 'evidence',
    hold: atEvidence,
    signal: 'SIGINT',
    name: 'look-int',
    code: 130,
    says: nothing,
    leaves: 'before',
  },
  {
    stage: 'evidence',
    hold: atEvidence,
    signal: 'SIGKILL',
    name: 'look-kill',
    code: null,
    says: silent,
    leaves: 'before',
  },
  {
    stage: 'npm fetching',
    hold: atFetching,
    signal: 'SIGINT',
    name: 'fetched-int',
    code: 130,
    says: /npm failed with exit code 130/,
    leaves: 'before',
  },
  {
    stage: 'npm fetching',
    hold: atFetching,
    signal: 'SIGKILL',
    name: 'fetched-kill',
    code: null,
    says: silent,
    leaves: 'before',
  },
  {
    stage: 'npm writing',
    hold: atWriting,
    signal: 'SIGINT',
    name: 'write-int',
    // npm says so itself: process terminated.
    code: 1,
    says: /npm failed with exit code 1/,
    leaves: 'before',
  },
  {
    stage: 'npm writing',
    hold: atWriting,
    signal: 'SIGKILL',
    name: 'write-kill',
    code: null,
    says: silent,
    leaves: 'after',
  },
  {
    stage: 'receipt',
    hold: atReceipt,
    signal: 'SIGINT',
    name: 'keep-int',
    code: 130,
    says: /interrupted after npm had run/,
    leaves: 'after',
  },
  {
    stage: 'receipt',
    hold: atReceipt,
    signal: 'SIGKILL',
    name: 'keep-kill',
    code: null,
    says: silent,
    leaves: 'after',
  },
];

describe.concurrent('a signal', () => {
  it.each(rows)('$signal at the stage $stage leaves all as $leaves', async (row) => {
    await using project = tempProject(before);
    const held = row.hold(row.name, project);
    const seen = { end: false };
    const result = await runNpq(held.args, project, world, {
      ...held.options,
      whileRunning: (kill) => {
        void until(() => seen.end || held.there(), row.stage).then(async () => {
          kill(row.signal);
          // npm waits for what it fetches until somebody is impatient.
          await new Promise((resolve) => setTimeout(resolve, 500));
          if (!seen.end && row.hold === atFetching) kill(row.signal);
        });
      },
    });
    seen.end = true;
    expect(result.code, result.stderr).toBe(row.code);
    expect(result.stderr.replaceAll(/\s+/g, ' ')).toMatch(row.says);
    await until(() => runningIn(project.dir).length === 0, 'the npm that lost its npq');
    expect(inProject(project)).toEqual(row.leaves === 'before' ? before : held.after);
  });
});

describe.skipIf(!existsSync('/usr/bin/script'))('a signal while a question stands there', () => {
  const questions = [
    { stage: 'trust', npmrc: 'git=./evil.sh\n', when: 'May it count?' },
    { stage: 'consent', npmrc: '', when: 'What now?' },
  ];
  const signals = [
    { signal: 'SIGINT', answer: { keys: '\u0003' }, code: 130 },
    { signal: 'SIGKILL', answer: { keys: '', kill: true }, code: 137 },
  ];
  it.each(questions.flatMap((one) => signals.map((two) => ({ ...one, ...two }))))(
    '$signal at the stage $stage leaves all as before',
    async ({ npmrc, when, answer, code, stage }) => {
      await using project = tempProject({ ...before, '.npmrc': npmrc });
      const name = `${stage}-${code}`;
      world.registry().publish({ name, version: '1.0.0', manifest: { scripts: { install: 'true' } } });
      const ended = await runNpqInTerminal(['install', name], project, world, [{ when, ...answer }]);
      expect(ended.code, ended.screen).toBe(code);
      expect(inProject(project)).toEqual(before);
      expect(runningIn(project.dir)).toEqual([]);
    },
  );
});

type Registry = 'dead' | 'slow';
interface RegistryRow {
  readonly stage: string;
  readonly registry: Registry;
  readonly name: string;
  readonly what: 'packument' | 'tarball' | 'endpoint';
  readonly code: number;
  readonly says: RegExp;
  readonly leaves: 'before' | 'after';
}

const registryRows: readonly RegistryRow[] = [
  {
    stage: 'plan',
    registry: 'dead',
    name: 'plan-dead',
    what: 'packument',
    code: 69,
    says: /Expected an answer from the registry/,
    leaves: 'before',
  },
  {
    stage: 'plan',
    registry: 'slow',
    name: 'plan-slow',
    what: 'packument',
    code: 0,
    says: /pass/,
    leaves: 'after',
  },
  {
    stage: 'evidence',
    registry: 'dead',
    name: 'look-dead',
    what: 'tarball',
    code: 22,
    says: /could not be done/,
    leaves: 'before',
  },
  {
    stage: 'evidence',
    registry: 'slow',
    name: 'look-slow',
    what: 'tarball',
    code: 0,
    says: /pass/,
    leaves: 'after',
  },
  {
    stage: 'npm fetching',
    registry: 'dead',
    name: 'fetched-dead',
    what: 'tarball',
    code: 1,
    says: /npm failed with exit code 1/,
    leaves: 'before',
  },
  {
    stage: 'npm fetching',
    registry: 'slow',
    name: 'fetched-slow',
    what: 'tarball',
    code: 0,
    says: /pass/,
    leaves: 'after',
  },
];

describe.concurrent('a registry', () => {
  it.each(registryRows)('that is $registry at the stage $stage leaves all as $leaves', async (row) => {
    await using project = tempProject(before);
    const { name, what, registry } = row;
    const published =
      row.stage === 'npm fetching'
        ? vettedBefore(name, project)
        : world.registry().publish({ name, version: '1.0.0' });
    const failure =
      registry === 'dead' ? ({ kind: 'refuse' } as const) : ({ kind: 'slow', latencyMs: 700 } as const);
    world.registry().fail({ package: name, what }, failure);
    const result = await runNpq(['install', name], project, world);
    expect(result.code, result.stderr).toBe(row.code);
    expect(result.stderr.replaceAll(/\s+/g, ' ')).toMatch(row.says);
    expect(inProject(project)).toEqual(row.leaves === 'before' ? before : installed(published));
  });

  it.each(['dead', 'slow'])('that is %s is not asked at the stage trust', async (registry) => {
    await using project = tempProject({ ...before, '.npmrc': 'git=./evil.sh\n' });
    const name = `trust-${registry}`;
    const result = await runNpq(['install', name], project, world, {
      ...(registry === 'dead' ? { env: { npm_config_registry: world.nowhere } } : {}),
    });
    expect(result.code).toBe(78);
    expect(asked(`/${name}`)).toBe(false);
    expect(inProject(project)).toEqual(before);
  });

  it.each(['dead', 'slow'] as const)(
    'that is %s when npm asks for its audit costs the audit alone',
    async (registry) => {
      await using other = await createWorld();
      other.allowMissing('npm');
      const published = other.registry().publish({ name: 'audited', version: '1.0.0' });
      const failure =
        registry === 'dead' ? ({ kind: 'refuse' } as const) : ({ kind: 'slow', latencyMs: 700 } as const);
      other.registry().fail({ what: 'endpoint' }, failure);
      await using project = tempProject(before);
      const result = await runNpq(['install', 'audited'], project, other);
      expect(result.code, result.stderr).toBe(0);
      expect(inProject(project)).toEqual(installed(published));
    },
  );
});

describe.skipIf(disk === undefined)('no space left (needs the right to mount)', () => {
  it('for what npq remembers: it installs and says so', async () => {
    disk?.fill();
    await using project = tempProject(before);
    const published = world.registry().publish({ name: 'full-state', version: '1.0.0' });
    const env = { NPQ_HOME: join(disk?.path ?? '', 'npq') };
    const { code, stderr } = await runNpq(['install', 'full-state'], project, world, { env });
    expect(code, stderr).toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(/receipt could not be written .*ENOSPC/);
    expect(inProject(project)).toEqual(installed(published));
  });

  it("for npm's cache: it says so before anything is installed", async () => {
    disk?.fill();
    await using project = tempProject(before);
    world.registry().publish({ name: 'full-cache', version: '1.0.0' });
    const env = { npm_config_cache: join(disk?.path ?? '', 'cache') };
    const { code, stderr } = await runNpq(['install', 'full-cache'], project, world, { env });
    expect(code, stderr).toBe(69);
    expect(stderr).toContain('ENOSPC');
    expect(inProject(project)).toEqual(before);
  });

  it.each([
    { kilobytes: 8, exitCode: 228, leaves: 'before' },
    { kilobytes: 24, exitCode: 228, leaves: 'before' },
    { kilobytes: 64, exitCode: 0, leaves: 'after' },
  ])('for the project, on a disk of $kilobytes kB: npm ends half way, and all is as $leaves', async (row) => {
    await using small = smallDisk(row.kilobytes);
    await using project = tempProject();
    const cwd = small?.path ?? '';
    for (const name of files) writeFileSync(join(cwd, name), before[name]);
    // npm copies it into the lockfile, which then needs more room than there is.
    const funding = { url: `http://funds.example/${'x'.repeat(9_000)}` };
    const name = `full-project-${row.kilobytes}`;
    const published = world.registry().publish({ name, version: '1.0.0', manifest: { funding } });
    const { code, stderr } = await runNpq(['install', name], project, world, { cwd });
    expect(code, stderr).toBe(row.exitCode);
    const text = (file: string) => readFileSync(join(cwd, file), 'utf8');
    const lock: unknown = JSON.parse(text('package-lock.json'));
    if (row.leaves === 'before') {
      expect(Object.fromEntries(files.map((file) => [file, text(file)]))).toEqual(before);
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain('package-lock.json half written');
    } else expect(lock).toMatchObject({ packages: { [`node_modules/${published.name}`]: { funding } } });
  });
});
