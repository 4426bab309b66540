import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLocalDatabase } from '../../src/evidence/advisories/database/place.ts';
import { localFeed } from '../../src/evidence/advisories/local-feed.ts';
import { nodeFiles } from '../../src/host/files.ts';
import type { PlannedPackage } from '../../src/model/plan.ts';
import { holeRecord, malwareRecord, type OsvDumpRecord } from '../world/osv-dump.ts';
import { createWorld } from '../world/world.ts';
import { zipOf } from '../world/zip.ts';
import { measure, median, outsideNpm, rounded } from './measure.ts';

const corpus = join(process.cwd(), '..', 'shared', 'corpus');
const planSize = 1_300;
/** Of a plan's packages, about so many ever had an advisory. */
const everNamed = 0.15;

/**
 * What the local advisory database costs: `npq db update` of a dump as large as OSV's, then opening it and asking
 * it about a plan of 1,300 packages. Each is a process of its own, which asks once, as npq does; the figures are
 * medians. `worstLookupMs`: every package of the plan is in it.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { records: { type: 'string' }, rounds: { type: 'string' }, ask: { type: 'string' } },
  });
  if (values.ask !== undefined) return askOnce(values.ask);
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-bench-')));
  const cwd = join(root, 'project');
  mkdirSync(cwd);
  const world = await createWorld({ sentinels: false });
  try {
    const records = synthetic(Number(values.records ?? 220_000));
    world.osvDump.lie.zip = zipOf(
      records.map((record) => ({ name: `${record.id}.json`, content: JSON.stringify(record) })),
    );
    const env = { ...outsideNpm(), NPQ_HOME: join(root, 'npq'), NPQ_SERVICES: world.servicesUrl };
    const npq = join(process.cwd(), 'bin', 'npq.js');
    const build = await measure({ args: [npq, 'db', 'update'], cwd, env });
    const path = join(root, 'npq', 'cache', 'advisories.npqdb');
    const rounds = Number(values.rounds ?? 9);
    const usual = await asked(rounds, root, path, namesOf(records, everNamed));
    const worst = await asked(rounds, root, path, namesOf(records, 1));
    const figures = {
      ...{ bench: 'db', records: records.length, openMs: usual.openMs },
      ...{ lookupMs: usual.lookupMs, lookupCpuMs: usual.lookupCpuMs },
      ...{ worstLookupMs: worst.lookupMs, worstLookupCpuMs: worst.lookupCpuMs },
      fileMb: rounded(statSync(path).size / 1e6, 1),
      buildSeconds: rounded(build.wallSeconds, 1),
      buildCpuSeconds: rounded(build.cpuSeconds, 1),
      peakMb: rounded(build.peakMb, 0),
    };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  } finally {
    await world.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

const figureNames = ['openMs', 'lookupMs', 'lookupCpuMs'] as const;
type Figures = Readonly<Record<(typeof figureNames)[number], number>>;

async function asked(rounds: number, root: string, path: string, names: readonly string[]): Promise<Figures> {
  const question = join(root, 'question.json');
  writeFileSync(question, JSON.stringify({ path, names }));
  const runs: Figures[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [, script = ''] = process.argv;
    const { stdout } = spawnSync(process.execPath, [script, 'db', '--ask', question], { encoding: 'utf8' });
    runs.push(JSON.parse(stdout) as Figures);
  }
  const medians = figureNames.map((name) => [name, rounded(median(runs.map((one) => one[name])), 1)]);
  return Object.fromEntries(medians) as Figures;
}

/** In the process that asks: opening, and then the answer on the whole plan, opening taken off again. */
async function askOnce(question: string): Promise<void> {
  const { path, names } = JSON.parse(readFileSync(question, 'utf8')) as { path: string; names: string[] };
  const start = performance.now();
  const local = await openLocalDatabase(nodeFiles, path);
  if (local.kind !== 'open') throw new Error(`the database is ${local.kind}`);
  await local.database.close();
  const openMs = performance.now() - start;

  const feed = localFeed({ files: nodeFiles, clock: { now: () => new Date() }, path, maxAgeDays: 7 });
  const cpu = process.cpuUsage();
  const asking = performance.now();
  const answers = await feed.load(names.map(planned));
  const lookupMs = performance.now() - asking - openMs;
  const { user, system } = process.cpuUsage(cpu);
  if ([...answers.values()].some(({ status }) => status !== 'known')) throw new Error('not known');
  process.stdout.write(JSON.stringify({ openMs, lookupMs, lookupCpuMs: (user + system) / 1_000 }));
}

/** Real ones of the corpus where it is there, and as many of their kind as are missing: 19 of 20 are malware. */
function synthetic(count: number): readonly OsvDumpRecord[] {
  const modified = (index: number) => new Date(Date.now() - index * 60_000).toISOString();
  const real = [
    ...corpusNames('malicious-npm.jsonl', 'name').map((name, index) =>
      malware(name, `MAL-2026-${index}`, modified(index)),
    ),
    ...corpusNames('vulnerable-npm.jsonl', 'package').map((name, index) =>
      holeRecord(name, { id: `GHSA-real-${index}`, modified: modified(index), fixed: '4.17.21' }),
    ),
  ];
  const made = Array.from({ length: Math.max(0, count - real.length) }, (_, index) => {
    const name = `${index % 3 === 0 ? '@scope' : 'package'}-${(index * 2_654_435_761) % 4_294_967_296}/tool`;
    return index % 20 === 0
      ? holeRecord(name, { id: `GHSA-made-${index}`, modified: modified(index), fixed: '2.3.4' })
      : malware(name, `MAL-2025-${index}`, modified(index));
  });
  return [...real, ...made];
}

/** As long as most are, in the words of those who collect them. */
function malware(name: string, id: string, modified: string): OsvDumpRecord {
  const details = `The package ${name} was found to contain malicious code. `.repeat(20);
  return { ...malwareRecord(name, { id, modified }), details };
}

function corpusNames(file: string, key: string): readonly string[] {
  const path = join(corpus, file);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => String((JSON.parse(line) as Record<string, unknown>)[key]));
}

function namesOf(records: readonly OsvDumpRecord[], share: number): readonly string[] {
  const affected = records.flatMap((record) => (record['affected'] ?? []) as { package: { name: string } }[]);
  const all = [...new Set(affected.map((one) => one.package.name))];
  const step = Math.floor(all.length / planSize);
  return Array.from({ length: planSize }, (_, index) =>
    index < planSize * share ? (all[index * step] ?? '') : `unheard-of-${index}`,
  );
}

function planned(name: string): PlannedPackage {
  return {
    ...{ key: `${name}@1.2.3`, name, version: '1.2.3', integrity: undefined, entries: [] },
    origin: { kind: 'registry', registry: 'https://registry.example/' },
    ...{ exactlyRequested: false, locked: false, looked: true, private: false },
  };
}
