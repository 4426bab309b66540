import type { AnsweredWaiver } from '../consent/choices.ts';
import { NpqError } from '../errors.ts';
import { renderError } from '../report/error.ts';
import { forTerminal } from '../report/sanitize.ts';
import { wantedWaiver } from '../waive/request.ts';
import { fileFor } from './ask-about.ts';
import type { Looked } from './look.ts';
import { openSession, type Session } from './session.ts';
import { type Trusted, trustProject } from './trust.ts';
import { waivableChecks, writeWaivers } from './waive.ts';
import { seenIn } from './waiver-look.ts';

/**
 * Writes the waiver as `npq waive` would, and reads all settings anew, so that it counts exactly as it will in every
 * run to come. Where it cannot be written, that is told and the question stands as before.
 */
export async function waiveNow(
  session: Session,
  looked: Looked,
  answered: AnsweredWaiver,
  args: readonly string[],
): Promise<Trusted> {
  const { host, npm } = session;
  const { terminal } = host;
  const wanted = { ...wantedWaiver(answered, waivableChecks, host.clock.now()), by: answered.by };
  try {
    const lines = await writeWaivers(session, wanted, seenIn(session, looked, wanted), fileFor(session));
    for (const line of lines) terminal.err(`  ·  ${forTerminal(line)}\n`);
  } catch (error) {
    if (!(error instanceof NpqError)) throw error;
    terminal.err(renderError(error, terminal.columns));
  }
  return trustProject(await openSession(host, npm, args));
}
