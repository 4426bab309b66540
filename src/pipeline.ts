import { exitCodeOfVerdict, exitCodes } from './cli/exit-codes.ts';
import type { GatedBy } from './cli/verbs.ts';
import type { Choice } from './consent/choices.ts';
import { NpqError } from './errors.ts';
import type { Host, NpmAtHand } from './host/host.ts';
import { inTurn, projectState, type TurnInput, turnIn } from './install/turn.ts';
import type { Report, TrustNote } from './model/report.ts';
import { missingAlone } from './model/verdict.ts';
import type { NpmInstallation } from './plan/npm.ts';
import type { Unasked } from './report/next-steps.ts';
import { startProgress } from './report/progress.ts';
import { npmsOutput } from './stages/gated-run.ts';
import { install } from './stages/install.ts';
import { askForInstead } from './stages/instead.ts';
import { type Looked, look } from './stages/look.ts';
import { remember } from './stages/remember.ts';
import {
  type Edits,
  firstEdits,
  openRegistry,
  openSession,
  type Registry,
  reopenSession,
  type Session,
} from './stages/session.ts';
import { finish, openKind, show } from './stages/tell.ts';
import { trustProject } from './stages/trust.ts';

/** A plan that keeps wanting new addresses is not worth an endless conversation. */
const mostRounds = 6;

/** The stages in order, from the command line to the receipt. Answers npq's exit code. */
export async function runGated(host: Host, npm: NpmInstallation, args: readonly string[]): Promise<number> {
  const { session, notes: trust } = await trustProject(await openSession(host, npm, args));
  if (session.request.verb === 'check') {
    const { check } = await import('./stages/check.ts');
    return check(session, trust, args);
  }
  return runPlanned(session, args, trust, { reopen: reopenSession });
}

/** Commands that are gated otherwise than by a plan of the tree that they leave. */
export async function runOtherwise(
  host: Host,
  npm: NpmInstallation,
  args: readonly string[],
  by: Exclude<GatedBy, 'plan'>,
  become: (npmArgs: readonly string[]) => Promise<undefined>,
): Promise<number | undefined> {
  if (by === 'exec') return runExec(host, npm, args, become);
  if (by === 'on-the-spot') {
    const { runOnTheSpot } = await import('./stages/npm-on-the-spot.ts');
    return runOnTheSpot(host, npm, args);
  }
  const { firstStep } = await import('./stages/steps.ts');
  const step = await firstStep(host, npm, args);
  return step.exitCode === 0 && step.next ? runGated(host, npm, step.next) : step.exitCode;
}

/** `npm exec` and `npm init <initializer>`: what is fetched is installed as any plan, and runs only then. */
async function runExec(
  host: Host,
  npm: NpmInstallation,
  args: readonly string[],
  become: (npmArgs: readonly string[]) => Promise<undefined>,
): Promise<number | undefined> {
  const { asInstall, openExec, reopenExec, runProgram } = await import('./stages/exec.ts');
  const opened = await openExec(host, npm, args);
  if (opened.wish.kind === 'nothing-fetched') return become(opened.asked.request.npmArgs);
  const { session, notes } = await trustProject(opened.asked);
  if (opened.wish.kind !== 'fetched') {
    const { npmOnTheSpot } = await import('./stages/npm-on-the-spot.ts');
    return npmOnTheSpot(session);
  }
  let asked = session;
  return runPlanned(asInstall(asked, opened.wish), args, notes, {
    async reopen(_before, words) {
      const again = await reopenExec(asked, words);
      asked = again.asked;
      if (again.wish.kind === 'fetched') return asInstall(asked, again.wish);
      throw new NpqError('usage', {
        message: 'Expected something to fetch, found that what was chosen instead is here already.',
        hint: `npq ${words.join(' ')}`,
      });
    },
    afterwards: (_installed, registry, looked) => runProgram(asked, registry, looked),
  });
}

/** What another command than an install makes of the same conversation. */
export interface Conversation {
  /** With the command line that the user chose in its place. */
  reopen(before: Session, args: readonly string[]): Promise<Session>;
  /** Once what was vetted is installed, and the project is free for others. */
  afterwards?(session: Session, registry: Registry, looked: Looked): Promise<number>;
}

export async function runPlanned(
  session: Session,
  args: readonly string[],
  trust: readonly TrustNote[],
  conversation: Conversation,
): Promise<number> {
  const { env, spawner } = session.host;
  const stdio = npmsOutput(session);
  const atHand = spawner.loadNpm(session.npm.cli, { cwd: env.cwd, env: env.vars, stdio });
  try {
    return await converse(session, args, trust, atHand, conversation);
  } finally {
    atHand.drop();
  }
}

