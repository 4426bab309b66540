import type { Report } from '../model/report.ts';
import { groundsOf } from './verdict-line.ts';
import { counted } from './words.ts';

/**
 * The last line where nobody is asked: `npq: blocked (20): 1 package must not be installed`. For the eye at the end of
 * a log, and for a search in it; it has nothing in it that a stranger wrote.
 */
export function lastLine(exitCode: number, word: string, about: string | undefined): string {
  return `npq: ${word} (${exitCode})${about === undefined ? '' : `: ${about}`}\n`;
}

/** What became of the run, in the numbers that it stands on. */
export function inNumbers(report: Report): string {
  const { install, plan, base } = report;
  const packages = counted(plan.packages.length, 'package');
  if (install?.kind === 'ran') {
    if (install.npmExitCode !== 0) return `npm ended with ${install.npmExitCode}`;
    if (install.tried === true) return `npm tried ${packages}`;
    if (install.matches === undefined) return 'what npm installed could not be compared';
    if (!install.matches) return `${counted(install.differences.length, 'difference')} to what was checked`;
    return `${packages} as checked`;
  }
  const left = base === undefined ? '' : `, ${counted(base.unchanged, 'package')} as in the base`;
  return groundsOf(report) ?? `${packages} looked at${left}`;
}
