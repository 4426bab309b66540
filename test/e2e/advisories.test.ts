import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqInTerminal } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

const down = '\u001B[B';
const enter = '\r';

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

const npq = (args: readonly string[], env: Record<string, string> = {}) =>
  runNpqHere(args, project, world, { env });
/** A line that the window has broken is one sentence all the same. */
const flat = (text: string) => text.replace(/\s+/g, ' ');
const installed = (name = 'sprout') => project.exists(`node_modules/${name}/package.json`);

function writeSettings(settings: object): void {
  mkdirSync(join(project.home, 'npq'), { recursive: true });
  writeFileSync(join(project.home, 'npq', 'npq.json'), JSON.stringify(settings));
}

describe('known malware', () => {
  it('is blocked, however deep in the tree it sits', async () => {
    world.osv.publish({ id: 'MAL-2026-1', name: 'pebble', summary: 'Malicious code in pebble (npm)' });
    const { code, stderr } = await npq(['install', 'sprout']);
    expect(code, stderr).toBe(20);
    expect(flat(stderr)).toContain('known malware (MAL-2026-1): Malicious code in pebble (npm)');
    expect(installed()).toBe(false);
  });

  it('is blocked also where the version passed before anybody knew', async () => {
    expect((await npq(['install', 'sprout'])).code).toBe(0);
    world.osv.publish({ id: 'MAL-2026-1', name: 'pebble' });
    const { code, stderr } = await npq(['install']);
    expect(code, stderr).toBe(20);
  });

  it('is ruled out where OSV knows of none: nothing is asked, nothing unknown', async () => {
    const { code, stderr } = await npq(['install', 'sprout']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('nothing flagged, nothing unknown');
    const asked = world.requests.filter(({ service }) => service === 'osv');
    expect(asked.map(({ method }) => method)).toEqual(['POST']);
  });

  it("counts from a file of one's own, without a network", async () => {
    const record = {
      ...{ id: 'OWN-1', summary: 'We do not want it', database_specific: { cwe_ids: ['CWE-506'] } },
      affected: [{ package: { ecosystem: 'npm', name: 'pebble' } }],
    };
    writeSettings({ advisoryFiles: ['ours.json'] });
    writeFileSync(join(project.home, 'npq', 'ours.json'), JSON.stringify([record]));
    const { code, stderr } = await npq(['install', 'sprout']);
    expect(code, stderr).toBe(20);
    expect(stderr).toContain('OWN-1');
  });

  it('is refused on the spot to a script that asks for it', async () => {
    world.registry().publish({ name: 'plain-thing', version: '1.0.0' });
    world.osv.publish({ id: 'MAL-2026-1', name: 'plain-thing' });
    project.write('package.json', {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { sprout: '*' } },
      scripts: { postinstall: 'npm install --no-save --prefix sub plain-thing || true' },
    });
    const { stderr } = await npq(['install', '--preset', 'ci']);
    expect(flat(stderr)).toContain('a script asked for plain-thing 1.0.0 and was refused');
    expect(flat(stderr)).toContain('known malware');
  });
});