/** Looks, shows and asks until there is an answer, and follows it. */
async function converse(
  first: Session,
  args: readonly string[],
  trust: readonly TrustNote[],
  atHand: NpmAtHand,
  { reopen, afterwards }: Conversation,
): Promise<number> {
  const { host } = first;
  let session = first;
  let typed = args;
  let told = trust;
  const registry = await openRegistry(first);
  let edits: Edits = firstEdits(first.request);
  for (let round = 1; ; round += 1) {
    const seen = await stateOf(session);
    const progress = startProgress(host.terminal, host.clock);
    const looked = await look(session, registry, told, edits, progress).finally(() => progress.stop());
    await show(session, looked.report);

    const choice = await decide(session, registry, looked, edits, round);
    if (choice.kind === 'instead') {
      typed = await askForInstead(choice, typed, session, registry);
      session = await reopen(session, typed);
      continue;
    }
    if (choice.kind === 'waive') {
      const { waiveNow } = await import('./stages/waive-now.ts');
      const after = await waiveNow(session, looked, choice, typed);
      session = after.session;
      told = after.notes;
      continue;
    }
    const next = edited(edits, choice);
    if (next) {
      edits = next;
      continue;
    }
    if (session.config.get('dry-run') === true) await remember(session, looked);
    if (choice.kind !== 'proceed') return stop(session, looked.report, choice, typed);
    // What a script installs beyond the plan is not refused for what was just accepted.
    session.absences.forThisRun(missingAlone(looked.report.verdict));
    if (choice.accept) await session.absences.fromNowOn(choice.accept);
    const result = await inTurn(turn(session), async () =>
      (await stateOf(session)) === seen ? install(session, registry, looked, edits, atHand) : undefined,
    );
    if (result) {
      const ended = await finish(session, looked.report, result.install, result.exitCode);
      return ended === 0 && afterwards ? afterwards(session, registry, looked) : ended;
    }
    host.terminal.err('  ·  the project changed meanwhile: npq looks again\n');
  }
}

/** A global install has no files that two could write at once. */
async function stateOf({ host, config }: Session): Promise<string> {
  return config.global ? '' : projectState(host.files, config.localPrefix);
}

function turn({ host, folders, config }: Session): TurnInput {
  const onWait = () => host.terminal.err('  ·  another npq installs into this project: waiting for it\n');
  return { files: host.files, env: host.env, state: folders.state, project: turnIn(config), onWait };
}

async function decide(
  session: Session,
  registry: Registry,
  looked: Looked,
  edits: Edits,
  round: number,
): Promise<Choice> {
  const { report } = looked;
  if (openKind(session, report) === 'pass') return { kind: 'proceed' };
  if (session.config.get('dry-run') === true) return { kind: 'not-asked' };
  if (!session.interactive || round > mostRounds) return { kind: 'not-asked' };
  const { askAbout } = await import('./stages/ask-about.ts');
  return askAbout(session, registry, looked, edits);
}

/** The edits that a choice stands for; undefined where it ends the conversation. */
function edited(edits: Edits, choice: Choice): Edits | undefined {
  if (choice.kind === 'without-scripts') return { ...edits, withoutScripts: true };
  if (choice.kind === 'approve-script')
    return { ...edits, approvedScripts: new Set([...edits.approvedScripts, choice.key]) };
  if (choice.kind === 'permit') return { ...edits, permits: new Set([...edits.permits, ...choice.specs]) };
  return undefined;
}

async function stop(
  session: Session,
  report: Report,
  choice: Choice,
  args: readonly string[],
): Promise<number> {
  if (choice.kind === 'interrupted') {
    return finish(session, report, { kind: 'not-run', why: 'interrupted' }, exitCodes.interrupted.code);
  }
  if (choice.kind !== 'not-asked') {
    // What the policy blocks is blocked, whatever else was offered in its place.
    const kind = openKind(session, report);
    const code = kind === 'block' ? exitCodeOfVerdict(kind) : exitCodes.declined.code;
    return finish(session, report, { kind: 'not-run', why: 'declined' }, code);
  }
  const { nextSteps, whyStopped } = await import('./report/next-steps.ts');
  const why = whyStopped(report, whyUnasked(session));
  const next = nextSteps(report, args);
  const code = exitCodeOfVerdict(openKind(session, report));
  return finish(session, report, { kind: 'not-run', why }, code, next);
}

function whyUnasked({ host, request, config, interactive }: Session): Unasked {
  if (config.get('dry-run') === true) return 'dry-run';
  if (interactive) return 'too-many-rounds';
  if (request.own.nonInteractive) return 'non-interactive';
  return host.terminal.interactive ? 'ci' : 'no-terminal';
}
