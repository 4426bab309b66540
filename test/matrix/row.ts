import { setTimeout as sleep } from 'node:timers/promises';
import type { Severity } from '../../src/model/finding.ts';
import type { CheckResult } from '../../src/model/outcome.ts';
import { type TempFolder, tempFolder } from '../evidence/support.ts';
import type { Failure, FailureHandle } from '../world/failures.ts';
import { failureKinds } from '../world/service.ts';
import { createWorld, type World, type WorldOptions } from '../world/world.ts';

/** The ways in which every source goes wrong. */
export const troubles = [
  ...(['refuse', 'hang', 'reset', 'truncate', '500', '429', 'slow', 'huge', 'malformed', 'lie'] as const),
] as const;
export type Trouble = (typeof troubles)[number];

/** Makes it go wrong; a handle tells whether the trouble was met at all. */
type Wrong<S> = (scene: S) => FailureHandle | undefined | Promise<undefined>;
/** One trouble may have several forms, and each has to end well. */
export type Wrongs<S> = Readonly<Record<Trouble, readonly Wrong<S>[]>>;

export interface Ending {
  readonly result: CheckResult;
  /** False where nobody asked for what went wrong, so that the cell would show nothing. */
  readonly met: boolean;
}

/** One source and a check that stands on it. */
export interface Row {
  readonly source: string;
  readonly check: string;
  /** A service's trouble is never the package's fault; with a registry's documents and tarballs it may be. */
  readonly blameless: boolean;
  /** Where the truth is milder than what hides it has to be told. */
  readonly atLeast: Severity;
  /** How the check ends while nothing goes wrong: flagged, so that a clean cell is always a wrong one. */
  truth(): Promise<CheckResult>;
  readonly wrong: Readonly<Record<Trouble, readonly (() => Promise<Ending>)[]>>;
}

interface Definition<S extends AsyncDisposable> {
  readonly source: string;
  readonly check: string;
  readonly blameless?: boolean;
  readonly atLeast?: Severity;
  /** npm waits for a registry for as long as it is not silent, and so does npq: the truth comes late, but it comes. */
  readonly waits?: boolean;
  /** Another answer has to come before this source is asked at all, on a busy machine too. */
  readonly asksBefore?: boolean;
  open(): Promise<S>;
  /** Patience is for what will not come; the truth may take its time on a busy machine. */
  ends(scene: S, patienceMs: number): Promise<CheckResult>;
  readonly wrongs: Wrongs<S>;
}

const short = 1_000;
const longer = 3_000;
const long = 10_000;
/** All others end by themselves; a lie is an answer too, and has to arrive to be seen through. */
const endless: ReadonlySet<Trouble> = new Set(['hang', 'slow', 'huge']);

export function rowOf<S extends AsyncDisposable>(definition: Definition<S>): Row {
  const { source, check, open, ends, wrongs, waits = false, asksBefore = false } = definition;
  const { blameless = false, atLeast = 'info' } = definition;
  const run = async (trouble: Trouble, wrong: Wrong<S>): Promise<Ending> => {
    await using scene = await open();
    const handle = await wrong(scene);
    const result = await ends(
      scene,
      !endless.has(trouble) || (waits && trouble === 'slow') ? long : asksBefore ? longer : short,
    );
    return { result, met: handle === undefined || handle.hits > 0 };
  };
  const entries = troubles.map((trouble) => [
    trouble,
    wrongs[trouble].map((wrong) => () => run(trouble, wrong)),
  ]);
  return {
    ...{ source, check, blameless, atLeast, wrong: Object.fromEntries(entries) as Row['wrong'] },
    async truth() {
      await using scene = await open();
      return await ends(scene, long);
    },
  };
}

const named: Readonly<Record<Exclude<Trouble, 'lie'>, readonly string[]>> = {
  ...{ refuse: ['refuse'], hang: ['hang'], reset: ['reset'], truncate: ['truncate'] },
  ...{ '500': ['status 500'], '429': ['status 429'], slow: ['slow'], huge: ['huge'] },
  malformed: ['malformed', 'a portal page'],
};

export const lateButWhole: Failure = { kind: 'slow', latencyMs: 100, bytesPerSecond: 20_000 };

/** All troubles of what is asked over HTTP, the service's own lies beside them. */
export function overHttp<S>(
  fail: (scene: S, failure: Failure) => FailureHandle,
  lies: readonly Wrong<S>[],
  slow = failureOf('slow'),
): Wrongs<S> {
  const entries = Object.entries(named).map(([trouble, kinds]) => [
    trouble,
    kinds.map((kind) => (scene: S) => fail(scene, kind === 'slow' ? slow : failureOf(kind))),
  ]);
  return { ...(Object.fromEntries(entries) as Omit<Wrongs<S>, 'lie'>), lie: lies };
}

function failureOf(kind: string): Failure {
  const failure = failureKinds[kind];
  if (failure === undefined) throw new Error(`the world knows no failure ${kind}`);
  return failure;
}

export interface Scene extends AsyncDisposable {
  readonly world: World;
  readonly folder: TempFolder;
}

/** A world of its own for each cell: they go wrong side by side. */
export async function openScene(options: WorldOptions = {}): Promise<Scene> {
  const world = await createWorld({ ports: 0, sentinels: false, ...options });
  const folder = tempFolder();
  return {
    ...{ world, folder },
    async [Symbol.asyncDispose]() {
      await world.close();
      // npm's cache ends what it was writing only once its connection has.
      await sleep(50);
      await folder[Symbol.asyncDispose]();
    },
  };
}
