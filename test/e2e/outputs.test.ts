import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { type HereOptions, runNpqHere } from './npq-here.ts';

/** Reports in files: what stands in them, what is refused, and what becomes of the exit code. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  project = tempProject();
});

afterEach(async () => {
  project.dispose();
  await world.close();
});

const npq = (args: readonly string[], options: HereOptions = {}) => runNpqHere(args, project, world, options);
const every = ['human', 'json', 'sarif', 'markdown', 'github'].flatMap((one) => [
  '--report',
  `${one}=out/report.${one}`,
]);

describe('several reports at once', () => {
  it('are all written, and say the same as those on stdout', async () => {
    const args = ['install', 'hookline', '--json', ...every, '--summary-file', 'out/summary.json'];
    const { code, stdout, stderr } = await npq(args);
    expect(code, stderr).toBe(21);
    expect(project.read('out/report.json')).toBe(stdout);
    expect(project.read('out/report.human')).toContain('ask: hookline');
    expect(project.read('out/report.human')).toContain('npm did not run');
    expect(project.read('out/report.markdown')).toMatch(/^## npq: ask/);
    expect(project.read('out/report.github')).toMatch(/^::error title=npq::ask/);
    const [run] = project.readJson<{ runs: { invocations: { exitCode: number }[] }[] }>(
      'out/report.sarif',
    ).runs;
    expect(run?.invocations[0]?.exitCode).toBe(21);
    const summary = project.read('out/summary.json');
    expect(summary.split('\n')).toHaveLength(2);
    expect(JSON.parse(summary)).toMatchObject({
      ...{ schemaVersion: 1, exitCode: 21, verdict: 'ask', error: null, npmExitCode: null },
      counts: { packages: 1, ask: 1, block: 0 },
    });
  });

  it('tell what npm did, where it ran, and leave npm no stdout that one of them has', async () => {
    const args = ['install', 'sprout', '--report', 'markdown', '--summary-file=summary.json'];
    const { code, stdout, stderr } = await npq(args);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^## npq: pass/);
    expect(stdout).toContain('installed: 3 packages');
    expect(stdout).not.toContain('added 3 packages');
    expect(stderr).toContain('added 3 packages');
    const summary = project.readJson('summary.json');
    expect(summary).toMatchObject({ exitCode: 0, verdict: 'pass', npmExitCode: 0, matches: true });
    expect(readFileSync(String(summary['receiptPath']), 'utf8')).toContain('sprout');
  });

  it('tell an error in every form, over what the run before has left there', async () => {
    const args = ['check', 'sprout', ...every, '--summary-file=out/summary.json'];
    await npq(args);
    expect(project.read('out/report.markdown')).toMatch(/^## npq: pass/);
    const { code } = await npq([...args, `--registry=${world.nowhere}`]);
    expect(code).toBe(69);
    expect(project.read('out/report.markdown')).toMatch(/^## npq: error \(exit code 69\)/);
    expect(project.read('out/report.human')).toMatch(/^npq: /);
    expect(project.read('out/report.github')).toMatch(/^::error title=npq%2C exit code 69::/);
    expect(project.readJson('out/report.json')).toMatchObject({ exitCode: 69, error: {} });
    const [run] = project.readJson<{ runs: { invocations: object[]; results: object[] }[] }>(
      'out/report.sarif',
    ).runs;
    expect(run).toMatchObject({ results: [], invocations: [{ executionSuccessful: false, exitCode: 69 }] });
    expect(project.readJson('out/summary.json')).toMatchObject({ exitCode: 69, verdict: null });
  });
});

describe('a file that a report may not be written to', () => {
  it.each(['package.json', 'Package-Lock.json', 'sub/npq.json', '.npmrc'])(
    '%s: npm or npq would read it',
    async (file) => {
      const before = project.read('package.json');
      const { code, stderr } = await npq(['check', 'sprout', `--report=json=${file}`]);
      expect(code, stderr).toBe(64);
      expect(stderr).toContain('which npm or npq would read');
      expect(project.read('package.json')).toBe(before);
    },
  );

  it('is a link, and so is one behind a link: a pull request may bring both', async () => {
    const victim = join(project.home, 'authorized_keys');
    writeFileSync(victim, 'a key\n');
    symlinkSync(victim, project.path('npq.sarif'));
    symlinkSync(project.home, project.path('reports'));
    for (const file of ['npq.sarif', 'reports/npq.sarif']) {
      const { code, stderr } = await npq(['check', 'sprout', `--report=sarif=${file}`]);
      expect(code, stderr).toBe(64);
      expect(stderr).toContain('link');
    }
    expect(readFileSync(victim, 'utf8')).toBe('a key\n');
    expect(lstatSync(project.path('npq.sarif')).isSymbolicLink()).toBe(true);
  });

  it('is no plain file, or named twice', async () => {
    mkdirSync(project.path('folder'));
    for (const files of [['json=folder'], ['json=/dev/null'], ['json=a', 'sarif=./a']]) {
      const { code, stderr } = await npq(['check', 'sprout', ...files.map((one) => `--report=${one}`)]);
      expect(code, stderr).toBe(64);
    }
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('is left alone by the report of the very error', async () => {
    symlinkSync(project.path('elsewhere'), project.path('npq.md'));
    const { code } = await npq(['check', 'sprout', '--report=markdown=npq.md', '--report=json=npq.out']);
    expect(code).toBe(64);
    expect(project.exists('elsewhere')).toBe(false);
    expect(project.readJson('npq.out')).toMatchObject({ exitCode: 64, error: { code: 'usage' } });
  });
});

describe('a file that cannot be written', () => {
  const unwritable = [
    '--report=json=/proc/report.json',
    '--report=markdown=npq.md',
    '--summary-file=summary.json',
  ];

  it('takes the success away, is named, and every other report says so', async () => {
    const { code, stderr } = await npq(['check', 'sprout', ...unwritable]);
    expect(code, stderr).toBe(69);
    expect(stderr).toContain('Expected to write a report to "/proc/report.json"');
    expect(stderr).toContain('pass');
    expect(project.read('npq.md')).toMatch(/^## npq: pass/);
    expect(project.readJson('summary.json')).toMatchObject({ exitCode: 69, verdict: 'pass' });
  });

  it('hides no other verdict', async () => {
    const { code, stderr } = await npq(['check', 'hookline', ...unwritable]);
    expect(code, stderr).toBe(21);
    expect(stderr).toContain('Expected to write a report to "/proc/report.json"');
    expect(project.readJson('summary.json')).toMatchObject({ exitCode: 21, verdict: 'ask' });
  });
});

it('leaves a file its mode: the runner of a CI has made its summary’s', async () => {
  writeFileSync(project.path('summary.md'), '');
  chmodSync(project.path('summary.md'), 0o664);
  await npq(['check', 'sprout', '--report=markdown=summary.md']);
  expect(statSync(project.path('summary.md')).mode & 0o777).toBe(0o664);
  expect(project.read('summary.md')).toMatch(/^## npq: pass/);
});
