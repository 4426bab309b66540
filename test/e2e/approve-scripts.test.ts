import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../meta/sources.ts';
import { type Canary, canary } from '../world/canary.ts';
import { npmCli } from '../world/npm.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqInTerminal } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

/** Two packages with a script each: the user lets the drummer play, and not the fiddler. */
let world: World;
let project: TempProject;
let drummer: Canary;
let fiddler: Canary;
/** Of the project itself. */
let conductor: Canary;

const down = '\u001B[B';
const enter = '\r';
const choose = (line: number) => down.repeat(line) + enter;

function publish(name: string, version: string, bird: Canary): void {
  world.registry().publish({
    ...{ name, version, manifest: { scripts: { postinstall: 'node play.js' } } },
    files: { 'play.js': bird.source },
  });
}

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  [drummer, fiddler, conductor] = [canary(), canary(), canary()];
  publish('drummer', '1.0.0', drummer);
  publish('fiddler', '1.0.0', fiddler);
  project = tempProject({
    'package.json': {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { drummer: '1.0.0', fiddler: '1.0.0' } },
    },
  });
});

afterEach(async () => {
  for (const bird of [drummer, fiddler, conductor]) bird.dispose();
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const played = () => ({ drummer: drummer.runs(), fiddler: fiddler.runs() });
const allowScripts = () => project.readJson<{ allowScripts?: object }>('package.json').allowScripts;

const npms = [
  ['10', join(projectRoot, 'node_modules/npm-10/bin/npm-cli.js'), 'balanced', undefined],
  ['11', npmCli(), 'balanced', { 'drummer@1.0.0': true }],
  ['12', join(projectRoot, 'node_modules/npm-12/bin/npm-cli.js'), 'strict', { 'drummer@1.0.0': true }],
] as const;

describe.skipIf(!existsSync('/usr/bin/script')).each(npms)(
  'at the terminal, with npm %s',
  (major, npm, preset, written) => {
    const terminal = (typing: Parameters<typeof runNpqInTerminal>[3]) =>
      runNpqInTerminal(['install', '--preset', preset], project, world, typing, { npm, columns: 100 });

    it('one script is approved and runs, the other does not, and the approval is kept', async () => {
      const { code, screen } = await terminal([
        { when: 'What now?', keys: choose(2) },
        { when: 'What now?', keys: choose(1) },
      ]);
      expect({ code, ...played() }, screen).toEqual({ code: 0, drummer: 1, fiddler: 0 });
      expect(screen).toContain('Approve the script of drummer@1.0.0 alone');
      expect(screen).toContain('Install, but run no other scripts of dependencies');
      expect(screen).toContain('each as it was checked');
      expect(screen).toContain(
        major === '10'
          ? "kept in npq's own ledger"
          : 'allowScripts in package.json now approves drummer@1.0.0',
      );
      expect(allowScripts()).toEqual(written);
      const again = await runNpqHere(['install', '--preset', preset, '--json'], project, world, { npm });
      expect({ code: again.code, ...played() }, again.stderr).toEqual({ code: 21, drummer: 1, fiddler: 0 });
      const { findings } = JSON.parse(again.stdout) as {
        findings: readonly { subject: { package: string } }[];
      };
      expect(findings.map(({ subject }) => subject.package)).toEqual(['fiddler@1.0.0']);
    });

    it('both are approved one after the other, and nothing is asked any more', async () => {
      const { code, screen } = await terminal([
        { when: 'What now?', keys: choose(2) },
        { when: 'What now?', keys: choose(2) },
      ]);
      expect({ code, ...played() }, screen).toEqual({ code: 0, drummer: 1, fiddler: 1 });
      expect(Object.keys(allowScripts() ?? {})).toEqual(written ? ['drummer@1.0.0', 'fiddler@1.0.0'] : []);
    });

    it('none runs where that is chosen, but what the project itself has does', async () => {
      project.write('package.json', {
        ...{ name: 'a-project', version: '1.0.0', dependencies: { drummer: '1.0.0', fiddler: '1.0.0' } },
        scripts: { postinstall: conductor.script },
      });
      const { code, screen } = await terminal([
        { when: 'What now?', keys: choose(1) },
        { when: /What now\?|checked/, keys: choose(1) },
      ]);
      expect({ code, ...played(), conductor: conductor.runs() }, screen).toEqual({
        ...{ code: 0, drummer: 0, fiddler: 0, conductor: 1 },
      });
      expect(allowScripts()).toBeUndefined();
    });
  },
);

it.skipIf(!existsSync('/usr/bin/script'))('an approval outlives a script that fails', async () => {
  world.registry().publish({
    ...{ name: 'tuba', version: '1.0.0', manifest: { scripts: { postinstall: 'exit 3' } } },
  });
  project.write('package.json', { name: 'a-project', version: '1.0.0', dependencies: { tuba: '1.0.0' } });
  const { code, screen } = await runNpqInTerminal(['install'], project, world, [
    { when: 'What now?', keys: choose(2) },
  ]);
  expect(code, screen).toBe(3);
  expect(screen).toContain('allowScripts in package.json now approves tuba@1.0.0');
  expect(project.readJson('package.json')).toEqual({
    ...{ name: 'a-project', version: '1.0.0', dependencies: { tuba: '1.0.0' } },
    allowScripts: { 'tuba@1.0.0': true },
  });
});

describe('with npm 12', () => {
  const npm = npms[2][1];

  it('what it will not run is told and not asked about', async () => {
    const { code, stderr } = await runNpqHere(['install'], project, world, { npm });
    expect({ code, ...played() }, stderr).toEqual({ code: 0, drummer: 0, fiddler: 0 });
    expect(stderr).toContain('npm 12 will not run it');
  });

  it('what package.json approves by version runs, and is a note; what it does not name does not', async () => {
    const manifest = project.readJson<object>('package.json');
    project.write('package.json', { ...manifest, allowScripts: { 'drummer@1.0.0': true } });
    const { code, stderr } = await runNpqHere(['install'], project, world, { npm });
    expect({ code, ...played() }, stderr).toEqual({ code: 0, drummer: 1, fiddler: 0 });
    expect(stderr).toContain('allowScripts of package.json approves this version');
  });

  it('what package.json approves by name is asked about where the script is new', async () => {
    world.registry().publish({ name: 'singer', version: '1.0.0' });
    publish('singer', '1.0.1', drummer);
    project.write('package.json', { name: 'a-project', version: '1.0.0', allowScripts: { singer: true } });
    const { code, stderr } = await runNpqHere(['install', 'singer'], project, world, { npm });
    expect({ code, ...played() }, stderr).toEqual({ code: 21, drummer: 0, fiddler: 0 });
    expect(stderr).toContain('has an install script that 1.0.0 did not have');
  });
});

describe('a script that has long been the same', () => {
  it('is not asked about, until the file that it starts is another', async () => {
    for (const patch of [0, 1, 2, 3, 4, 5]) publish('bassist', `1.0.${patch}`, drummer);
    publish('bassist', '1.0.6', fiddler);
    project.write('package.json', { name: 'a-project', version: '1.0.0' });
    const calm = await runNpqHere(['install', 'bassist@1.0.5'], project, world);
    expect({ code: calm.code, ...played() }, calm.stderr).toEqual({ code: 0, drummer: 1, fiddler: 0 });
    const changed = await runNpqHere(['install', 'bassist@1.0.6'], project, world);
    expect({ code: changed.code, ...played() }, changed.stderr).toEqual({ code: 21, drummer: 1, fiddler: 0 });
    expect(changed.stderr).toContain('whose file play.js is not the one of 1.0.5');
  });
});
