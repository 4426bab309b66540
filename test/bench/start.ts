import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cost, measure, median, npmHere, outsideNpm, rounded } from './measure.ts';

const npq = join(process.cwd(), 'bin', 'npq.js');

/**
 * What it costs that npq stands in front: `npq run noop` beside `npm run noop`, and `npq --version` beside a Node
 * that does nothing, each pair in turn. By the wall and by CPU time, which a busy machine changes less.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string' } } });
  const rounds = Number(values.rounds ?? 20);
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-bench-')));
  const cwd = join(root, 'project');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{"name":"bench","version":"1.0.0","scripts":{"noop":"true"}}\n');
  const env = { ...outsideNpm(), npm_config_cache: join(root, 'cache'), npm_config_update_notifier: 'false' };
  const cost = (command: readonly string[]) => measure({ args: command, cwd, env });
  try {
    const script = await inTurn(rounds, cost, [await npmHere(), 'run', 'noop'], [npq, 'run', 'noop']);
    const version = await inTurn(rounds, cost, ['-e', '0'], [npq, '--version']);
    print({ what: 'run', ...against('npm', script), budget: 'ratio <= 1.05' });
    // What it may take in all: 1.3 times that of node, and 40 ms.
    const spareMs = ({ plain, through }: Ms) => rounded(1.3 * plain + 40 - through, 0);
    const spare = { spareMs: spareMs(version.wall), cpuSpareMs: spareMs(version.cpu) };
    print({ what: 'version', ...against('node', version), ...spare, budget: 'spareMs >= 0' });
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Ms {
  readonly plain: number;
  readonly through: number;
}

interface Pair {
  readonly wall: Ms;
  readonly cpu: Ms;
}

async function inTurn(
  rounds: number,
  cost: (command: readonly string[]) => Promise<Cost>,
  first: readonly string[],
  second: readonly string[],
): Promise<Pair> {
  const plain: Cost[] = [];
  const through: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    plain.push(await cost(first));
    through.push(await cost(second));
  }
  const ms = (of: (costs: readonly Cost[]) => number): Ms => ({
    plain: of(plain) * 1_000,
    through: of(through) * 1_000,
  });
  return {
    wall: ms((costs) => median(costs.map(({ wallSeconds }) => wallSeconds))),
    // The system counts it in steps of 10 ms, in which only a mean shows less than that.
    cpu: ms((costs) => costs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / costs.length),
  };
}

function against(peer: string, { wall, cpu }: Pair): object {
  return {
    ratio: rounded(wall.through / wall.plain, 3),
    [`${peer}Ms`]: rounded(wall.plain, 0),
    npqMs: rounded(wall.through, 0),
    cpuRatio: rounded(cpu.through / cpu.plain, 3),
  };
}

function print(result: object): void {
  process.stdout.write(`${JSON.stringify({ bench: 'start', ...result })}\n`);
}
