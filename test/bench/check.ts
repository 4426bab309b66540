import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorld, type World } from '../world/world.ts';
import { type Cost, measure, median, npmHere, outsideNpm, rounded } from './measure.ts';

const npq = join(process.cwd(), 'bin', 'npq.js');
/** The budget is for the second run (design, section 10). */
const budgetCpuSeconds = 1.5;

/**
 * `npq check` of a lockfile with 1,300 packages: for the first time, again with nothing changed, after one entry
 * was changed, and after a rule was. The registry is this machine's own, all other services are the test world's.
 * `--lockfile FOLDER` names a project to take instead of making one; `--rounds` is for the unchanged one.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { lockfile: { type: 'string' }, rounds: { type: 'string' } },
  });
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-bench-')));
  const world = await createWorld();
  try {
    const cwd = join(root, 'project');
    mkdirSync(cwd);
    if (values.lockfile === undefined) {
      writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'bench', version: '1.0.0' }));
      await lock(cwd, root, 'react-scripts@5');
    } else for (const name of files) cpSync(join(values.lockfile, name), join(cwd, name));
    const lockfile: { packages: object } = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8'));
    const packages = Object.keys(lockfile.packages).length - 1;
    const check = checker(cwd, root, world);
    const first = await check();
    const again: Checked[] = [];
    for (let round = 0; round < Number(values.rounds ?? 5); round += 1) again.push(await check());
    await lock(cwd, root, 'left-pad@1.3.0');
    const changed = await check();
    writeFileSync(join(root, 'npq', 'npq.json'), JSON.stringify({ rules: { deprecated: 'ask' } }));
    const otherRules = await check();
    const cpuSeconds = rounded(median(again.map((one) => one.cpuSeconds)), 2);
    const figures = {
      ...{ bench: 'check', packages, budgetCpuSeconds },
      first: shown(first),
      second: { ...shown(again[0] ?? first), cpuSeconds },
      ...{ changed: shown(changed), otherRules: shown(otherRules) },
    };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  } finally {
    await world.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

const files = ['package.json', 'package-lock.json'];

/** As npm locks it, which asks the registry of this machine. */
async function lock(cwd: string, root: string, spec: string): Promise<void> {
  const args = [await npmHere(), 'install', spec, '--package-lock-only', '--no-audit', '--no-fund'];
  await measure({ args, cwd, env: { ...outsideNpm(), npm_config_cache: join(root, 'cache') } });
}

interface Checked extends Cost {
  /** To services besides the registry. */
  readonly requests: number;
}

function checker(cwd: string, root: string, world: World): () => Promise<Checked> {
  const env = {
    ...outsideNpm(),
    ...{ npm_config_cache: join(root, 'cache'), npm_config_update_notifier: 'false' },
    ...{ NPQ_HOME: join(root, 'npq'), NPQ_SERVICES: world.servicesUrl },
  };
  return async () => {
    const before = world.requests.length;
    // The policy's answer to what it finds is not what is measured.
    const cost = await measure({ args: [npq, 'check', '--preset', 'report-only'], cwd, env });
    return { ...cost, requests: world.requests.length - before };
  };
}

function shown({ wallSeconds, cpuSeconds, requests }: Checked): object {
  return { cpuSeconds: rounded(cpuSeconds, 2), wallSeconds: rounded(wallSeconds, 1), requests };
}
