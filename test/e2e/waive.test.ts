import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Waiver } from '../../src/model/waiver.ts';
import type { ReportV1 } from '../../src/report/json-types.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import type { NpqResult } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  project = tempProject();
  writeFileSync(
    join(project.home, '.gitconfig'),
    '[user]\n\tname = Ann Example\n\temail = ann@mail.example\n',
  );
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

function npq(...args: readonly string[]): Promise<NpqResult> {
  return runNpqHere(args, project, world);
}

const why = ['--reason', 'it only prints', '--until', '90d'] as const;

function waivers(): readonly Waiver[] {
  return project.readJson<{ readonly waivers: readonly Waiver[] }>('npq.json').waivers;
}

describe('npq waive writes down', () => {
  it('what is found today, who answers for it, and the bytes that it is for', async () => {
    const result = await npq('waive', 'hookline@2.0.0', 'install-script', ...why);
    expect(result.stdout).toMatch(
      /^npq: install-script \(up to medium\) is waived for hookline@2\.0\.0 until \d{4}-\d\d-\d\d, for the bytes that it has today: npq\.json:4\n$/,
    );
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(waivers()).toEqual([
      {
        ...{ package: 'hookline', versions: '2.0.0', check: 'install-script', reason: 'it only prints' },
        ...{ by: 'Ann Example <ann@mail.example>', expires: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
        ...{ severity: 'medium', integrity: expect.stringMatching(/^sha512-/) },
      },
    ]);
    expect(project.exists('npq.json.lock')).toBe(false);
  });

  it('a range of what is in the tree, without looking at what is not meant', async () => {
    project.write('package.json', {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { hookline: '^2.0.0', sprout: '*' } },
    });
    world.registry().fail({ what: 'tarball', package: 'tidy-logger' }, { kind: 'status', status: 503 });
    const result = await npq('waive', 'hookline@^2.0.0', 'install-script', ...why, '--by', 'Bo');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(waivers()).toMatchObject([{ versions: '^2.0.0', severity: 'medium', by: 'Bo' }]);
    expect(waivers()[0]).not.toHaveProperty('integrity');
    expect(world.requests.filter(({ path }) => /tidy-logger.*\.tgz$/.test(path))).toEqual([]);
  });

  it("a user's own, in the user's own file", async () => {
    const result = await npq('waive', 'hookline@2.0.0', 'install-script', ...why, '--file', 'user');
    expect(result.code).toBe(0);
    expect(project.exists('npq.json')).toBe(false);
    const own = JSON.parse(readFileSync(join(project.home, 'npq', 'npq.json'), 'utf8'));
    expect(own.waivers).toMatchObject([{ package: 'hookline' }]);
  });

  it('with --severity what is not there yet', async () => {
    const args = ['waive', 'hookline@2.0.0', 'fresh-release', ...why];
    const refused = await npq(...args);
    expect(refused).toMatchObject({ code: 64, stdout: '' });
    expect(refused.stderr).toMatch(/found that there is nothing to excuse\. Nothing was written\./);
    expect(project.exists('npq.json')).toBe(false);
    expect((await npq(...args, '--severity', 'low')).code).toBe(0);
    expect(waivers()).toMatchObject([{ check: 'fresh-release', severity: 'low' }]);
  });
});

