import { exitCodes } from '../../cli/exit-codes.ts';
import type { Host } from '../../host/host.ts';
import type { Health } from '../../model/health.ts';
import { renderHealth, renderHealthJson } from '../../report/health.ts';
import { startProgress } from '../../report/progress.ts';
import { npqVersion } from '../../version.ts';
import { lookOver } from './look-over.ts';

/** `npq doctor npq`. Zero only where nothing is wrong that stops an install; else what that install would end with. */
export async function showHealth(host: Host, json: boolean): Promise<number> {
  const all = await withProgress(host);
  const exitCode = all.find(({ standing }) => standing === 'problem')?.exitCode ?? exitCodes.passed.code;
  const { terminal } = host;
  terminal.out(json ? renderHealthJson(all, npqVersion, exitCode) : renderHealth(all, terminal.columns));
  return exitCode;
}

/**
 * Before `npm doctor`: whoever types it wants to know what is in the way of npm, and npq is. To stderr, so that
 * stdout and exit code stay npm's.
 */
export async function healthBeforeNpm(host: Host): Promise<void> {
  host.terminal.err(renderHealth(await withProgress(host), host.terminal.columns));
}

async function withProgress(host: Host): Promise<readonly Health[]> {
  const progress = startProgress(host.terminal, host.clock);
  progress.stage('looking at this machine, its registry and the services');
  return lookOver(host).finally(() => progress.stop());
}
