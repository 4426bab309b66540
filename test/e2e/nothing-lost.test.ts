import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpq, until } from './npq.ts';
import { smallDisk } from './small-disk.ts';
import {
  before,
  installed,
  pairIn,
  type Scene,
  type Stage,
  stages,
  type Trouble,
  troubles,
} from './stages.ts';
import { strike } from './strike.ts';

/**
 * Whatever stops npq at whatever stage, package.json and lockfile are byte for byte as before or as after a
 * whole install, never between: also where npq is killed and leaves an npm behind whose gate is gone. Where a
 * trouble stops nothing, npq goes through with it, and says what it could not do.
 */
interface Cell {
  /** Null: killed before it could say anything. */
  readonly code: number | null;
  readonly says: RegExp;
  readonly leaves: 'before' | 'after';
  /** The registry is not asked for the package any more: its trouble cannot be in the way. */
  readonly asksNobody?: true;
}

const ends = (code: number, says: RegExp, leaves: 'before' | 'after'): Cell => ({ code, says, leaves });
const interrupted = ends(130, /interrupted; nothing was installed/, 'before');
const killed = (leaves: 'before' | 'after'): Cell => ({ code: null, says: /^/, leaves });
const passes = ends(0, /installed: 1 package, each as it was checked/, 'after');
const unreached = ends(69, /Expected an answer from the registry/, 'before');
const keptNothing = ends(0, /each as it was checked .*receipt could not be written .*ENOSPC/, 'after');
const unasked = { ...passes, asksNobody: true } as const;

const table: Readonly<Record<Stage, Readonly<Record<Trouble, Cell>>>> = {
  request: {
    SIGINT: interrupted,
    SIGKILL: killed('before'),
    'no space left': keptNothing,
    'registry dead': unreached,
    'registry slow': passes,
  },
  trust: {
    SIGINT: interrupted,
    SIGKILL: killed('before'),
    'no space left': ends(
      0,
      /May it count\? Yes .*agreements\.json: ENOSPC.*each as it was checked/,
      'after',
    ),
    'registry dead': unreached,
    'registry slow': passes,
  },
  plan: {
    SIGINT: interrupted,
    SIGKILL: killed('before'),
    'no space left': ends(69, /ENOSPC/, 'before'),
    'registry dead': unreached,
    'registry slow': passes,
  },
  evidence: {
    SIGINT: interrupted,
    SIGKILL: killed('before'),
    'no space left': ends(22, /unknown: .*ENOSPC.* npm did not run: an essential check could not/, 'before'),
    'registry dead': ends(22, /unknown: .* npm did not run: an essential check could not/, 'before'),
    'registry slow': passes,
  },
  consent: {
    SIGINT: ends(130, /npm did not run: interrupted/, 'before'),
    SIGKILL: killed('before'),
    'no space left': keptNothing,
    'registry dead': unasked,
    'registry slow': unasked,
  },
  'npm fetching': {
    SIGINT: ends(130, /npm failed with exit code 130/, 'before'),
    SIGKILL: killed('before'),
    'no space left': ends(1, /npm failed with exit code 1 .*ENOSPC/, 'before'),
    'registry dead': ends(1, /npm failed with exit code 1/, 'before'),
    'registry slow': passes,
  },
  'npm writing': {
    // npm says so itself: process terminated.
    SIGINT: ends(1, /npm failed with exit code 1/, 'before'),
    SIGKILL: killed('after'),
    'no space left': ends(228, /package-lock\.json half written or alone; it is again as it was/, 'before'),
    'registry dead': unasked,
    'registry slow': unasked,
  },
  receipt: {
    SIGINT: ends(130, /interrupted after npm had run: .* the receipt may be missing/, 'after'),
    SIGKILL: killed('after'),
    'no space left': ends(0, /each as it was checked .*agreements\.json: ENOSPC/, 'after'),
    'registry dead': unasked,
    'registry slow': unasked,
  },
};

