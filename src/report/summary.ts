import type { Report } from '../model/report.ts';
import { forJson } from './sanitize.ts';

/**
 * One line for whoever started npq: the truth about a run where an exit code alone is not enough, since npm and the
 * scripts that it runs may end with the same numbers. Fields are added within a version, never renamed.
 */
export interface SummaryV1 {
  readonly schemaVersion: 1;
  readonly npqVersion: string;
  /** npq's own. */
  readonly exitCode: number;
  /** Null where an error ended the run before there was one. */
  readonly verdict: Report['verdict']['kind'] | null;
  /** Null where there was a verdict. */
  readonly error: string | null;
  readonly counts: {
    readonly packages: number;
    readonly vetted: number;
    readonly block: number;
    readonly ask: number;
    readonly note: number;
    readonly allow: number;
    readonly waived: number;
    readonly unknown: number;
    readonly incomplete: number;
  } | null;
  /** Null where npm did not run. */
  readonly npmExitCode: number | null;
  /** Null where nothing was compared. */
  readonly matches: boolean | null;
  readonly receiptPath: string | null;
}

export function renderSummary(report: Report, exitCode: number): string {
  const { verdict, coverage, install } = report;
  const count = (action: string) => verdict.findings.filter((ruled) => ruled.action === action).length;
  const ran = install?.kind === 'ran' ? install : undefined;
  return line({
    ...{ schemaVersion: 1, npqVersion: report.npqVersion, exitCode, verdict: verdict.kind, error: null },
    counts: {
      ...{ packages: coverage.packages, vetted: coverage.vetted },
      ...{ block: count('block'), ask: count('ask'), note: count('note'), allow: count('allow') },
      waived: verdict.findings.filter(({ waived }) => waived !== undefined).length,
      unknown: coverage.unknown,
      incomplete: verdict.unknowns.filter(({ action }) => action === 'incomplete').length,
    },
    npmExitCode: ran?.npmExitCode ?? null,
    matches: ran?.matches ?? null,
    receiptPath: ran?.receiptPath ?? null,
  });
}

export function renderSummaryError(code: string, npqVersion: string, exitCode: number): string {
  const nothing = { verdict: null, counts: null, npmExitCode: null, matches: null, receiptPath: null };
  return line({ schemaVersion: 1, npqVersion, exitCode, error: code, ...nothing });
}

function line(summary: SummaryV1): string {
  // What ends a line inside of a text is escaped by then: the only ones left are those of the indentation.
  return `${forJson(summary).replace(/\n\s*/g, ' ')}\n`;
}
