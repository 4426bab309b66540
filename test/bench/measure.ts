import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeHost } from '../../src/host/node-host.ts';
import { findNpm } from '../../src/plan/find-npm.ts';

export interface Cost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Of the largest single process. */
  readonly peakMb: number;
}

export interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const gnuTime = '/usr/bin/time';

/** Node knows wall time only; CPU and memory of a child and all its children is what GNU time is for. */
export const measuresMemory = existsSync(gnuTime);

/** Runs node with these arguments to its end, and fails where it fails. */
export async function measure({ args, cwd, env }: Command): Promise<Cost> {
  const figures = join(cwd, '..', 'figures');
  const line = [process.execPath, ...args];
  const [program = '', ...rest] = measuresMemory ? [gnuTime, '-f', '%U %S %M', '-o', figures, ...line] : line;
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, rest, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${args.join(' ')} ended with ${code}:\n${stderr}`));
    });
  });
  const wallSeconds = (performance.now() - started) / 1000;
  if (!measuresMemory) return { wallSeconds, cpuSeconds: Number.NaN, peakMb: Number.NaN };
  const [user = 0, system = 0, kilobytes = 0] = readFileSync(figures, 'utf8').trim().split(' ').map(Number);
  return { wallSeconds, cpuSeconds: user + system, peakMb: kilobytes / 1024 };
}

/** The machine's own npm, as npq finds it. */
export async function npmHere(): Promise<string> {
  return (await findNpm(nodeHost(process), process.cwd())).cli;
}

/** What `npm run` puts into the environment is not the user's configuration. */
export function outsideNpm(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_local_prefix|execpath)/i.test(name),
    ),
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
