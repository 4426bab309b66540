import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { NpqError } from '../errors.ts';
import type { TrustNote } from '../model/report.ts';
import type { Agreements } from '../trust/agreements.ts';
import { coveredContent } from '../trust/covered-content.ts';
import { plain } from '../trust/display.ts';
import type { Inspecting, Said } from './manager.ts';

export interface Weighed {
  readonly notes: readonly TrustNote[];
  /** What nobody agreed to yet; empty where the manager may start. */
  readonly dangers: readonly Said[];
  /** For `agreements.add('manager', hash, …)`. */
  readonly hash: string;
}

export interface Weighing {
  readonly said: readonly Said[];
  readonly manager: string;
  readonly agreements: Pick<Agreements, 'has'>;
  /** Files that this command line named with `--trust`. */
  readonly vouched: readonly string[];
  readonly cwd: string;
}

/** Stage 0 of another manager: what would lead it past the gate is refused, what runs code needs a yes. */
export async function weigh(
  { said, manager, agreements, vouched, cwd }: Weighing,
  files: Inspecting['files'],
): Promise<Weighed> {
  const refused = said.filter(({ kind }) => kind === 'refused');
  if (refused.length > 0) throw refusedError(refused, manager, cwd);
  const dangers = said.filter(({ kind }) => kind === 'dangerous');
  const hash = await hashOf(dangers, manager, files);
  const agreed = agreements.has('manager', hash);
  const named = new Set(vouched.map((file) => resolve(cwd, file)));
  const open = agreed ? [] : dangers.filter(({ file }) => !named.has(file));
  const notes = said.map((one) => {
    const counts = one.kind === 'harmless' ? !/: no effect/.test(one.text) : !open.includes(one);
    const why =
      one.kind === 'harmless' || !counts ? '' : agreed ? ' You agreed to it.' : ' Named by --trust.';
    return { file: one.file, key: one.key, text: `${one.text}${why}`, counts };
  });
  return { notes, dangers: open, hash };
}

/** Of the words and of the bytes of every file that they name, so that other bytes need another yes. */
async function hashOf(
  dangers: readonly Said[],
  manager: string,
  files: Inspecting['files'],
): Promise<string> {
  const hash = createHash('sha256').update(`${manager}\n`);
  for (const { file, key, text, names = [] } of dangers) {
    hash.update(`${JSON.stringify([file, key, text])}\n`);
    for (const name of names) {
      const { content } = await coveredContent(files, name);
      const digest = content === undefined ? null : createHash('sha256').update(content).digest('hex');
      hash.update(`${JSON.stringify([name, digest])}\n`);
    }
  }
  return hash.digest('hex');
}

function refusedError(refused: readonly Said[], manager: string, cwd: string): NpqError {
  return new NpqError('config-untrusted', {
    message: `${manager} cannot be held to the gate here:\n${linesOf(refused, cwd)}`,
    hint: `Put registries into .npmrc, which npq reads for every manager; what else leads past it has to go, or ${manager} to run without npq.`,
  });
}

export function untrustedManager(dangers: readonly Said[], manager: string, cwd: string): NpqError {
  const files = [...new Set(dangers.map(({ file }) => `--trust ${shown(file, cwd)}`))];
  return new NpqError('config-untrusted', {
    message: `The project would change how ${manager} works, and nobody agreed to it:\n${linesOf(dangers, cwd)}`,
    hint: `Read the files, then run it at a terminal and agree, or in CI write \`npq with ${files.join(' ')} ${manager} …\`.`,
  });
}

export function declinedManager(dangers: readonly Said[], manager: string, cwd: string): NpqError {
  const files = [...new Set(dangers.map(({ file }) => shown(file, cwd)))].join(', ');
  return new NpqError('config-untrusted', {
    message: `${manager} was not started, because you did not agree to ${files}.`,
    hint: 'Take the settings out of the file, or run it again and agree.',
  });
}

function linesOf(said: readonly Said[], cwd: string): string {
  return said.map(({ file, text }) => `  ${shown(file, cwd)}: ${plain(text)}`).join('\n');
}

function shown(file: string, cwd: string): string {
  return plain(relative(cwd, file) || file);
}
