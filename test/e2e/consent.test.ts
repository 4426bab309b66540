import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Waiver } from '../../src/model/waiver.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqInTerminal, type TypedKeys } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

const keys = {
  down: '\u001B[B',
  right: '\u001B[C',
  end: '\u001B[F',
  enter: '\r',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
};
const line = (at: number) => keys.down.repeat(at) + keys.enter;
const question = '? What now?';
const months = 30.44 * 24 * 3_600_000;

/** `vane` got an install script in its last version; what it had before is as quiet as ever. */
let world: World;
let project: TempProject;

const script = ['// reads the wind', ...Array.from({ length: 60 }, (_, at) => `const gust${at} = ${at};`)];

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  const { publish } = world.registry();
  const ago = (count: number) => new Date(Date.now() - count * months).toISOString();
  publish({ name: 'vane', version: '1.0.0', publishedAt: ago(20.5) });
  publish({ name: 'vane', version: '1.1.0', publishedAt: ago(8.5) });
  publish({ name: 'vane', version: '1.2.0-rc.1', publishedAt: ago(7), tags: ['next'] });
  publish({
    ...{ name: 'vane', version: '1.2.0', publishedAt: ago(2.5), files: { 'setup.js': script.join('\n') } },
    manifest: { scripts: { postinstall: 'node setup.js' } },
  });
  project = tempProject();
  writeFileSync(join(project.home, '.gitconfig'), '[user]\n\tname = Ann Example\n');
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

interface At {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

async function at(typing: readonly TypedKeys[], { args = ['install', 'vane'], ...options }: At = {}) {
  const { code, screen } = await runNpqInTerminal(args, project, world, typing, options);
  const plain = screen.replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '').replace(/\r/g, '');
  return { code, screen, plain, flat: plain.replace(/\s+/g, ' ') };
}

const versionOf = (name: string) =>
  project.exists(`node_modules/${name}/package.json`)
    ? project.readJson<{ version: string }>(`node_modules/${name}/package.json`).version
    : undefined;

