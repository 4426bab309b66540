import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { caseNames, judgeCase } from './content/cases.ts';
import type { Answer, Judged } from './content/judging.ts';
import { scanKept } from './content/kept.ts';
import { scanPopular } from './content/popular.ts';
import type { Scanned } from './content/scanned.ts';
import { typedPath } from './corpus.ts';

/**
 * What would npq say of what is in tarballs? Of the most popular packages (`--top N`), nearly all of which are
 * honest; of what this machine's npm has kept of real packages (`--kept`, or `--kept all` for each version of
 * each), without asking a registry; or of local packages (`--dir DIR`), each `<case>/` of which holds `package/`
 * and maybe `previous/`.
 */
const mostAsked = 0.005;
const mostNoted = 0.05;
const defaultTop = 200;
const usage = 'npm run eval -- content [--top N] [--dir DIR] [--kept newest|all]\n';

export async function run(args: readonly string[]): Promise<void> {
  const typed = readArgs(args);
  if (typeof typed === 'string') {
    process.stderr.write(`${typed}\n${usage}`);
    process.exitCode = 64;
  } else if (typed.dir !== undefined) await judgeFolders(typed.dir);
  else if (typed.kept !== undefined) await summed((onScanned) => scanKept(typed.kept === 'all', onScanned));
  else await summed((onScanned) => scanPopular(typed.top, onScanned));
}

interface Typed {
  readonly top: number;
  readonly dir: string | undefined;
  readonly kept: string | undefined;
}

/** A sentence where this is not how it is used. */
function readArgs(args: readonly string[]): Typed | string {
  const options = { top: { type: 'string' }, dir: { type: 'string' }, kept: { type: 'string' } } as const;
  let values: { readonly top?: string; readonly dir?: string; readonly kept?: string };
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const top = values.top === undefined ? defaultTop : Number(values.top);
  if (!Number.isInteger(top) || top < 1) return '--top wants a number from 1';
  const { kept } = values;
  if (kept !== undefined && kept !== 'newest' && kept !== 'all') return '--kept wants newest or all';
  if (values.dir === undefined) return { top, dir: undefined, kept };
  const dir = typedPath(values.dir);
  const isFolder = existsSync(dir) && statSync(dir).isDirectory();
  return isFolder ? { top, dir, kept } : `there is no folder ${dir}`;
}

async function judgeFolders(dir: string): Promise<void> {
  const started = performance.now();
  const counts: Record<Answer, number> = { allow: 0, note: 0, ask: 0, block: 0 };
  const names = caseNames(dir);
  for (const name of names) {
    const judged = await judgeSafely(join(dir, name));
    counts[judged.action] += 1;
    const { action, findings, rows } = judged;
    process.stdout.write(`${JSON.stringify({ case: name, action, findings, rows })}\n`);
    for (const reason of judged.reasons) process.stderr.write(`${name}: ${reason}\n`);
  }
  const seconds = round((performance.now() - started) / 1000);
  process.stdout.write(`${JSON.stringify({ eval: 'content', cases: names.length, ...counts, seconds })}\n`);
}

/** Nobody may be let in by what breaks the scan: a case that fails it is asked about, and told as our bug. */
async function judgeSafely(folder: string): Promise<Judged> {
  try {
    return await judgeCase(folder);
  } catch (error) {
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { action: 'ask', findings: [], rows: [], reasons: [`ask: the scan itself failed: ${says}`] };
  }
}

type Scan = (onScanned: (scanned: Scanned) => void) => Promise<readonly Scanned[]>;

async function summed(scan: Scan): Promise<void> {
  const started = performance.now();
  const all = await scan(tell);
  const seconds = (performance.now() - started) / 1000;
  const scanned = all.filter(({ judged }) => judged !== undefined);
  const count = (action: Answer) => scanned.filter(({ judged }) => judged?.action === action).length;
  const [asks, blocks, notes] = [count('ask'), count('block'), count('note')];
  const megabytes = all.reduce((sum, { unpackedSize }) => sum + unpackedSize, 0) / 1e6;
  const share = (number: number) => (scanned.length === 0 ? 0 : round(number / scanned.length, 4));
  const [askShare, noteShare] = [share(asks + blocks), share(notes)];
  const result = {
    ...{ eval: 'content', scanned: scanned.length, asks, notes, blocks },
    megabytesPerSecond: round(megabytes / seconds),
    ...{
      askShare,
      noteShare,
      unreadable: all.length - scanned.length,
      ...{ compared: all.filter(({ compared }) => compared === true).length },
      seconds: round(seconds),
    },
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  if (scanned.length === 0 || askShare > mostAsked || noteShare > mostNoted) process.exitCode = 1;
}

function tell({ label, judged, trouble }: Scanned): void {
  if (trouble !== undefined) process.stderr.write(`${label}: not scanned: ${trouble}\n`);
  for (const reason of judged?.reasons ?? []) process.stderr.write(`${label}: ${reason}\n`);
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
