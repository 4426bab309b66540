import { basename, dirname, join, relative, sep } from 'node:path';
import { hasCode, messageOf, NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { OwnOptions, ReportFormat } from '../model/request.ts';
import { repositoryRoot } from './locations.ts';

type Files = Host['files'];

/** Wherever they lie: a report over one of these would be read as what npm or npq is to do. */
const notForReports = new Set([
  ...['package.json', 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc', 'npq.json'],
  ...['yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', '.yarnrc.yml', 'pnpm-workspace.yaml'],
]);

/**
 * Refuses, before anything is done, what cannot be written to: a file that npm reads, a link, which a hostile
 * repository could have laid to anywhere, a device, and the same file or stdout for two reports at once.
 */
export async function requireOutputs(files: Files, cwd: string, own: OwnOptions): Promise<void> {
  requireOneOnStdout(own);
  const wanted = outputFiles(own);
  const twice = wanted.find((file, index) => wanted.indexOf(file) !== index);
  if (twice !== undefined) {
    throw usage(
      `Expected a file for each report, found ${JSON.stringify(twice)} named twice.`,
      'Name one for each.',
    );
  }
  for (const file of wanted) {
    const why = await whyNot(files, cwd, file);
    if (why !== undefined) {
      const name = JSON.stringify(relative(cwd, file) || file);
      throw usage(
        `Expected a file that a report may be written to, found ${name}, ${why}.`,
        'Name another file.',
      );
    }
  }
}

function outputFiles({ reports = [], summaryFile }: OwnOptions): readonly string[] {
  const named = reports.flatMap(({ file }) => (file === undefined ? [] : [file]));
  return summaryFile === undefined ? named : [...named, summaryFile];
}

/** The formats that stdout is to hold: of more than one, none could be read. */
export function onStdout({ json, reports = [] }: OwnOptions): readonly ReportFormat[] {
  const named = reports.filter(({ file }) => file === undefined).map(({ format }) => format);
  return [...new Set<ReportFormat>([...(json ? (['json'] as const) : []), ...named])];
}

function requireOneOnStdout(own: OwnOptions): void {
  const formats = onStdout(own);
  if (formats.length < 2) return;
  throw usage(
    `Expected one report on stdout, found ${formats.join(' and ')}.`,
    `Give the others a file: --report ${formats.at(-1)}=report.${formats.at(-1)}`,
  );
}

/** Undefined where it may be written to. */
async function whyNot(files: Files, cwd: string, file: string): Promise<string | undefined> {
  if (notForReports.has(basename(file).toLowerCase())) return 'which npm or npq would read';
  const info = await files.info(file);
  if (info?.kind === 'link') return 'which is a link';
  if (info !== undefined && info.kind !== 'file') return 'which is no file';
  const root = (await repositoryRoot(files, cwd)) ?? cwd;
  return (await leadsOut(files, root, dirname(file))) ? 'which lies behind a link' : undefined;
}

/** A folder of the repository that is a link to elsewhere. What lies outside by its name is the user's own wish. */
async function leadsOut(files: Files, root: string, folder: string): Promise<boolean> {
  const inside = relative(root, folder);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) return false;
  const steps = inside.split(sep).map((_, index, all) => join(root, ...all.slice(0, index + 1)));
  const found = await Promise.all(steps.map((step) => files.info(step)));
  return found.some((info) => info?.kind === 'link');
}

/** As a whole or not at all. Gives back why it could not be written. */
export async function writeOutput(
  files: Files,
  cwd: string,
  file: string,
  text: string,
): Promise<NpqError | undefined> {
  // A script that npm ran in the meantime may have put something there.
  const why = await whyNot(files, cwd, file);
  if (why !== undefined) return unwritten(file, why);
  try {
    // What lies there keeps its mode: the runner of a CI has made its summary's file.
    if ((await files.info(dirname(file))) === undefined) await files.writeAtomic(file, text);
    else await files.replace(file, text);
    return undefined;
  } catch (error) {
    if (!hasCode(error)) throw error;
    return unwritten(file, messageOf(error), error);
  }
}

function unwritten(file: string, why: string, cause?: Error): NpqError {
  return new NpqError('system-refused', {
    message: `Expected to write a report to ${JSON.stringify(file)}, could not: ${why}.`,
    hint: 'What npq found out stands above; look at free space and permissions, or name another file.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function usage(message: string, hint: string): NpqError {
  return new NpqError('usage', { message, hint });
}
