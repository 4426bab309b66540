import { checks as allChecks } from '../checks/index.ts';
import type { Host } from '../host/host.ts';
import { stories } from '../judge/judge.ts';
import type { Report } from '../model/report.ts';
import type { OwnOptions, ReportFormat } from '../model/request.ts';
import type { Rule } from '../report/sarif-rules.ts';
import { npqVersion } from '../version.ts';
import { folderInRepository, locate } from './locations.ts';

/** One document of a run; `summary` is the line for `--summary-file`. Heavy formats load where they are wished for. */
export type Render = (format: ReportFormat | 'summary') => Promise<string>;

/** In a file or a log, which have no width of their own. */
const columns = 100;
const pointing = new Set<ReportFormat>(['sarif', 'github']);

export async function reportRenderer(
  { files, env }: Pick<Host, 'files' | 'env'>,
  own: OwnOptions,
  report: Report,
): Promise<(exitCode: number) => Render> {
  const points = own.reports?.some(({ format }) => pointing.has(format)) ?? false;
  const locations = points ? await locate(files, report) : new Map();
  const folder = points ? await folderInRepository(files, report.plan.path) : '';
  const view = { columns, color: 0, verbose: own.verbose, home: env.home } as const;
  return (exitCode) => async (format) => {
    const told: Report = { ...report, locations, exitCode };
    switch (format) {
      case 'human':
        return (await import('../report/human.ts')).renderHuman(told, view);
      case 'json':
        return (await import('../report/json.ts')).renderJson(told);
      case 'sarif':
        return (await import('../report/sarif.ts')).renderSarif(told, { rules: rules(), folder });
      case 'markdown':
        return (await import('../report/markdown.ts')).renderMarkdown(told);
      case 'github':
        return (await import('../report/github.ts')).renderGithub(told, folder);
      case 'summary':
        return (await import('../report/summary.ts')).renderSummary(told, exitCode);
    }
  };
}

/** Where an error ended the run before there was a report: every format has a form that says so. */
export async function errorRenderer(
  { files, env }: Pick<Host, 'files' | 'env'>,
  error: unknown,
  exitCode: number,
): Promise<Render> {
  const { renderJsonError, toldError } = await import('../report/json-error.ts');
  const told = toldError(error);
  const folder = await folderInRepository(files, env.cwd);
  return async (format) => {
    switch (format) {
      case 'human':
        return (await import('../report/error.ts')).renderError(told);
      case 'json':
        return renderJsonError(error, npqVersion, exitCode);
      case 'sarif': {
        const { renderSarifError } = await import('../report/sarif.ts');
        return renderSarifError(told, npqVersion, exitCode, { rules: rules(), folder });
      }
      case 'markdown':
        return (await import('../report/markdown.ts')).renderMarkdownError(told, exitCode);
      case 'github':
        return (await import('../report/github.ts')).renderGithubError(told, exitCode);
      case 'summary':
        return (await import('../report/summary.ts')).renderSummaryError(told.code, npqVersion, exitCode);
    }
  };
}

/** Whatever a finding may be called after. */
export function rules(): readonly Rule[] {
  return [
    ...allChecks.map(({ id, title, why, essential }) => ({ id, title, why, essential: essential !== false })),
    ...stories.map(({ id, title, why }) => ({ id, title, why, essential: false })),
  ];
}
