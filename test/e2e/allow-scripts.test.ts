import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npqEnv } from './npq.ts';
import { everyNpm, openScene, type Scene } from './unvetted.ts';
import { type Told, watchedNpm } from './watched-npm.ts';

/**
 * npm's own say about install scripts: package.json's `allowScripts`, and `allow-scripts` in every layer. Under
 * the gate it comes to the same as without npq, and the same scripts run, or npm refuses as it does alone.
 */

interface Row {
  readonly layer: string;
  /** What the layer says. */
  readonly manifest?: object;
  readonly projectRc?: string;
  readonly userRc?: string;
  readonly globalRc?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Whose scripts run with this npm; `refused` where it installs nothing. */
  readonly ran: Readonly<Partial<Record<'10' | '11' | '12', readonly string[] | 'refused'>>>;
}

const allowed = 'allow-scripts=lantern\n';
const both = ['beacon', 'lantern'];
const one = ['lantern'];
/** npm 11 runs what nothing denies, and `allow-scripts` denies nothing. */
const allowing = { '11': both, '12': one };
/** For a project, npm takes it from files only. */
const inProject = { '11': 'refused', '12': 'refused' } as const;
const env = { npm_config_allow_scripts: 'lantern' };

const rows: readonly Row[] = [
  { layer: 'no layer', ran: { '10': both, '11': both, '12': [] } },
  {
    layer: 'package.json',
    manifest: { allowScripts: { lantern: true, beacon: false } },
    ran: { '11': one, '12': one },
  },
  { layer: "the project's .npmrc, once trusted", projectRc: allowed, ran: allowing },
  { layer: "the user's file", userRc: allowed, ran: allowing },
  { layer: 'the global file', globalRc: allowed, ran: allowing },
  {
    layer: "package.json, which beats the user's file",
    manifest: { allowScripts: { lantern: false } },
    userRc: allowed,
    ran: { '11': ['beacon'], '12': [] },
  },
  { layer: 'the environment', env, ran: inProject },
  { layer: 'the command line', args: ['--allow-scripts=lantern'], ran: inProject },
  { layer: 'the environment, with --global', env, args: ['--global'], ran: allowing },
  { layer: 'the command line, with --global', args: ['--global', '--allow-scripts=lantern'], ran: allowing },
  // npm 10 knows no such word: none of the layers can say anything that another one hides.
  {
    layer: 'all layers at once',
    ...{ manifest: { allowScripts: { lantern: false, beacon: false } }, projectRc: allowed },
    ...{ userRc: allowed, globalRc: allowed, env, args: ['--allow-scripts=lantern'] },
    ran: { '10': both },
  },
  {
    layer: 'all layers of a global install at once',
    ...{ userRc: allowed, globalRc: allowed, env, args: ['--global', '--allow-scripts=lantern'] },
    ran: { '10': both },
  },
];

const rowsOf = (major: string) =>
  rows.flatMap((row) => {
    const ran = row.ran[major as keyof Row['ran']];
    return ran === undefined ? [] : [[row.layer, row, ran] as const];
  });

interface Came extends Pick<Told, 'allowScripts'> {
  readonly ran: readonly string[];
  readonly installed: boolean;
}

describe.each(everyNpm)(
  '%s runs the scripts that it would run without npq, with allow-scripts in',
  (_name, { root, major }) => {
    it.each(rowsOf(`${major}`))('%s', async (_layer, row, ran) => {
      await using scene = await openScene({ 'package.json': { name: 'root', ...row.manifest } });
      const { project, world, proxy } = scene;
      const script = (name: string) => `echo > "$INIT_CWD/ran-${name}"`;
      for (const name of both) {
        scene.publish(name, '1.0.0', { manifest: { scripts: { postinstall: script(name) } } });
      }
      if (row.projectRc) project.write('.npmrc', row.projectRc);
      writeFileSync(join(project.home, 'userconfig.npmrc'), row.userRc ?? '');
      writeFileSync(join(project.home, 'globalconfig.npmrc'), row.globalRc ?? '');
      const npm = watchedNpm(root, project);
      const args = ['install', ...both, ...(row.args ?? [])];
      const own = ['--preset=report-only', ...(row.projectRc ? ['--trust=.npmrc'] : [])];

      const gated = await scene.run([...own, ...args], { npm, ...(row.env ? { env: row.env } : {}) });
      const under = take(scene, npm.told());
      const plain = await project.npm(args, { npm: npm.cli, env: { ...npqEnv(project, world), ...row.env } });
      const alone = take(scene, npm.told());

      expect(under, gated.screen).toEqual(alone);
      expect(gated.code, gated.screen).toBe(plain.code);
      expect(alone.installed ? alone.ran : 'refused', plain.stderr).toEqual(ran);
      expect(proxy.refused).toEqual([]);
    });
  },
);

/** What a run came to; and the project as it was before it. */
function take({ project }: Scene, { allowScripts }: Told): Came {
  const installed = [project.path('node_modules'), join(project.home, 'prefix', 'lib', 'node_modules')];
  const marks = both.filter((name) => project.exists(`ran-${name}`));
  const came = {
    allowScripts,
    ran: marks,
    installed: installed.some((place) => existsSync(join(place, 'lantern'))),
  };
  for (const place of [...installed, ...marks.map((name) => project.path(`ran-${name}`))]) {
    rmSync(place, { recursive: true, force: true });
  }
  return came;
}
