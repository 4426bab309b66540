import { relative } from 'node:path';
import { exitCodes } from '../cli/exit-codes.ts';
import { nobodyIsAsked } from '../cli/nobody-asked.ts';
import type { Host } from '../host/host.ts';
import { forTerminal } from '../report/sanitize.ts';
import { agreementQuestion, untrustedError } from '../trust/agreement-question.ts';
import { ownSurroundings } from './surroundings.ts';
import { lookAtProject, rememberAgreement } from './trust.ts';

/**
 * Shows what the project's own settings would change and, where somebody is there to say yes, remembers the
 * agreement for exactly this content.
 */
export async function agreeToProject(host: Host): Promise<number> {
  const { config, agreements, own } = await ownSurroundings(host);
  const looked = await lookAtProject({ host, config, agreements, own, vouched: [] });
  const { notes, wants } = looked.both;
  const { terminal, signals } = host;
  if (wants === undefined) {
    for (const { file, text } of notes) {
      terminal.out(forTerminal(`${relative(host.env.cwd, file)}: ${text}`).concat('\n'));
    }
    terminal.out('npq: nothing in this project needs your agreement.\n');
    return exitCodes.passed.code;
  }
  if (nobodyIsAsked(host)) throw untrustedError(wants, host.env.cwd);
  const { askAgreement } = await import('../consent/ask.ts');
  const answer = await askAgreement({ ...agreementQuestion(wants), terminal, signals });
  if (answer === 'agreed') {
    await rememberAgreement(looked, agreements.add);
    terminal.out('npq: agreed, for exactly this content.\n');
    return exitCodes.passed.code;
  }
  return answer === 'interrupted' ? exitCodes.interrupted.code : exitCodes.declined.code;
}