describe('a known hole', () => {
  it('that is serious is asked about once, and again only when more is found', async () => {
    world.osv.publish({ id: 'GHSA-1', name: 'pebble', fixed: '9.0.0', severity: 'CRITICAL' });
    const first = await npq(['install', 'sprout']);
    expect(first.code, first.stderr).toBe(21);
    expect(flat(first.stderr)).toContain('A hole in pebble (GHSA-1), fixed in 9.0.0');

    const { code, screen } = await runNpqInTerminal(['install', 'sprout'], project, world, [
      { when: 'What now?', keys: `${down}${enter}` },
    ]);
    expect(code, screen).toBe(0);
    const again = await npq(['install']);
    expect(again.code, again.stderr).toBe(0);
    expect(flat(again.stderr)).toContain('note: pebble');

    world.osv.publish({ id: 'GHSA-2', name: 'pebble', severity: 'HIGH' });
    expect((await npq(['install'])).code).toBe(21);
  });

  it('that is not serious is told, and stops nothing', async () => {
    world.osv.publish({ id: 'GHSA-1', name: 'pebble', severity: 'MODERATE' });
    const { code, stderr } = await npq(['install', 'sprout']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('GHSA-1');
  });

  it('is told once where OSV and the registry have it under different ids', async () => {
    world.osv.publish({ id: 'GHSA-1', name: 'pebble', aliases: ['npm-77'], severity: 'HIGH' });
    world.registry().advise({ name: 'pebble', vulnerable: '*', id: 77 });
    const { stdout } = await npq(['install', 'sprout', '--json']);
    const { findings } = JSON.parse(stdout);
    expect(findings.map(({ data }: { data: { holes: unknown[] } }) => data.holes.length)).toEqual([1]);
  });
});

describe('where OSV cannot be asked', () => {
  const away = () => ({ NPQ_SERVICES: world.nowhere });

  it('the verdict is incomplete: one line says what was not checked, and what mends it', async () => {
    const { code, stderr } = await npq(['install', 'sprout'], away());
    expect(code, stderr).toBe(22);
    const lines = flat(stderr).match(/unknown: known-malware for .*? → npq db update/g);
    expect(lines).toHaveLength(1);
    expect(flat(stderr)).toContain('To install without it: npq install sprout --on-incomplete=warn');
    expect(installed()).toBe(false);
  });

  it('--on-incomplete=warn makes it 0, and says so in report and document', async () => {
    const args = ['install', 'sprout', '--on-incomplete=warn', '--json'];
    const { code, stderr, stdout } = await npq(args, away());
    expect(code, stderr).toBe(0);
    expect(installed()).toBe(true);
    const { verdict, exitCode, notes } = JSON.parse(stdout);
    expect({ verdict, exitCode }).toEqual({ verdict: 'incomplete', exitCode: 0 });
    expect(notes).toContain('What could not be found out stops nothing: --on-incomplete=warn.');
    expect(flat(stderr)).toContain('What could not be found out stops nothing: --on-incomplete=warn.');
  });

  it('--on-incomplete=warn decides nothing that a person has to decide', async () => {
    const { code } = await npq(['install', 'hookline', '--on-incomplete=warn'], away());
    expect(code).toBe(21);
  });

  it('is a note where the user said in npq.json that it cannot be had here', async () => {
    writeSettings({ acceptedAbsences: ['advisories'] });
    const { code, stderr } = await npq(['install', 'sprout'], away());
    expect(code, stderr).toBe(0);
    expect(flat(stderr)).toContain('unknown: known-malware for');
  });

  it.skipIf(!existsSync('/usr/bin/script'))('is asked about at the terminal, once if one likes', async () => {
    const ask = (args: readonly string[], keys: string) =>
      runNpqInTerminal(args, project, world, [{ when: 'What now?', keys }], { env: away() });
    const once = await ask(['install', 'sprout'], `${down}${enter}`);
    expect(once.code, once.screen).toBe(0);
    const next = await npq(['install'], away());
    expect(next.code, next.stderr).toBe(22);

    const forGood = await ask(['install'], `${down}${down}${enter}`);
    expect(forGood.code, forGood.screen).toBe(0);
    const after = await npq(['install'], away());
    expect(after.code, after.stderr).toBe(0);
    const kept = readFileSync(join(project.home, 'npq', 'state', 'absences.json'), 'utf8');
    expect(JSON.parse(kept).content).toMatchObject([{ absence: 'advisories' }]);
  });

  it('is told in any case where it has answered here before', async () => {
    writeSettings({ acceptedAbsences: ['advisories'] });
    await npq(['install', 'sprout']);
    world.osv.fail(/querybatch/, { kind: 'status', status: 500 });
    const { code, stderr } = await npq(['install']);
    expect(code, stderr).toBe(0);
    expect(flat(stderr)).toMatch(/OSV answered here on \d{4}-\d\d-\d\d and does not now/);
  });
});

it('tells OSV no name of a registry that nobody called public', async () => {
  const { code, stderr } = await npq(['install', 'sprout'], { NPQ_PUBLIC_REGISTRIES: '' });
  expect(code, stderr).toBe(22);
  expect(world.requests.filter(({ service }) => service === 'osv')).toEqual([]);
});
