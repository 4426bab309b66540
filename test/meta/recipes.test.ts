import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { load } from 'js-yaml';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { npqEnv } from '../e2e/npq.ts';
import { createGitRepo, type GitRepo } from '../world/git.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { projectRoot } from './sources.ts';

/**
 * The recipes of README.md, taken from its very text and run in a real repository: a branch that adds a package
 * nobody has anything against, and one that adds malware.
 */
const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');

function recipe(name: string): string {
  const found = new RegExp(`<!-- recipe: ${name} -->\\n\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\`\\n`).exec(
    readme,
  )?.[1];
  if (found === undefined) throw new Error(`README.md has no recipe "${name}"`);
  return found;
}

let world: World;
let origin: GitRepo;
let project: TempProject;
let bin: string;

beforeAll(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  world.osv.publish({ id: 'MAL-2026-7', name: 'basket', summary: 'Malicious code in basket (npm)' });
  origin = createGitRepo(await locked({ sprout: '1.x' }));
  for (const [branch, dependency] of [
    ['good', 'pebble'],
    ['bad', 'basket'],
  ] as const) {
    origin.checkout('main');
    origin.branch(branch);
    origin.commit(await locked({ sprout: '1.x', [dependency]: '*' }), `take ${dependency}`);
  }
  // A commit of later on the target, which is not the branch's doing.
  origin.checkout('main');
  origin.commit({ 'README.md': 'a shop' }, 'say what it is');
});

afterAll(async () => {
  origin.dispose();
  await world.close();
});

