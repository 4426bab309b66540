import type { Failure, FailureHandle } from '../world/world.ts';
import { runNpq, runNpqInTerminal, until } from './npq.ts';
import { type Held, holds, type Scene, type Stage, type Trouble } from './stages.ts';

export interface Struck {
  readonly held: Held;
  readonly code: number | null;
  /** What stderr or the terminal had to say, in one line. */
  readonly said: string;
  /** The trouble began while npq was at this stage. */
  readonly reached: boolean;
  /** How many requests met the trouble, where it is the registry's. */
  readonly met: number;
}

const dead: Failure = { kind: 'refuse' };
const slow: Failure = { kind: 'slow', latencyMs: 1000 };

/** Of the answer that holds npq: a signal meets it while it waits, and a disk has time to become full. */
const heldBack: Readonly<Record<Trouble, Failure>> = {
  ...{ SIGINT: { kind: 'hang' }, SIGKILL: { kind: 'hang' }, 'no space left': slow },
  ...{ 'registry dead': dead, 'registry slow': slow },
};

type Began = { reached: boolean; rule: FailureHandle | undefined };

/** Runs npq up to this stage, lets the trouble begin there, and lets npq go on if it still can. */
export async function strike(scene: Scene, stage: Stage, trouble: Trouble): Promise<Struck> {
  const held = holds[stage](scene);
  const began: Began = { reached: false, rule: undefined };
  const ended =
    held.by === 'question'
      ? await atQuestion(scene, trouble, held, began)
      : await atWork(scene, stage, trouble, held, began);
  const said = ended.text.replaceAll(/\u001B\[[0-9;?]*[A-Za-z]/g, '').replaceAll(/\s+/g, ' ');
  return { held, code: ended.code, said, reached: began.reached, met: began.rule?.hits ?? 0 };
}

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

function begin({ disk, world, name }: Scene, trouble: Trouble, began: Began): void {
  began.reached = true;
  if (trouble === 'no space left') disk?.fill();
  if (trouble === 'registry dead') began.rule = world.registry().fail(name, dead);
  if (trouble === 'registry slow') began.rule = world.registry().fail(name, slow);
}

async function atQuestion(
  scene: Scene,
  trouble: Trouble,
  held: Extract<Held, { by: 'question' }>,
  began: Began,
): Promise<Ended> {
  const answer = {
    ...{ when: held.when, keys: trouble === 'SIGINT' ? '\u0003' : held.yes, kill: trouble === 'SIGKILL' },
    meanwhile: () => begin(scene, trouble, began),
  };
  const { args, options } = held;
  const { code, screen } = await runNpqInTerminal(args, scene.project, scene.world, [answer], options);
  // A shell tells of a signal by 128 + its number.
  return { code: code === 137 ? null : code, text: screen };
}

async function atWork(
  scene: Scene,
  stage: Stage,
  trouble: Trouble,
  held: Exclude<Held, { by: 'question' }>,
  began: Began,
): Promise<Ended> {
  const { project, world, name } = scene;
  const answer =
    held.by === 'answer'
      ? world.registry().fail({ package: name, what: held.what }, heldBack[trouble])
      : undefined;
  const there = () => (held.by === 'file' ? held.there() : (answer?.hits ?? 0) > 0);
  let isOver = false;
  const onceThere = async (kill: (signal: NodeJS.Signals) => void) => {
    await until(() => isOver || there(), stage);
    if (isOver && !there()) return;
    const isSignal = trouble === 'SIGINT' || trouble === 'SIGKILL';
    if (answer && trouble.startsWith('registry')) {
      began.reached = true;
      began.rule = answer;
    } else begin(scene, trouble, began);
    if (isSignal) kill(trouble);
    else if (held.by === 'file') held.release();
    // npm waits for what it fetches until somebody is impatient.
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (!isOver && stage === 'npm fetching' && trouble === 'SIGINT') kill(trouble);
  };
  let watching = Promise.resolve();
  const { code, stderr } = await runNpq(held.args, project, world, {
    ...held.options,
    whileRunning: (kill) => {
      watching = onceThere(kill);
    },
  });
  isOver = true;
  await watching;
  return { code, text: stderr };
}
