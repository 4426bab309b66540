import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmsAtHand } from '../cli/npms.ts';
import { tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { npqEnv, runNpq } from './npq.ts';
import { watchedNpm } from './watched-npm.ts';

/**
 * What npm itself has resolved as its configuration, in the very process that npq starts: the same as without
 * npq, key by key, but for the few that lead it to the gate.
 */
let world: World;
beforeAll(async () => {
  world = await createWorld({ packages: ['sprout', 'tidy-logger'] });
  world.allowMissing('npm');
  world.registry().publish({ name: 'lantern', version: '1.0.0' });
});
afterAll(() => world.close());

/** What the gate has to change, and may. */
const gateKeys = new Set(['registry', 'noproxy', 'replace-registry-host']);

type Settings = Readonly<Record<string, string>>;

const strict: Settings = {
  ...{ 'allow-git': 'none', 'allow-remote': 'none', 'allow-file': 'none', 'allow-directory': 'none' },
  ...{ 'min-release-age': '3', 'ignore-scripts': 'true', 'engine-strict': 'true', 'strict-ssl': 'true' },
  ...{ 'save-exact': 'true', 'package-lock': 'true', 'strict-peer-deps': 'true' },
  ...{ 'allow-scripts': 'lantern', 'strict-allow-scripts': 'true' },
};
const other: Settings = {
  ...{ before: '2026-10-01', 'allow-git': 'root', 'allow-remote': 'root', 'strict-ssl': 'false' },
  ...{ 'ignore-scripts': 'false', 'engine-strict': 'false', 'save-prefix': '~', 'package-lock': 'false' },
  ...{ 'save-dev': 'true', 'legacy-peer-deps': 'true', omit: 'optional', 'allow-scripts': 'lantern' },
};

const newInEleven = new Set([
  'min-release-age',
  'allow-remote',
  'allow-file',
  'allow-directory',
  'allow-scripts',
  'strict-allow-scripts',
  'allow-git',
]);
const known = (settings: Settings, major: number, layer: string) =>
  Object.entries(settings).filter(
    ([key]) =>
      // npm 10 knows none of them, and npm refuses this one from environment and command line of a project.
      !(major < 11 && newInEleven.has(key)) && !(['cli', 'env'].includes(layer) && key === 'allow-scripts'),
  );

const cases = [
  { layer: 'cli', name: 'strict', settings: strict },
  { layer: 'env', name: 'other', settings: other },
  { layer: 'user', name: 'other', settings: other },
  { layer: 'project', name: 'strict', settings: strict },
] as const;

async function effective(
  npmRoot: string,
  major: number,
  { layer, settings }: (typeof cases)[number],
  through: 'npq' | 'npm',
): Promise<Readonly<Record<string, unknown>>> {
  await using project = tempProject();
  const { cli, told } = watchedNpm(npmRoot, project);
  const pairs = known(settings, major, layer);
  const lines = pairs.map(([key, value]) => `${key}=${value}\n`).join('');
  if (layer === 'user') writeFileSync(join(project.home, 'userconfig.npmrc'), lines);
  if (layer === 'project') project.write('.npmrc', lines);
  const flags = layer === 'cli' ? pairs.map(([key, value]) => `--${key}=${value}`) : [];
  const env: Record<string, string> = {};
  if (layer === 'env') {
    for (const [key, value] of pairs) env[`npm_config_${key.replaceAll('-', '_')}`] = value;
  }
  const args = ['install', 'lantern', ...flags];
  const own = ['--preset=report-only', ...(layer === 'project' ? ['--trust=.npmrc'] : [])];
  const ended =
    through === 'npq'
      ? await runNpq([...own, ...args], project, world, { npm: cli, env })
      : await project.npm(args, { npm: cli, env: { ...npqEnv(project, world), ...env } });
  expect(ended.code, `${through}: ${ended.stderr}`).toBe(0);
  const { config, allowScripts } = told();
  return { ...config, 'what came of allow-scripts': allowScripts };
}

describe.concurrent.each(npmsAtHand())('npm $version under the gate', ({ root, major }) => {
  it.each(cases)('has what it has without npq: $name settings, layer $layer', async (row) => {
    const [gated, plain] = await Promise.all([
      effective(root, major, row, 'npq'),
      effective(root, major, row, 'npm'),
    ]);
    const differing = Object.keys({ ...plain, ...gated }).filter(
      (key) => JSON.stringify(gated[key]) !== JSON.stringify(plain[key]),
    );
    expect(differing.filter((key) => !gateKeys.has(key))).toEqual([]);
    // The settings did arrive: equal and both at their default would prove nothing.
    const [key = '', value] = row.name === 'strict' ? ['save-exact', true] : ['package-lock', false];
    expect([gated[key], plain[key]]).toEqual([value, value]);
  });
});
