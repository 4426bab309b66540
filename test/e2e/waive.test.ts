import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Waiver } from '../../src/model/waiver.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { type NpqResult, runNpq } from './npq.ts';

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
  return runNpq(args, project, world);
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