beforeEach(() => {
  project = tempProject();
  bin = join(project.home, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npq'), `#!/bin/sh\nexec node '${join(projectRoot, 'bin', 'npq.js')}' "$@"\n`);
  chmodSync(join(bin, 'npq'), 0o755);
});

afterEach(() => project.dispose());

/** package.json and the lockfile that npm writes for it. */
async function locked(dependencies: Readonly<Record<string, string>>) {
  await using draft = tempProject({ 'package.json': { name: 'shop', version: '1.0.0', dependencies } });
  const args = ['install', '--package-lock-only', '--no-audit'];
  const { code, stderr } = await draft.npm(args, { env: npqEnv(draft, world) });
  expect(code, stderr).toBe(0);
  return {
    'package.json': draft.read('package.json'),
    'package-lock.json': draft.read('package-lock.json'),
    '.gitignore': 'node_modules\n',
  };
}

type Vars = Readonly<Record<string, string>>;

function environment(vars: Vars): Record<string, string> {
  const own = npqEnv(project, world);
  const person = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@shop.example' };
  const committer = { GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@shop.example' };
  return { ...own, ...person, ...committer, ...vars, PATH: `${bin}:${own['PATH'] ?? process.env['PATH']}` };
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Not in one piece with this process, which is the registry that it asks. */
function run(
  command: string,
  args: readonly string[],
  vars: Vars = {},
  cwd = project.path('checkout'),
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: environment(vars), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

async function checkout(branch: string): Promise<void> {
  const { code, output } = await run(
    'git',
    ['clone', '--quiet', '-b', branch, origin.dir, 'checkout'],
    {},
    project.dir,
  );
  expect(code, output).toBe(0);
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Vars;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Vars;
  readonly jobs: Readonly<Record<string, { readonly permissions: Vars; readonly steps: readonly Step[] }>>;
}

describe('the workflow for GitHub', () => {
  const workflow = load(recipe('github')) as Workflow;
  const job = workflow.jobs['check'];
  const steps = job?.steps ?? [];

  /** As the runner would: a step after one that failed only where it says so. What it `uses` is stood in for. */
  async function runWorkflow(branch: string) {
    const codes: number[] = [];
    const uploaded: string[] = [];
    for (const step of steps) {
      const failed = codes.some((code) => code !== 0);
      if (failed && !step.if?.startsWith('always()')) continue;
      if (step.uses?.startsWith('actions/checkout@')) await checkout(branch);
      if (step.uses?.startsWith('github/codeql-action/upload-sarif@')) {
        uploaded.push(readFileSync(project.path('checkout', String(step.with?.['sarif_file'])), 'utf8'));
      }
      if (step.run === undefined || step.run.startsWith('npm install --global')) continue;
      const vars = Object.entries(step.env ?? {}).map(([key, value]) => [
        key,
        value.replace(/\$\{\{ github\.base_ref \}\}/, 'main'),
      ]);
      const { code, output } = await run('bash', ['-e', '-c', step.run], {
        ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: project.path('summary.md') },
        ...Object.fromEntries(vars),
      });
      codes.push(code ?? -1);
      if (code !== 0) expect(output).toContain('basket');
    }
    return { codes, uploaded };
  }

  it('may write nothing but results, and runs for pull requests without their secrets', () => {
    expect(Object.keys(workflow.on)).toEqual(['pull_request']);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(job?.permissions).toEqual({ contents: 'read', 'security-events': 'write' });
    const [fetching] = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(fetching?.with).toMatchObject({ 'persist-credentials': false, 'fetch-depth': 0 });
  });

  it('puts nothing that somebody chose into a command, and names versions of what it uses', () => {
    for (const { run: command, uses } of steps) {
      expect(command ?? '').not.toContain('{{');
      if (uses !== undefined) expect(uses).toMatch(/@v\d+$/);
    }
  });

  it('has npq before it has the pull request', () => {
    const at = (part: string) => steps.findIndex((step) => `${step.run}${step.uses}`.includes(part));
    expect(at('npm install --global npq-diligence')).toBeLessThan(at('actions/checkout@'));
    expect(at('npm install --global npq-diligence')).toBeGreaterThan(-1);
  });

  it('lets a good pull request through, and installs it', async () => {
    const { codes, uploaded } = await runWorkflow('good');
    expect(codes).toEqual([0, 0]);
    expect(JSON.parse(uploaded[0] ?? '').runs[0].results).toEqual([]);
    expect(project.read('summary.md')).toMatch(/^## npq: pass/);
    expect(project.exists('checkout/node_modules/pebble/package.json')).toBe(true);
  });

  it('stops a bad one, installs nothing, and shows why on its line', async () => {
    const { codes, uploaded } = await runWorkflow('bad');
    expect(codes).toEqual([20]);
    const [result] = JSON.parse(uploaded[0] ?? '').runs[0].results;
    expect(result).toMatchObject({ ruleId: 'known-malware', level: 'error' });
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    const line = project.read(join('checkout', artifactLocation.uri)).split('\n')[region.startLine - 1];
    expect(line).toContain('"basket"');
    expect(project.read('summary.md')).toMatch(/^## npq: block/);
    expect(project.exists('checkout/node_modules')).toBe(false);
  });
});

describe('the job for GitLab', () => {
  interface Job {
    readonly script: readonly string[];
    readonly variables: Readonly<Record<string, unknown>>;
    readonly artifacts: { readonly when: string; readonly paths: readonly string[] };
  }
  const job = (load(recipe('gitlab')) as Record<string, Job>)['npq'];

  it.each([
    ['good', 0],
    ['bad', 20],
  ])('ends for the %s merge request with %i, and keeps its reports', async (branch, expected) => {
    await checkout(branch);
    const { output: base } = await run('git', ['merge-base', 'origin/main', 'HEAD']);
    const vars = { CI: 'true', CI_MERGE_REQUEST_DIFF_BASE_SHA: base.trim() };
    const { code, output } = await run('bash', ['-e', '-c', (job?.script ?? []).join('\n')], vars);
    expect(code, output).toBe(expected);
    expect(job?.variables['GIT_DEPTH']).toBe(0);
    expect(job?.artifacts.when).toBe('always');
    for (const path of job?.artifacts.paths ?? []) expect(project.exists(join('checkout', path))).toBe(true);
    expect(project.readJson('checkout/npq-summary.json')).toMatchObject({ exitCode: expected });
    expect(existsSync(project.path('checkout', 'node_modules'))).toBe(expected === 0);
  });
});

describe('before a commit', () => {
  const commit = (...args: readonly string[]) => run('git', ['commit', '--quiet', '-m', 'a change', ...args]);

  async function change(branch: string): Promise<void> {
    await run('git', ['checkout', '--quiet', `origin/${branch}`, '--', 'package.json', 'package-lock.json']);
  }

  it('the hook stops malware, lets the rest pass, and asks nobody where no package is touched', async () => {
    await checkout('main');
    const hook = project.path('checkout', '.git', 'hooks', 'pre-commit');
    writeFileSync(hook, recipe('pre-commit'));
    chmodSync(hook, 0o755);
    const head = async () => (await run('git', ['rev-parse', 'HEAD'])).output;

    const before = await head();
    await change('bad');
    const stopped = await commit();
    expect(stopped.code, stopped.output).not.toBe(0);
    expect(stopped.output).toContain('known-malware');
    expect(await head()).toBe(before);

    await change('good');
    const passed = await commit();
    expect(passed.code, passed.output).toBe(0);
    expect(await head()).not.toBe(before);

    const asked = world.requests.length;
    project.write('checkout/README.md', 'another shop');
    await run('git', ['add', 'README.md']);
    expect((await commit()).code).toBe(0);
    expect(world.requests.length).toBe(asked);
  });

  it('lint-staged gets a command that takes no file names', async () => {
    await checkout('bad');
    project.write('lint-staged.config.mjs', recipe('lint-staged'));
    const { default: config } = await import(pathToFileURL(project.path('lint-staged.config.mjs')).href);
    const [[pattern, command] = [], ...others] = Object.entries<(files: string[]) => string>(config);
    expect(others).toEqual([]);
    expect(pattern).toBe('{package,package-lock,npm-shrinkwrap}.json');
    const [program = '', ...args] = command?.(['/shop/package.json']).split(' ') ?? [];
    const { code, output } = await run(program, args);
    expect(code, output).toBe(20);
  });
});