describe.skipIf(!existsSync('/usr/bin/script'))('at the question', () => {
  it('the newest version that passes is offered, with its age and why, and installed', async () => {
    const { code, plain } = await at([{ when: question, keys: line(1) }]);
    expect(plain).toContain('Install vane 1.1.0, 8 months old: nothing was found');
    expect(code, plain).toBe(0);
    expect(versionOf('vane')).toBe('1.1.0');
    expect(project.readJson('package.json')).toMatchObject({ dependencies: { vane: '^1.1.0' } });
  });

  it('it is asked about again where what it depends on raises a question', async () => {
    world
      .registry()
      .publish({ name: 'kite', version: '1.0.0', manifest: { dependencies: { hookline: '*' } } });
    world.registry().publish({ name: 'kite', version: '1.1.0', deprecated: 'no more' });
    world.osv.publish({ id: 'GHSA-aaaa-bbbb-cccc', name: 'kite', introduced: '1.1.0', severity: 'CRITICAL' });
    const { code, plain, flat } = await at(
      [
        { when: question, keys: line(1) },
        { when: question, keys: keys.enter },
      ],
      { args: ['install', 'kite@1.1.0'] },
    );
    expect(flat).toContain('Install kite 1.0.0, ');
    expect(flat).toContain('hookline 2.0.0');
    expect(code, plain).toBe(23);
    expect(project.exists('node_modules')).toBe(false);
  });

  it('a version is offered in the place of one that is blocked, and blocked it stays', async () => {
    world.osv.publish({ id: 'MAL-2026-7', name: 'vane', introduced: '1.2.0', summary: 'Malicious code' });
    const declined = await at([{ when: question, keys: keys.enter }]);
    expect(declined.plain).not.toContain('Install it as it is');
    expect(declined.plain).not.toContain('Waive');
    expect(declined.code, declined.plain).toBe(20);
    expect(project.exists('node_modules')).toBe(false);
    const taken = await at([{ when: question, keys: line(1) }]);
    expect(taken.code, taken.plain).toBe(0);
    expect(versionOf('vane')).toBe('1.1.0');
  });

  it('none is offered that raises a question itself, is out of the range, or before a release', async () => {
    world.osv.publish({ id: 'GHSA-dddd-eeee-ffff', name: 'vane', introduced: '1.1.0', severity: 'CRITICAL' });
    const older = await at([{ when: question, keys: keys.enter }]);
    expect(older.plain).toContain('Install vane 1.0.0, 20 months old');
    const ranged = await at([{ when: question, keys: keys.enter }], { args: ['install', 'vane@^1.1.0'] });
    expect(ranged.plain).not.toMatch(/Install vane/);
    expect(ranged.code, ranged.plain).toBe(23);
  });

  it('a version that nothing is heard of keeps nobody waiting, and hides no other', async () => {
    world.registry().fail({ path: /vane-1\.0\.0\.tgz/ }, { kind: 'hang' });
    const began = Date.now();
    const { plain, code } = await at([{ when: question, keys: line(1) }], {
      args: ['install', 'vane@1.2.0'],
    });
    expect(plain).toContain('Install vane 1.1.0, 8 months old: nothing was found');
    expect(code, plain).toBe(0);
    expect(Date.now() - began).toBeLessThan(50_000);
  });

  it('the evidence can be read to its end, and decides nothing', async () => {
    const { code, plain } = await at([
      { when: question, keys: line(6) },
      { when: 'q back', keys: ' ' },
      { when: 'q back', keys: keys.end },
      { when: 'q back', keys: 'q' },
      { when: question, keys: keys.enter },
    ]);
    expect(plain).toContain('ask: vane 1.2.0');
    expect(plain).toContain('direct dependency, in node_modules/vane');
    expect(plain).toContain('│ // reads the wind');
    expect(plain).toContain('│ const gust59 = 59;');
    expect(code, plain).toBe(23);
    expect(project.exists('node_modules')).toBe(false);
  });

  it('a finding is waived with a reason, and no other run asks about it', async () => {
    const { code, plain, flat } = await at([
      { when: question, keys: line(5) },
      { when: 'Why may', keys: `it only reads the wind${keys.enter}` },
      { when: 'Until when?', keys: `30d${keys.enter}` },
    ]);
    expect(plain).toContain('Waive install-script of vane@1.2.0, with a reason');
    expect(flat).toContain('install-script (up to high) is waived for vane@1.2.0 until');
    expect(code, plain).toBe(0);
    const { waivers } = project.readJson<{ readonly waivers: readonly Waiver[] }>('npq.json');
    expect(waivers).toMatchObject([
      {
        ...{ package: 'vane', versions: '1.2.0', check: 'install-script', by: 'Ann Example' },
        ...{ reason: 'it only reads the wind', integrity: expect.stringMatching(/^sha512-/) },
      },
    ]);
    const again = await runNpqHere(['ci'], project, world);
    expect(again.code, again.stderr).toBe(0);
  });

  it("of what is installed for the whole account, in the user's own npq.json", async () => {
    const { code, plain } = await at(
      [
        { when: question, keys: line(5) },
        { when: 'Why may', keys: `it only reads the wind${keys.enter}` },
        { when: 'Until when?', keys: keys.enter },
      ],
      { args: ['install', '--global', '--prefix', project.path('global'), 'vane'] },
    );
    expect(plain).toContain('and keep that in your own');
    expect(code, plain).toBe(0);
    expect(project.exists('npq.json')).toBe(false);
    expect(readFileSync(join(project.home, 'npq', 'npq.json'), 'utf8')).toContain('it only reads the wind');
  });

  it('no waiver is written without a reason, nor when somebody leaves', async () => {
    const { code, plain } = await at([
      { when: question, keys: line(5) },
      { when: 'Why may', keys: keys.enter },
      { when: question, keys: line(5) },
      { when: 'Why may', keys: `…${keys.enter}` },
      { when: 'Expected a reason', keys: keys.ctrlD },
    ]);
    expect(code, plain).toBe(23);
    expect(project.exists('npq.json')).toBe(false);
    expect(project.exists('node_modules')).toBe(false);
  });

  it.each([
    ['Ctrl-C', keys.ctrlC, 130],
    ['Ctrl-D', keys.ctrlD, 23],
  ])('%s declines, at the question and while somebody reads', async (_name, key, expected) => {
    const { code, plain } = await at([{ when: question, keys: key }]);
    expect(code, plain).toBe(expected);
    const reading = await at([
      { when: question, keys: line(6) },
      { when: 'q back', keys: key },
    ]);
    expect(reading.code, reading.plain).toBe(expected);
    expect(project.exists('node_modules')).toBe(false);
  });

  it('nothing is wider than 40 columns, nothing is cut off, and it works as it does elsewhere', async () => {
    const { code, screen, plain, flat } = await at([{ when: question, keys: line(1) }], { columns: 40 });
    expect(flat).toContain('Install vane 1.1.0, 8 months old: nothing was found');
    expect(flat).toContain('Approve the script of vane@1.2.0 alone, and keep that in package.json');
    // A line that is drawn anew begins where the cursor was moved to.
    const asked = screen.slice(0, screen.indexOf('✔ What now?')).split(/\u001B\[[0-9;?]*[A-Za-z]|[\r\n]/);
    expect(asked.filter((text) => text.length > 40)).toEqual([]);
    expect(code, plain).toBe(0);
  });

  it('no colour is sent where none is wanted', async () => {
    const { screen } = await at([{ when: question, keys: keys.enter }], { env: { NO_COLOR: '1' } });
    // Only what moves the cursor; no "select graphic rendition".
    expect(screen).not.toMatch(/\u001B\[[0-9;]*m/);
  });
});

describe.skipIf(!existsSync('/usr/bin/script'))('where nothing is redrawn', () => {
  const prompt = 'Number (Enter is 1, Install nothing):';
  const env = { TERM: 'dumb' };

  it.each([
    ['a dumb terminal', env],
    ['a terminal that is read aloud', { ACCESSIBLE: '1' }],
  ])('at %s choices are numbered, and each line comes once', async (_name, vars) => {
    const { code, screen, plain } = await at([{ when: prompt, keys: '2\n' }], { env: vars });
    expect(plain).toContain('2. Install vane 1.1.0, 8 months old: nothing was found\n');
    const [, asked = ''] = screen.split('What now?');
    expect(asked.slice(0, asked.indexOf(prompt))).not.toContain('\u001B');
    expect(code, plain).toBe(0);
    expect(versionOf('vane')).toBe('1.1.0');
  });

  it('Enter, Ctrl-C and Ctrl-D install nothing, and nonsense is asked about again', async () => {
    const nonsense = await at(
      [
        { when: prompt, keys: '12\n' },
        { when: 'Type a number from 1 to 7.', keys: '\n' },
      ],
      { env },
    );
    expect(nonsense.code, nonsense.plain).toBe(23);
    expect((await at([{ when: prompt, keys: keys.ctrlC }], { env })).code).toBe(130);
    expect((await at([{ when: prompt, keys: keys.ctrlD }], { env })).code).toBe(23);
    expect(project.exists('node_modules')).toBe(false);
  });

  it('the evidence is printed once, as a whole, and a waiver is asked for line by line', async () => {
    const { code, plain } = await at(
      [
        { when: prompt, keys: '7\n' },
        { when: prompt, keys: '6\n' },
        { when: '(nothing goes back)', keys: 'it only reads the wind\n' },
        { when: '[90d]', keys: '\n' },
      ],
      { env },
    );
    expect(plain).toContain('│ const gust59 = 59;');
    expect(code, plain).toBe(0);
    expect(project.readJson('npq.json')).toMatchObject({ waivers: [{ reason: 'it only reads the wind' }] });
  });
});
