import { exitCodes } from '../cli/exit-codes.ts';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Report } from '../model/report.ts';
import type { OwnOptions } from '../model/request.ts';
import { onStdout, writeOutput } from './output-files.ts';
import type { Render } from './renderers.ts';

type Ports = Pick<Host, 'files' | 'terminal' | 'env'>;

/**
 * Writes every report that was wished for: into files first, then to stdout. Answers the exit code: a report that
 * cannot be written makes no other verdict, but a run that would have ended with 0 has not done what it was to do.
 */
export async function writeOutputs(
  host: Ports,
  own: OwnOptions,
  report: Report,
  exitCode: number,
): Promise<number> {
  const formats = onStdout(own);
  if (formats.length === 0 && !wantsFiles(own)) return exitCode;
  const { reportRenderer } = await import('./renderers.ts');
  const render = await reportRenderer(host, own, report);
  const problems = await writeFiles(host, own, render(exitCode));
  await tellProblems(host, problems);
  const fails = problems.length > 0 && exitCode === exitCodes.passed.code;
  const ended = fails ? exitCodes.unreachable.code : exitCode;
  // Every one of them names the code with which npq ends.
  if (fails) await writeFiles(host, own, render(ended));
  for (const format of formats) host.terminal.out(await render(ended)(format));
  return ended;
}

/** The same where an error ended the run: nobody who reads a file may take the last run's for this one's. */
export async function writeErrorOutputs(
  host: Ports,
  own: OwnOptions,
  error: unknown,
  exitCode: number,
): Promise<void> {
  const formats = onStdout(own);
  // The document for `--json` is main's, which has it also where the command line could not be read.
  const [format] = own.json || formats.length > 1 ? [] : formats;
  if (format === undefined && !wantsFiles(own)) return;
  const { errorRenderer } = await import('./renderers.ts');
  const render = await errorRenderer(host, error, exitCode);
  const problems = await writeFiles(host, own, render);
  // A file that was refused is what the error itself is about.
  if (!(error instanceof NpqError && error.code === 'usage')) await tellProblems(host, problems);
  if (format !== undefined) host.terminal.out(await render(format));
}

function wantsFiles({ reports = [], summaryFile }: OwnOptions): boolean {
  return summaryFile !== undefined || reports.some(({ file }) => file !== undefined);
}

/** The summary comes last: where it is, the others are. */
async function writeFiles(host: Ports, own: OwnOptions, render: Render): Promise<readonly NpqError[]> {
  const { reports = [], summaryFile } = own;
  const wanted = [
    ...reports.map(({ format, file }) => ({ format, file })),
    { format: 'summary' as const, file: summaryFile },
  ];
  const problems: NpqError[] = [];
  for (const { format, file } of wanted) {
    if (file === undefined) continue;
    const problem = await writeOutput(host.files, host.env.cwd, file, await render(format));
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

async function tellProblems({ terminal }: Ports, problems: readonly NpqError[]): Promise<void> {
  if (problems.length === 0) return;
  const { renderError } = await import('../report/error.ts');
  for (const problem of problems) terminal.err(renderError(problem));
}
