import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cost, measure, measuresMemory, median, npmHere, outsideNpm, rounded } from './measure.ts';

/**
 * The gated install beside the plain one, in turn on one registry: cold, where nobody has anything, and warm,
 * with npm's cache and npq's ledger full and the tree gone. What the machine and the network do meanwhile
 * spoils single figures; only the ratio of the medians counts.
 */
const trees: Readonly<Record<string, number>> = { express: 3, '@angular/cli': 3, 'react-scripts@5': 1 };

const kinds = ['npm', 'npq'] as const;
type Kind = (typeof kinds)[number];
const temperatures = ['cold', 'warm'] as const;
type Temperature = (typeof temperatures)[number];
type Costs = Readonly<Record<Kind, Record<Temperature, Cost[]>>>;

const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
const npq = join(process.cwd(), 'bin', 'npq.js');

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string' }, only: { type: 'string', multiple: true } },
  });
  if (!measuresMemory) say('No /usr/bin/time here: CPU and memory are not measured.');
  const results = [];
  for (const spec of values.only ?? Object.keys(trees)) {
    const rounds = Number(values.rounds ?? trees[spec] ?? 3);
    results.push(await compare(spec, rounds));
  }
  say(JSON.stringify({ bench: 'install', trees: results }));
}

async function compare(spec: string, rounds: number): Promise<object> {
  const costs: Costs = { npm: { cold: [], warm: [] }, npq: { cold: [], warm: [] } };
  const npm = await npmHere();
  let packages = 0;
  for (let round = 0; round < rounds; round += 1) {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-bench-')));
    try {
      // Whoever comes second may find more in the registry's own caches.
      const turns = round % 2 === 0 ? kinds : kinds.toReversed();
      for (const temperature of temperatures) {
        for (const kind of turns) {
          const cost = await install(kind, kind === 'npm' ? npm : npq, spec, join(root, kind));
          costs[kind][temperature].push(cost);
          say(`${spec} ${temperature} ${kind}: ${shown(cost)}`);
        }
      }
      packages = sameTree(root);
    } finally {
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  const ratio = (temperature: Temperature) =>
    rounded(of(costs.npq[temperature], 'wallSeconds') / of(costs.npm[temperature], 'wallSeconds'), 2);
  const peak = (kind: Kind) =>
    Math.round(Math.max(...temperatures.flatMap((one) => costs[kind][one].map(({ peakMb }) => peakMb))));
  const cpu = (temperature: Temperature) =>
    rounded(of(costs.npq[temperature], 'cpuSeconds') / of(costs.npm[temperature], 'cpuSeconds'), 2);
  return {
    ...{ spec, packages, coldRatio: ratio('cold'), warmRatio: ratio('warm') },
    ...(measuresMemory
      ? {
          npqPeakMb: peak('npq'),
          npmPeakMb: peak('npm'),
          coldCpuRatio: cpu('cold'),
          warmCpuRatio: cpu('warm'),
        }
      : {}),
  };
}

/** The project is made anew each time; cache and ledger stay beside it. */
async function install(kind: Kind, cli: string, spec: string, home: string): Promise<Cost> {
  const cwd = join(home, 'project');
  rmSync(cwd, { recursive: true, force: true, maxRetries: 3 });
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'package.json'), '{"name":"bench","version":"1.0.0"}\n');
  const env = {
    ...outsideNpm(),
    ...{
      npm_config_cache: join(home, 'cache'),
      NPQ_HOME: join(home, 'npq'),
      npm_config_update_notifier: 'false',
    },
  };
  // The policy's answer to what it finds is not what is measured.
  const own = kind === 'npq' ? ['--non-interactive', '--preset', 'report-only'] : [];
  return measure({ args: [cli, 'install', spec, ...flags, ...own], cwd, env });
}

/** How many packages there are; both must have installed the same. */
function sameTree(root: string): number {
  const [plain, gated] = kinds.map((kind) =>
    readFileSync(join(root, kind, 'project', 'package-lock.json'), 'utf8'),
  );
  if (plain !== gated)
    say('The lockfiles differ: a version may have been held back, or published meanwhile.');
  const { packages }: { packages: object } = JSON.parse(plain ?? '');
  return Object.keys(packages).length - 1;
}

function of(costs: readonly Cost[], what: keyof Cost): number {
  return median(costs.map((cost) => cost[what]));
}

function shown({ wallSeconds, cpuSeconds, peakMb }: Cost): string {
  const wall = `${wallSeconds.toFixed(1)} s`;
  return measuresMemory ? `${wall}, ${cpuSeconds.toFixed(1)} s of CPU, ${peakMb.toFixed(0)} MB` : wall;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
