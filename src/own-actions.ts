import { relative } from 'node:path';
import { explainCheck, listChecks } from './checks/explain.ts';
import { exitCodes } from './cli/exit-codes.ts';
import type { OwnActions } from './cli/own-commands.ts';
import { ownFolders } from './config/folders.ts';
import type { Host } from './host/host.ts';
import { findNpm } from './plan/find-npm.ts';
import { loadNpmConfig } from './plan/npm-config.ts';
import { requirePlainFiles } from './plan/project-files.ts';
import { reflowed } from './report/reflow.ts';
import { forTerminal } from './report/sanitize.ts';
import { agreementQuestion, untrustedError } from './trust/agreement-question.ts';
import { loadAgreements } from './trust/agreements.ts';
import { inspectProjectNpmrc } from './trust/project-npmrc.ts';
import { npqVersion } from './version.ts';

/** What npq's own commands do. */
export const ownActions: OwnActions = {
  ...{ version: () => npqVersion, trust, explain },
  updateDatabase: async (host) => (await import('./stages/advisory-database.ts')).updateAdvisories(host),
  showDatabase: async (host, json) =>
    (await import('./stages/advisory-database.ts')).showAdvisories(host, json),
};

function explain(check: string | undefined, columns: number): string {
  return reflowed(check === undefined ? listChecks() : explainCheck(check), columns);
}

/**
 * Shows what the project's own settings would change and, where somebody is there to say yes, remembers the
 * agreement for exactly this content.
 */
async function trust(host: Host): Promise<number> {
  const npm = await findNpm(host, host.env.cwd);
  await requirePlainFiles(host, undefined);
  const config = await loadNpmConfig(host, npm, ['install']);
  const agreements = await loadAgreements(host, await ownFolders(host, config.localPrefix));
  const inspection = await inspectProjectNpmrc({
    ...{ config, agreements, files: host.files, vouched: [], env: host.env },
  });
  const { terminal } = host;
  if (inspection.kind === 'fine') {
    for (const { file, text } of inspection.notes) {
      terminal.out(forTerminal(`${relative(host.env.cwd, file)}: ${text}`).concat('\n'));
    }
    terminal.out('npq: nothing in this project needs your agreement.\n');
    return 0;
  }
  const { askAgreement } = await import('./consent/ask.ts');
  const question = agreementQuestion(inspection);
  if (!terminal.interactive) throw untrustedError(inspection, host.env.cwd);
  const answer = await askAgreement({
    ...question,
    terminal,
    signals: host.signals,
  });
  if (answer === 'agreed') {
    await agreements.add('npmrc', inspection.hash, inspection.file);
    terminal.out('npq: agreed, for exactly this content.\n');
    return 0;
  }
  return answer === 'interrupted' ? exitCodes.interrupted.code : exitCodes.declined.code;
}
