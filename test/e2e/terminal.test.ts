import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqInTerminal } from './npq.ts';

const down = '\u001B[B';
const enter = '\r';

/** A real pseudo-terminal: what a person sees and types. */
describe.skipIf(!existsSync('/usr/bin/script'))('at the terminal', () => {
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

  it('aborts by default', async () => {
    const { code, screen } = await runNpqInTerminal(['install', 'hookline'], project, world, [
      { when: 'What now?', keys: enter },
    ]);
    expect(code, screen).toBe(23);
    expect(screen).toContain('node install.js');
    expect(project.exists('node_modules')).toBe(false);
  });

  it('installs without the scripts of dependencies', async () => {
    const { code, screen } = await runNpqInTerminal(['install', 'hookline'], project, world, [
      { when: 'What now?', keys: `${down}${enter}` },
    ]);
    expect(code, screen).toBe(0);
    expect(project.exists('node_modules/hookline/package.json')).toBe(true);
    expect(screen).toContain('will not run');
  });

  it('installs it as it is', async () => {
    const { code, screen } = await runNpqInTerminal(['install', 'hookline'], project, world, [
      { when: 'What now?', keys: `${down}${down}${down}${enter}` },
    ]);
    expect(code, screen).toBe(0);
    expect(project.exists('node_modules/hookline/package.json')).toBe(true);
  });

  it('shows no line over the width', async () => {
    const { screen } = await runNpqInTerminal(
      ['install', 'hookline', '--preset', 'report-only'],
      project,
      world,
      [],
      { columns: 60 },
    );
    const lines = screen.replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '').split(/\r?\n|\r/);
    const report = lines.slice(0, lines.findIndex((line) => line.includes('pass')) + 1);
    expect(report.length).toBeGreaterThan(5);
    expect(report.filter((line) => line.length > 60)).toEqual([]);
  });
});
