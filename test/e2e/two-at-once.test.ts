import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadLedger } from '../../src/evidence/ledger.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { loadAgreements } from '../../src/trust/agreements.ts';
import { clock } from '../evidence/support.ts';
import { tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpq } from './npq.ts';

/** Two npq in one project: npm has no lock for that, so one may fail, and then says so; nothing is ever half. */
let world: World;
beforeAll(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
});
afterAll(() => world.close());

interface Document {
  readonly dependencies?: Readonly<Record<string, string>>;
}

it.each([1, 2, 3])('two installs at the same time end well or say that they do not (%i)', async () => {
  await using project = tempProject();
  const both = ['sprout', 'tidy-logger'];
  const ended = await Promise.all(both.map((name) => runNpq(['install', name], project, world)));
  const state = join(project.home, 'npq', 'state');

  for (const { code, stderr } of ended) {
    const text = stderr.replaceAll(/\s+/g, ' ');
    if (code === 0) expect(text).toMatch(/installed: \d+ packages?, each as it was checked/);
    else expect(text, `exit code ${code}`).toMatch(/npm failed with exit code|differs: what npm installed/);
  }
  expect(ended.map(({ code }) => code)).toContain(0);

  const manifest = project.readJson<Document>('package.json');
  expect(project.readJson('package-lock.json')).toHaveProperty('packages');
  const asked = Object.keys(manifest.dependencies ?? {});
  expect(both.some((name) => asked.includes(name))).toBe(true);

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