const cells = Object.entries(table).flatMap(([stage, row]) =>
  Object.entries(row).map(([trouble, cell]) => ({
    ...{ stage: stage as Stage, trouble: trouble as Trouble, cell },
    name: `${stage}-${trouble}`.toLowerCase().replaceAll(' ', '-'),
  })),
);

it('no cell is missing', () => {
  const all = stages.flatMap((stage) => troubles.map((trouble) => `${stage} × ${trouble}`));
  expect(cells.map(({ stage, trouble }) => `${stage} × ${trouble}`).sort()).toEqual(all.sort());
  expect(new Set(all).size).toBe(8 * 5);
  const silent = cells.filter(({ cell }) => cell.says.test(''));
  expect(silent.every(({ trouble }) => trouble === 'SIGKILL')).toBe(true);
});

let world: World;
let vetted: TempProject;
const probe = smallDisk(4);
const hasTerminal = existsSync('/usr/bin/script');

beforeAll(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  const fetched = cells.flatMap(({ stage, name }) => (stage === 'npm fetching' ? [name] : []));
  for (const name of fetched) world.registry().publish({ name, version: '1.0.0' });
  vetted = tempProject();
  const first = await runNpq(['install', ...fetched], vetted, world);
  expect(first.code, first.stderr).toBe(0);
});
afterAll(async () => {
  vetted.dispose();
  await probe?.[Symbol.asyncDispose]();
  await world.close();
});

/** What still runs in that folder: an npm that lost its npq. */
const runningIn = (folder: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      // It ended meanwhile.
      return false;
    }
  });

describe.concurrent('at the stage', () => {
  for (const { stage, trouble, cell, name } of cells) {
    const needsDisk = trouble === 'no space left';
    const needsTerminal = stage === 'trust' || stage === 'consent';
    const cannot = (needsDisk && probe === undefined) || (needsTerminal && !hasTerminal);
    const needs = cannot ? ' (needs the right to mount, or `script`)' : '';
    it.skipIf(cannot)(`${stage}, ${trouble}: all is as ${cell.leaves}${needs}`, async () => {
      await using project = tempProject(before);
      await using disk = needsDisk ? smallDisk(4096) : undefined;
      const scene: Scene = { name, project, world, disk, vettedHome: vetted.home };
      const { held, code, said, reached, met } = await strike(scene, stage, trouble);
      expect(reached, said).toBe(true);
      expect(code, said).toBe(cell.code);
      expect(said).toMatch(cell.says);
      // Nothing is claimed that is not so, also by one that was killed.
      expect(said).not.toMatch(cell.leaves === 'before' ? /each as it was checked/ : /nothing was installed/);
      if (trouble.startsWith('registry')) expect(met > 0).toBe(cell.asksNobody !== true);

      const folder = held.options?.cwd ?? project.dir;
      await until(() => runningIn(folder).length === 0, 'the npm that lost its npq');
      expect(pairIn(folder)).toEqual(cell.leaves === 'before' ? before : held.after);
    });
  }
});

it.each(['dead', 'slow'] as const)(
  'a registry that is %s when npm asks for its audit costs the audit alone',
  async (registry) => {
    await using other = await createWorld();
    other.allowMissing('npm');
    const published = other.registry().publish({ name: 'audited', version: '1.0.0' });
    const trouble =
      registry === 'dead' ? ({ kind: 'refuse' } as const) : ({ kind: 'slow', latencyMs: 700 } as const);
    const rule = other.registry().fail({ what: 'endpoint' }, trouble);
    await using project = tempProject(before);
    const { code, stderr } = await runNpq(['install', 'audited'], project, other);
    expect(code, stderr).toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('installed: 1 package, each as it was checked');
    expect(rule.hits).toBeGreaterThan(0);
    expect(pairIn(project.dir)).toEqual(installed(published));
  },
);
