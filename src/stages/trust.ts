import { interruptedError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { TrustNote } from '../model/report.ts';
import type { NpmConfig } from '../plan/npm.ts';
import { agreementQuestion, declinedError, untrustedError } from '../trust/agreement-question.ts';
import type { LoadedAgreements } from '../trust/agreements.ts';
import { type BothFiles, bothFiles } from '../trust/both-files.ts';
import type { NpmrcInspection } from '../trust/inspection.ts';
import { refuseEndlessFiles } from '../trust/plain-files.ts';
import { inspectProjectNpmrc } from '../trust/project-npmrc.ts';
import { unsafeEnvironment } from '../trust/unsafe-environment.ts';
import { settingsAtBase, settingsTextAt, withPullRequest } from './base-trust.ts';
import { type JudgedProject, judgeProject, type ProjectText, projectText } from './project-settings.ts';
import type { Session } from './session.ts';
import { type OwnWord, settle } from './settings.ts';

/** The session in which the project's word counts as far as it may, and what there is to tell of it. */
export interface Trusted {
  readonly session: Session;
  readonly notes: readonly TrustNote[];
}

/**
 * Stage 0. Comes back only if the project's own settings may count; before that nothing was asked of any
 * address that they name. With `--base` the project's npq.json counts as it stands there, and what lies here only
 * where it is stricter.
 */
export async function trustProject(session: Session, given?: ProjectText | 'none'): Promise<Trusted> {
  if (session.base === undefined) return trustWhatLiesThere(session, given);
  const base = await settingsTextAt(session.base, session.config);
  return withPullRequest(await trustWhatLiesThere(session, base), base);
}

async function trustWhatLiesThere(session: Session, base?: ProjectText | 'none'): Promise<Trusted> {
  const { host, config, request, agreements } = session;
  const unsafe = unsafeEnvironment(host.env.vars);
  if (unsafe) throw unsafe;
  await refuseEndlessFiles(host.files, config);
  const looked = await lookAtProject(
    { host, config, agreements, own: session.ownWord, vouched: request.own.trust, tree: session.base },
    base,
  );
  const { both, judged } = looked;
  if (both.wants === undefined) return counting(session, judged, both.settingsAgreed, both.notes);
  if (!session.interactive) throw untrustedError(both.wants, host.env.cwd);

  const { askAgreement } = await import('../consent/ask.ts');
  const { terminal, signals } = host;
  const answer = await askAgreement({ ...agreementQuestion(both.wants), terminal, signals });
  if (answer === 'interrupted') throw interruptedError();
  const { npmrc, settings } = both.wants;
  if (answer === 'agreed') {
    await rememberAgreement(looked, (kind, hash, file) => agreements.remember(kind, hash, file));
    const asked = new Set([...npmrc, ...settings]);
    const notes = both.notes.map((note) => (asked.has(note) ? { ...note, counts: true } : note));
    return counting(session, judged, settings.length > 0 || both.settingsAgreed, notes);
  }
  // What only makes npq milder has no effect without a yes, and nothing stops for it.
  if (npmrc.length > 0) throw declinedError(both.wants);
  return counting(session, judged, false, both.notes);
}

export interface LookedAtProject {
  readonly npmrc: NpmrcInspection;
  readonly judged: JudgedProject | undefined;
  readonly both: BothFiles;
}

/** Reads and judges the project's two files; asks nobody. */
export async function lookAtProject(
  given: {
    readonly host: Pick<Host, 'files' | 'env'>;
    readonly config: NpmConfig;
    readonly agreements: Pick<LoadedAgreements, 'has'>;
    readonly own: OwnWord;
    readonly vouched: readonly string[];
    readonly tree?: Session['base'];
  },
  base?: ProjectText | 'none',
): Promise<LookedAtProject> {
  const { host, config, agreements, own, vouched, tree } = given;
  const { files, env } = host;
  const input = { config, agreements, vouched, env };
  const alone = await inspectProjectNpmrc({ ...input, files });
  const standsAt = alone.kind === 'fine' || !tree ? undefined : await settingsAtBase(files, tree, input);
  const npmrc = standsAt ? await inspectProjectNpmrc({ ...input, files, standsAt }) : alone;
  const text = base === 'none' ? undefined : (base ?? (await projectText(files, config)));
  const judged = text && (await judgeProject(own, text));
  const both = bothFiles(npmrc, judged?.inspection, { agreements, vouched, cwd: env.cwd });
  return { npmrc, judged, both };
}

/** Remembers a yes to everything that was asked, for exactly this content. */
export async function rememberAgreement(
  { npmrc, judged, both }: LookedAtProject,
  keep: LoadedAgreements['add'],
): Promise<void> {
  if (npmrc.kind !== 'fine') await keep('npmrc', npmrc.hash, npmrc.file);
  if (judged === undefined || (both.wants?.settings.length ?? 0) === 0) return;
  await keep('settings', judged.inspection.hash, judged.inspection.file);
}

function counting(
  session: Session,
  judged: JudgedProject | undefined,
  agreed: boolean,
  notes: readonly TrustNote[],
): Trusted {
  if (judged === undefined) return { session, notes };
  const projectWord = judged.word(agreed);
  return { session: { ...session, projectWord, ...settle(session.ownWord, projectWord) }, notes };
}
