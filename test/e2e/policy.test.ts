import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqInTerminal } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  project = tempProject({ 'npq.json': { preset: 'report-only' } });
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

interface PolicyDocument {
  readonly schemaVersion: 1;
  readonly policy: {
    readonly preset: {
      readonly value: string;
      readonly at: { readonly origin: string; readonly line?: number };
    };
    readonly project: { readonly notes: readonly { readonly key: string; readonly counts: boolean }[] };
  };
}

async function policy(): Promise<PolicyDocument['policy']> {
  const { code, stdout, stderr } = await runNpqHere(['policy', '--json'], project, world);
  expect([code, stderr]).toEqual([0, '']);
  return (JSON.parse(stdout) as PolicyDocument).policy;
}

describe("a project's milder npq.json", () => {
  it('ends a run where nobody can be asked, before anything was asked of the registry', async () => {
    const { code, stderr } = await runNpqHere(['install', 'hookline'], project, world);
    expect([code, stderr]).toEqual([78, expect.stringContaining('preset: report-only (line 2)')]);
    expect(world.requests).toEqual([]);
    expect(project.exists('node_modules')).toBe(false);
  });

  it('is told as a document with --json', async () => {
    const { code, stdout } = await runNpqHere(['install', 'hookline', '--json'], project, world);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      78,
      { error: { code: 'config-untrusted' }, exitCode: 78 },
    ]);
  });

  it('is shown by npq policy as what does not count', async () => {
    const { preset, project: theirs } = await policy();
    expect([preset.value, preset.at.origin]).toEqual(['balanced', 'default']);
    expect(theirs.notes).toMatchObject([{ key: 'preset', counts: false }]);
  });

  it.skipIf(!existsSync('/usr/bin/script'))('counts after npq trust', async () => {
    expect((await runNpqHere(['trust'], project, world)).code).toBe(78);
    const { code, screen } = await runNpqInTerminal(['trust'], project, world, [
      { when: 'May it count?', keys: 'y\r' },
    ]);
    expect(code, screen).toBe(0);
    expect(screen).toContain('makes npq milder');
    expect((await policy()).preset).toMatchObject({
      value: 'report-only',
      at: { origin: 'project', line: 2 },
    });
    const installed = await runNpqHere(['install', 'hookline'], project, world);
    expect(installed.code, installed.stderr).toBe(0);
  });
});

it('what was vetted under a milder policy is looked at again under a stricter one', async () => {
  const milder = await runNpqHere(['install', 'hookline', '--trust', 'npq.json'], project, world);
  expect(milder.code, milder.stderr).toBe(0);
  project.write('npq.json', { rules: { 'install-script': 'block' } });
  const stricter = await runNpqHere(['install', 'hookline'], project, world);
  expect([stricter.code, stricter.stderr]).toEqual([20, expect.stringContaining('block: hookline')]);
});
