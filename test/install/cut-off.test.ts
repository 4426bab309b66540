import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import { compareInstalled } from '../../src/install/compare.ts';
import { cutOffDifferences, takeAwayCutOff } from '../../src/install/cut-off.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { planWith, registryPackage } from './gated.ts';

/** npm says 0, while the disk was full for a while and files are cut off. */
const sha = (fill: number) => `sha512-${Buffer.alloc(64, fill).toString('base64')}`;
let project: TempProject;
let plan: Plan;
const lantern = registryPackage('lantern', '2.0.0', sha(1));
const wick = registryPackage('wick', '2.0.0', sha(2));

beforeEach(() => {
  project = tempProject({
    'node_modules/lantern/package.json': { name: 'lantern', version: '2.0.0' },
    'node_modules/wick/package.json': { name: 'wick', version: '2.0.0' },
  });
  plan = planWith(project.dir, [lantern, wick], 'https://registry.example/');
});
afterEach(() => project.dispose());

const full = (...folders: readonly string[]) => ({ why: 'ENOSPC: no space left on device', folders });
const takeAway = (...folders: readonly string[]) => takeAwayCutOff(nodeFiles, plan, [full(...folders)]);

describe('a package that npm could not write', () => {
  test('differs, however well npm ended and whatever it recorded', async () => {
    const entry = (integrity: string) => ({ version: '2.0.0', integrity });
    project.write('node_modules/.package-lock.json', {
      lockfileVersion: 3,
      packages: { 'node_modules/lantern': entry(sha(1)), 'node_modules/wick': entry(sha(2)) },
    });
    const config = { get: () => undefined, workspaces: [] };
    const vetted = [lantern, wick].map((one) => ({ package: one, integrity: one.integrity ?? '' }));
    const input = { files: nodeFiles, plan, config, vetted, contents: new Map() };
    const unwritten = [full(project.path('node_modules', 'wick'))];
    expect(await compareInstalled({ ...input, unwritten: [] })).toMatchObject({ differences: [] });
    expect(await compareInstalled({ ...input, unwritten })).toMatchObject({
      differences: ['npm could not write every file of node_modules/wick (ENOSPC: no space left on device).'],
    });
  });

  test('of which npm did not say where it is, is told all the same', () => {
    expect(cutOffDifferences(plan, [full()])).toEqual([
      'npm could not write every file of the tree (ENOSPC: no space left on device).',
    ]);
  });

  test('is taken away, and no other', async () => {
    expect(await takeAway(project.path('node_modules', 'wick'))).toEqual([
      'node_modules/wick: npm left it cut off; it is taken away, so that the next install brings it whole.',
    ]);
    expect(project.exists('node_modules/wick')).toBe(false);
    expect(project.exists('node_modules/lantern/package.json')).toBe(true);
  });

  test('is taken away also where its package.json is what was cut off', async () => {
    project.write('node_modules/wick/package.json', '');
    await takeAway(project.path('node_modules', 'wick'));
    expect(project.exists('node_modules/wick')).toBe(false);
  });

  test('stays where npm put the version back that was there before', async () => {
    project.write('node_modules/wick/package.json', { name: 'wick', version: '1.0.0' });
    expect(await takeAway(project.path('node_modules', 'wick'))).toEqual([]);
    expect(project.exists('node_modules/wick/package.json')).toBe(true);
  });
});

test.each(['', '/', '..', 'node_modules', 'node_modules/other', '/etc'])(
  'nothing is taken away at a place that was not planned: %s',
  async (place) => {
    project.write('node_modules/other/package.json', { name: 'other', version: '1.0.0' });
    expect(await takeAway(place.startsWith('/') ? place : project.path(place))).toEqual([]);
    expect(project.exists('node_modules/other/package.json')).toBe(true);
    expect(project.exists('package.json')).toBe(true);
  },
);
