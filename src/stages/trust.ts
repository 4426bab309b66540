import { interruptedError } from '../errors.ts';
import type { TrustNote } from '../model/report.ts';
import { agreementQuestion, declinedError, untrustedError } from '../trust/agreement-question.ts';
import { refuseEndlessFiles } from '../trust/plain-files.ts';
import { inspectProjectNpmrc } from '../trust/project-npmrc.ts';
import { unsafeEnvironment } from '../trust/unsafe-environment.ts';
import type { Session } from './session.ts';

/**
 * Stage 0. Comes back only if the project's own settings may count; before that nothing was asked of any
 * address that they name.
 */
export async function trustProject(session: Session): Promise<readonly TrustNote[]> {
  const { host, config, request, agreements } = session;
  const unsafe = unsafeEnvironment(host.env.vars);
  if (unsafe) throw unsafe;
  await refuseEndlessFiles(host.files, config);
  const inspection = await inspectProjectNpmrc({
    config,
    files: host.files,
    agreements,
    vouched: request.own.trust,
    env: host.env,
  });
  if (inspection.kind === 'fine') return inspection.notes;
  if (!session.interactive) throw untrustedError(inspection, host.env.cwd);

  const { askAgreement } = await import('../consent/ask.ts');
  const question = agreementQuestion(inspection);
  const answer = await askAgreement({
    ...question,
    terminal: host.terminal,
    signals: host.signals,
  });
  if (answer === 'interrupted') throw interruptedError();
  if (answer !== 'agreed') throw declinedError(inspection);
  await agreements.remember('npmrc', inspection.hash, inspection.file);
  const agreed = new Set(inspection.dangers);
  return inspection.notes.map((note) => (agreed.has(note) ? { ...note, counts: true } : note));
}