describe('npq waive writes nothing', () => {
  const malware = () => {
    world.osv.publish({ id: 'MAL-2026-1042', name: 'hookline', summary: 'Malicious code in hookline' });
  };

  it('for a range of what only one tarball may be excused for, and names the command that would', async () => {
    malware();
    const refused = await npq('waive', 'hookline@*', 'known-malware', ...why);
    expect(refused).toMatchObject({ code: 64, stdout: '' });
    expect(refused.stderr.replace(/\s+/g, ' ')).toMatch(
      /npq waive hookline@2\.0\.0 known-malware --reason 'it only prints' --until \d{4}-\d\d-\d\d/,
    );
    expect(project.exists('npq.json')).toBe(false);
    expect((await npq('waive', 'hookline@2.0.0', 'known-malware', ...why)).code).toBe(0);
    expect(waivers()).toMatchObject([{ severity: 'critical', integrity: expect.stringMatching(/^sha512-/) }]);
  });

  it('where nobody answers for it', async () => {
    writeFileSync(join(project.home, '.gitconfig'), '');
    const refused = await npq('waive', 'hookline@2.0.0', 'install-script', ...why);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toMatch(/--by 'Ann/);
  });

  it('into a file that the project leads it to', async () => {
    const target = join(project.home, 'theirs.json');
    writeFileSync(target, '{}\n');
    symlinkSync(target, join(project.dir, 'npq.json'));
    const refused = await npq('waive', 'hookline@2.0.0', 'install-script', ...why);
    expect(refused).toMatchObject({ code: 78, stdout: '' });
    expect(readFileSync(target, 'utf8')).toBe('{}\n');
  });

  it('for what could not be found out', async () => {
    world.registry().fail({ what: 'tarball', package: 'hookline' }, { kind: 'status', status: 503 });
    const refused = await npq('waive', 'hookline@2.0.0', 'install-script', ...why);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toMatch(/could not be found out/);
    expect(existsSync(join(project.dir, 'npq.json'))).toBe(false);
  });
});

describe('what was waived', () => {
  const install = ['install', 'hookline'] as const;
  const document = async (...args: readonly string[]) =>
    JSON.parse((await npq(...args, '--json', '--non-interactive')).stdout) as ReportV1;

  it('passes with a note that says who answers for it, for as long as it is the same tarball', async () => {
    expect((await npq(...install)).code).toBe(21);
    expect((await npq('waive', 'hookline@2.0.0', 'install-script', ...why)).code).toBe(0);
    const passed = await npq(...install);
    expect(passed.code).toBe(0);
    expect(passed.stderr.replace(/\s+/g, ' ')).toMatch(
      /waived until \d{4}-\d\d-\d\d by Ann Example <ann@mail\.example>: it only prints/,
    );
    expect(passed.stderr).toMatch(/pass, with 1 note \(1 finding waived\)/);
    expect(project.exists('node_modules/hookline/index.js')).toBe(true);

    // What passed by a waiver is not vetted: it is looked at again, and told of again.
    const again = await document('install');
    expect(again).toMatchObject({
      ...{ verdict: 'pass', coverage: { vetted: 0 } },
      findings: [
        { check: 'install-script', action: 'note', waived: { package: 'hookline', without: 'ask' } },
      ],
      waivers: [{ state: 'used', file: project.path('npq.json'), line: 4 }],
    });

    rmSync(project.path('node_modules'), { recursive: true });
    rmSync(project.path('package-lock.json'));
    rmSync(join(project.home, 'cache'), { recursive: true });
    world.registry().publish({
      ...{ name: 'hookline', version: '2.0.0', files: { 'evil.js': 'steal()' } },
      manifest: { scripts: { postinstall: 'node evil.js' } },
    });
    const other = await npq('install');
    expect(other.code).toBe(21);
    expect(other.stderr.replace(/\s+/g, ' ')).toContain(
      'the waiver npq.json:4 (hookline@2.0.0, install-script) is not enough: the bytes of hookline@2.0.0 are not those that it is for',
    );
    expect(project.exists('node_modules/hookline')).toBe(false);
  });

  it('by the author counts at once, by somebody else once it was agreed to', async () => {
    await npq('waive', 'hookline@2.0.0', 'install-script', ...why);
    expect((await npq(...install)).code).toBe(0);
    const text = project.read('npq.json');
    project.write('npq.json', text.replace('it only prints', 'trust me'));
    const untrusted = await npq(...install);
    expect(untrusted.code).toBe(78);
    // It would write into what nobody has agreed to yet.
    expect((await npq('waive', 'hookline@*', 'fresh-release', ...why, '--severity', 'low')).code).toBe(78);
    expect((await npq('waive', '--list')).stdout).toMatch(/not agreed to/);
    expect((await npq(...install, '--trust', 'npq.json')).code).toBe(0);
  });

  it('comes to its end, and is told with the command that renews it', async () => {
    await npq('waive', 'hookline@2.0.0', 'install-script', ...why);
    const [waiver] = waivers();
    const until = waiver?.expires ?? '';
    project.write('npq.json', project.read('npq.json').replace(until, '2026-01-31'));
    const ended = await npq(...install, '--trust', 'npq.json');
    expect(ended.code).toBe(21);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain(
      "the waiver npq.json:4 (hookline@2.0.0, install-script) ended on 2026-01-31 → npq waive hookline@2.0.0 install-script --reason '…' --until 90d",
    );
    expect(await document(...install, '--trust', 'npq.json')).toMatchObject({
      waivers: [{ state: 'expired' }],
    });
  });

  it('is renewed in its place, listed, and taken away again', async () => {
    project.write('npq.json', '{\n\t"preset": "balanced"\n}\n');
    await npq('waive', 'hookline@2.0.0', 'install-script', ...why);
    const renewed = await npq(
      'waive',
      'hookline@2.0.0',
      'install-script',
      '--reason',
      'still',
      '--until',
      '9d',
    );
    expect(renewed.stdout).toMatch(/takes the place of the waiver .*: it only prints/);
    expect(waivers()).toMatchObject([{ reason: 'still' }]);
    expect((await npq('waive', '--list')).stdout).toMatch(
      /npq\.json:4 {2}hookline@2\.0\.0 {2}install-script, up to medium {2}counts until \S+ {2}Ann Example .*: still\n$/,
    );
    const removed = await npq('waive', '--remove', 'hookline@2.0.0', 'install-script');
    expect(removed.stdout).toBe('npq: install-script is not waived for hookline@2.0.0 any more: npq.json\n');
    expect(project.read('npq.json')).toBe('{\n\t"preset": "balanced"\n}\n');
    expect((await npq('waive', '--remove', 'hookline@2.0.0', 'install-script')).code).toBe(64);
    expect((await npq('waive', '--list')).stdout).toBe('npq: there are no waivers.\n');
  });

  it('is unused where there is no such finding in the whole project', async () => {
    await npq('waive', 'hookline@2.0.0', 'install-script', ...why);
    expect(await document('install')).toMatchObject({ waivers: [{ state: 'unused' }] });
    expect(await document('install', 'sprout')).toMatchObject({ waivers: [] });
  });

  it('is malware of one tarball, and of no other', async () => {
    world.osv.publish({ id: 'MAL-2026-1042', name: 'hookline', summary: 'Malicious code in hookline' });
    expect((await npq(...install)).code).toBe(20);
    await npq('waive', 'hookline@2.0.0', 'install-script', ...why);
    await npq('waive', 'hookline@2.0.0', 'known-malware', ...why);
    expect(await document(...install)).toMatchObject({
      ...{ verdict: 'pass', exitCode: 0 },
      findings: [{ check: 'known-malware', waived: { without: 'block' } }, { check: 'install-script' }],
    });
  });
});
