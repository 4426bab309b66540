import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import plainPacote from 'pacote';
import { openInspection } from '../../src/content/inspection.ts';
import { decodeManifest } from '../../src/content/packed-manifest.ts';
import { createTarballReads } from '../../src/evidence/tarball-reads.ts';
import { type HostileFile, hostileFiles } from './hostile-files.ts';
import { measure, median, npmHere, outsideNpm, rounded } from './measure.ts';

/**
 * Reading and inspecting all tarballs of a tree beside unpacking them as npm does, both from npm's cache and in
 * turn in this one process; then what single hostile files cost. Only the ratio counts: the machine is never
 * quiet. `--only tree` and `--only hostile` leave the other part out.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tree: { type: 'string', default: 'react-scripts@5' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
    },
  });
  const tree = values.only === 'hostile' ? {} : await ofTree(values.tree, Number(values.rounds));
  const chosen = values.only === 'tree' ? [] : hostileFiles();
  const hostile = chosen.map((file) => ({ what: file.what, ms: costOf(file) }));
  const worstMs = Math.max(0, ...hostile.map(({ ms }) => ms));
  const budget = { ratio: 1.5, worstMs: 200 };
  process.stdout.write(`${JSON.stringify({ bench: 'content', ...tree, worstMs, hostile, budget })}\n`);
}

/** The types of npm's libraries have what npq uses, and npq never unpacks anything. */
const pacote = plainPacote as unknown as {
  extract(spec: string, folder: string, options: Readonly<Record<string, unknown>>): Promise<unknown>;
};

interface Locked {
  readonly spec: string;
  readonly resolved: string;
  readonly integrity: string;
}

const atOnce = 15;

async function ofTree(spec: string, rounds: number): Promise<object> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-bench-')));
  try {
    const { packages, cache } = await lockAndFetch(spec, root);
    const options = { cache: join(cache, '_cacache'), offline: true };
    const costs = { unpack: [] as number[], scan: [] as number[], ratio: [] as number[] };
    let packedBytes = 0;
    let unpackedBytes = 0;
    let peakMb = 0;
    // The first round only warms everything up.
    for (let round = 0; round <= rounds; round += 1) {
      const unpack = await seconds(() =>
        inTurns(packages, (one, index) =>
          pacote.extract(one.spec, join(root, 'unpacked', String(round), String(index)), {
            ...options,
            ...one,
          }),
        ),
      );
      const reads = createTarballReads({ options });
      packedBytes = 0;
      unpackedBytes = 0;
      const watch = setInterval(() => {
        peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1024 / 1024);
      }, 50);
      const scan = await seconds(() =>
        inTurns(packages, async (one) => {
          const outcome = await reads.read(one, one.spec);
          if ('status' in outcome) throw new Error(`${one.spec}: ${outcome.detail}`);
          packedBytes += outcome.content.packedSize;
          unpackedBytes += outcome.content.unpackedSize;
        }),
      );
      clearInterval(watch);
      if (round === 0) continue;
      costs.unpack.push(unpack);
      costs.scan.push(scan);
      costs.ratio.push(scan / unpack);
    }
    const scanSeconds = median(costs.scan);
    return {
      ...{ spec, packages: packages.length, packedMB: rounded(packedBytes / 1e6, 1) },
      ...{ unpackSeconds: rounded(median(costs.unpack), 2), scanSeconds: rounded(scanSeconds, 2) },
      ...{ ratio: rounded(median(costs.ratio), 2), peakMb: Math.round(peakMb) },
      megabytesPerSecond: rounded(unpackedBytes / 1e6 / scanSeconds, 1),
    };
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** npm itself makes the lockfile and fills its cache; nothing of the packages is run. */
async function lockAndFetch(spec: string, root: string) {
  const cwd = join(root, 'project');
  const cache = join(root, 'cache');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{"name":"bench","version":"1.0.0"}\n');
  const env = { ...outsideNpm(), npm_config_cache: cache, npm_config_update_notifier: 'false' };
  const npm = await npmHere();
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await measure({ args: [npm, 'install', spec, '--package-lock-only', ...flags], cwd, env });
  await measure({ args: [npm, 'ci', ...flags], cwd, env });
  const lockfile: { packages: Record<string, { version?: string; integrity?: string; name?: string }> } =
    JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8'));
  const byIntegrity = new Map<string, Locked>();
  for (const [place, { version, integrity, name }] of Object.entries(lockfile.packages)) {
    // What is for other systems was not fetched.
    if (integrity === undefined || !existsSync(join(cwd, place))) continue;
    const label = `${name ?? place.slice(place.lastIndexOf('node_modules/') + 13)}@${version}`;
    // Nobody is asked at this address: the hash leads to the bytes in the cache.
    byIntegrity.set(integrity, { spec: label, resolved: 'https://registry.example/a.tgz', integrity });
  }
  return { packages: [...byIntegrity.values()], cache };
}

async function inTurns<T>(
  items: readonly T[],
  task: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next; index < items.length; index = next) {
      next += 1;
      const item = items[index];
      if (item !== undefined) await task(item, index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function seconds(task: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await task();
  return (performance.now() - started) / 1_000;
}

/** Started at install, where most is done with it; milliseconds of CPU, the best of three. */
function costOf({ path, bytes }: HostileFile): number {
  const command = path.endsWith('.sh') ? `sh ${path}` : `node ${path}`;
  const document = { name: 'a', version: '1.0.0', scripts: { postinstall: command } };
  const decoded = decodeManifest(JSON.stringify(document));
  if (decoded.status !== 'decoded') throw new Error(decoded.detail);
  const files = new Map([[path, { size: bytes.length, sha512: '', executable: false }]]);
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    const inspection = openInspection();
    inspection.file(path, bytes, bytes.length);
    inspection.finish(decoded.manifest, files);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return rounded(Math.min(...times), 1);
}
