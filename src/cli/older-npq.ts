import { NpqError } from '../errors.ts';
import type { Env } from '../host/host.ts';

/** Options of npq 3 that mean nothing here, and what to type instead. npm has none of these names. */
const options: Readonly<Record<string, string>> = {
  plain: 'Leave it out: where there is no terminal, and with NO_COLOR=1, the report is plain text.',
  'disable-auto-continue': 'Leave it out: npq installs nothing by waiting.',
  'allow-non-interactive-install':
    'Name what may go on: npq waive <package>@<version> <check>, --preset report-only or --on-incomplete=warn.',
  packageManager: 'Type the manager itself: npq with pnpm add express',
  packagemanager: 'Type the manager itself: npq with pnpm add express',
  pkgMgr: 'Type the manager itself: npq with pnpm add express',
  pkgmgr: 'Type the manager itself: npq with pnpm add express',
};

/**
 * What was typed by habit is told, and nothing is installed: npm would pass over such an option, or take the word
 * behind it for a package.
 */
export function refuseOlderWords(vars: Env['vars'], settings: ReadonlyMap<string, unknown>): void {
  for (const [name, hint] of Object.entries(options)) {
    if (!settings.has(name)) continue;
    throw new NpqError('usage', {
      message: `Expected an option of npm's or of this npq, found --${name}, which was one of npq 3.`,
      hint,
    });
  }
  const manager = vars['NPQ_PKG_MGR'];
  if (manager === undefined || manager === '' || manager === 'npm') return;
  throw new NpqError('usage', {
    message: `Expected no NPQ_PKG_MGR, which chose the package manager of npq 3, found ${JSON.stringify(manager.slice(0, 50))}.`,
    hint: 'Unset it, and type the manager itself: npq with pnpm add express',
  });
}
