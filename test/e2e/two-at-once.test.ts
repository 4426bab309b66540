import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadLedger } from '../../src/evidence/ledger.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { loadAgreements } from '../../src/trust/agreements.ts';
import { clock } from '../evidence/support.ts';
import { projectRoot } from '../meta/sources.ts';
import { tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpq } from './npq.ts';

/**
 * Two npq in one project: npm has no lock for that and writes in place, so that two at once leave a mixture. npq
 * waits for its turn, and looks again where the project is no longer the one that it looked at.
 */
let world: World;
beforeAll(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
});
afterAll(() => world.close());

interface Document {
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, Document & { readonly integrity?: string }>>;
}

it.each([1, 2, 3])('two installs at the same time both end well, one after the other (%i)', async () => {
  await using project = tempProject();
  const both = ['sprout', 'tidy-logger'];
  const ended = await Promise.all(both.map((name) => runNpq(['install', name], project, world)));
  const state = join(project.home, 'npq', 'state');

  for (const { code, stderr } of ended) {
    expect(code, stderr).toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(/installed: \d+ packages?, each as it was checked/);
  }
  const { packages } = project.readJson<Lockfile>('package-lock.json');
  for (const { dependencies } of [project.readJson<Document>('package.json'), packages[''] ?? {}]) {
    expect(Object.keys(dependencies ?? {})).toEqual(both);
  }
  for (const name of both) {
    expect(packages[`node_modules/${name}`]?.integrity).toMatch(/^sha512-/);
    expect(project.exists(`node_modules/${name}/package.json`)).toBe(true);
  }

  const host = { files: nodeFiles, clock };
  const [ledger, agreements] = await Promise.all([
    loadLedger(host, { state }),
    loadAgreements(host, { state }),
  ]);
  expect([ledger.corruptLines, ...ledger.notes, ...agreements.notes]).toEqual([0]);
  for (const name of readdirSync(join(state, 'receipts'))) {
    expect(JSON.parse((await nodeFiles.readText(join(state, 'receipts', name))) ?? '')).toHaveProperty(
      'receipt',
      1,
    );
  }
  expect(readdirSync(state).filter((name) => /\.(lock|tmp)/.test(name))).toEqual([]);
});

it('a script that calls npq in its own project waits for nobody', async () => {
  await using project = tempProject();
  const npq = `'${process.execPath}' '${join(projectRoot, 'bin', 'npq.js')}'`;
  const manifest = {
    name: 'a-project',
    version: '1.0.0',
    scripts: { postinstall: `${npq} install --no-save sprout` },
  };
  project.write('package.json', manifest);
  const { code, stderr } = await runNpq(['install', '--preset', 'report-only'], project, world);
  expect(stderr).not.toContain('waiting for it');
  expect(stderr).toContain('installed: 3 packages, each as it was checked');
  // For the npq around it these are packages that nobody planned.
  expect(code, stderr).toBe(24);
});
