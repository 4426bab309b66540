import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, median, npmHere, outsideNpm, rounded } from './measure.ts';

/** What a script that does nothing costs through npq, beside npm: `npq run noop` and `npm run noop` in turn. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string' } } });
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-bench-')));
  const cwd = join(root, 'project');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{"name":"bench","version":"1.0.0","scripts":{"noop":"true"}}\n');
  const env = { ...outsideNpm(), npm_config_cache: join(root, 'cache'), npm_config_update_notifier: 'false' };
  const seconds = async (cli: string) =>
    (await measure({ args: [cli, 'run', 'noop'], cwd, env })).wallSeconds;
  try {
    const npm = await npmHere();
    const npq = join(process.cwd(), 'bin', 'npq.js');
    const plain: number[] = [];
    const through: number[] = [];
    for (let round = 0; round < Number(values.rounds ?? 20); round += 1) {
      plain.push(await seconds(npm));
      through.push(await seconds(npq));
    }
    const [npmMs, npqMs] = [plain, through].map((all) => rounded(median(all) * 1000, 0));
    const ratio = rounded(median(through) / median(plain), 3);
    process.stdout.write(`${JSON.stringify({ bench: 'start', ratio, npmMs, npqMs })}\n`);
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}
