import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import typosquat from '../../src/checks/typosquat.ts';
import { unknown } from '../../src/model/fact.ts';
import { lookalikeOf } from '../../src/names/known.ts';
import { readLookalikes } from '../../src/names/lookalike.ts';
import { popularNames } from '../../src/names/popular-names.ts';
import { aPackage, offline, outcomeOf } from '../checks/given.ts';
import { corpusFolder, readCsv, typedPath } from './corpus.ts';

/**
 * Whom does the check flag? The corpus knows no downloads: its names are judged as ones that hardly anybody
 * downloads, squats and honest look-alikes alike, as directly asked for, their age unknown. `byNameAlone` is what
 * is flagged where downloads cannot be found out either. Names of a list are judged with the downloads it gives.
 */
const often = 10_000;
const daysInMonth = 30.4;
const notDone = { recall: 0.88, negatives: 0.03, popular: 0.005 };

const popular = popularNames.split(' ');
const isPopular = new Set(popular);

export async function run(args: readonly string[]): Promise<void> {
  const options = { corpus: { type: 'string' }, names: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const folder = corpusFolder(values.corpus);
  const pairs = folder === undefined ? undefined : popularPairs(join(folder, 'typosquat-pairs.csv'));
  const negatives = folder === undefined ? undefined : honest(join(folder, 'typosquat-negatives.csv'));
  if (pairs === undefined || negatives === undefined)
    say('the corpus is absent: recall and negatives skipped');
  const list = values.names === undefined ? undefined : readNames(typedPath(values.names));
  if (list === undefined) say('no --names FILE.tsv: names with downloads skipped');

  const squats = measured(
    'strong pairs',
    pairs?.map(({ squat }) => ({ name: squat, monthly: 0 })),
  );
  const lookalikes = measured(
    'honest look-alikes',
    negatives?.map((name) => ({ name, monthly: 0 })),
  );
  const used = measured(
    'often downloaded names',
    list?.filter(({ monthly }) => monthly > often),
  );
  for (const line of pairs === undefined ? [] : byClass(pairs)) say(line);
  const heldOut = heldOutFlagged();
  say(`popular names that the index was not given: ${percent(heldOut)} flagged by the name alone`);

  const result = {
    eval: 'typosquat',
    recall: squats?.share ?? null,
    negativesFlagged: lookalikes?.share ?? null,
    popularFlagged: used?.share ?? null,
    nanosecondsPerName: nanosecondsPerName([
      ...(pairs ?? []).map(({ squat }) => squat),
      ...(negatives ?? []),
    ]),
    buildMilliseconds: buildMilliseconds(),
    counts: {
      pairs: squats?.counts,
      negatives: lookalikes?.counts,
      popular: used?.counts,
      list: popular.length,
    },
    byNameAlone: {
      ...{ recall: squats?.nameAlone ?? null, negativesFlagged: lookalikes?.nameAlone ?? null },
      ...{ popularFlagged: used?.nameAlone ?? null, heldOutFlagged: heldOut },
    },
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  const failed =
    (result.recall !== null && result.recall < notDone.recall) ||
    (result.negativesFlagged !== null && result.negativesFlagged > notDone.negatives) ||
    (result.popularFlagged !== null && result.popularFlagged > notDone.popular);
  if (failed) process.exitCode = 1;
}

interface Named {
  readonly name: string;
  readonly monthly: number;
}

function measured(what: string, names: readonly Named[] | undefined) {
  if (names === undefined || names.length === 0) return undefined;
  const flagged = names.filter(({ name, monthly }) => isFlagged(name, monthly));
  const alone = names.filter(({ name }) => isFlagged(name, undefined));
  const share = flagged.length / names.length;
  const nameAlone = alone.length / names.length;
  say(
    `${what}: ${flagged.length} of ${names.length} flagged (${percent(share)}); by the name alone ${percent(nameAlone)}`,
  );
  return { share, nameAlone, counts: { total: names.length, flagged: flagged.length } };
}

function isFlagged(name: string, monthly: number | undefined): boolean {
  const weekly = monthly === undefined ? undefined : Math.round((monthly / daysInMonth) * 7);
  const downloads =
    weekly === undefined ? unknown('offline', 'eval', 'not asked') : { weekly, until: '2026-11-18' };
  const facts = { downloads, publishHistory: offline };
  return outcomeOf(typosquat, facts, { pkg: aPackage({ name }) }).kind === 'flagged';
}

interface Pair {
  readonly squat: string;
  readonly target: string;
  readonly classes: readonly string[];
}

function popularPairs(file: string): readonly Pair[] | undefined {
  return readCsv(file)
    ?.filter((row) => row.get('quality') === 'strong' && isPopular.has(row.get('target') ?? ''))
    .map((row) => ({
      squat: row.get('squat') ?? '',
      target: row.get('target') ?? '',
      classes: (row.get('class') ?? '').replace(/[[\]']/g, '').split(/[,;]\s*/),
    }));
}

/** What the researchers found to be a squat after all is none of the honest ones. */
function honest(file: string): readonly string[] | undefined {
  return readCsv(file)
    ?.filter((row) => !/is_FP=No\b/.test(row.get('source') ?? ''))
    .map((row) => row.get('package') ?? '');
}

/** `name<TAB>downloads a month`; lines without a number, such as a header, are left out. */
function readNames(file: string): readonly Named[] {
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .flatMap((line) => {
      const [name = '', count = ''] = line.split(line.includes('\t') ? '\t' : ',').map((cell) => cell.trim());
      const monthly = Number(count.replace(/[_\s]/g, ''));
      return name === '' || count === '' || Number.isNaN(monthly) ? [] : [{ name, monthly }];
    });
}

function byClass(pairs: readonly Pair[]): readonly string[] {
  const classes = new Map<string, { total: number; flagged: number; missed: string[] }>();
  for (const { squat, classes: names } of pairs) {
    const flagged = isFlagged(squat, 0);
    for (const name of names.map((one) => one.toLowerCase().replace('1- step', '1-step') || 'of no class')) {
      const counts = classes.get(name) ?? { total: 0, flagged: 0, missed: [] };
      classes.set(name, counts);
      counts.total += 1;
      if (flagged) counts.flagged += 1;
      else counts.missed.push(squat);
    }
  }
  return [...classes]
    .sort(([, a], [, b]) => b.total - a.total)
    .map(([name, { total, flagged, missed }]) => {
      const not = missed.length === 0 ? '' : `; not ${missed.slice(0, 8).join(', ')}`;
      return `  ${name}: ${flagged} of ${total}${not}`;
    });
}

/** Each fifth of the popular names against an index of the others. */
function heldOutFlagged(): number {
  const fifths = [0, 1, 2, 3, 4];
  const flagged = fifths.flatMap((fifth) => {
    const others = readLookalikes(popular.filter((_name, rank) => rank % 5 !== fifth));
    const held = popular.filter((_name, rank) => rank % 5 === fifth);
    return held.filter((name) => others.of(name)?.strength === 'strong');
  });
  return flagged.length / popular.length;
}

/** The best of some rounds: whatever else runs on the machine only makes it slower. */
function nanosecondsPerName(names: readonly string[]): number | null {
  if (names.length === 0) return null;
  const rounds = Array.from({ length: 10 }, () => {
    const start = process.hrtime.bigint();
    for (const name of names) lookalikeOf(name);
    return Number(process.hrtime.bigint() - start) / names.length;
  });
  return Math.round(Math.min(...rounds));
}

function buildMilliseconds(): number {
  const start = performance.now();
  readLookalikes(popularNames.split(' ')).of('nobody-is-called-that');
  return Math.round(performance.now() - start);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
