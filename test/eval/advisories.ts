import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import semver from 'semver';
import { holesOf } from '../../src/evidence/advisories/holes.ts';
import { decodeOsvRecord, type OsvRecord } from '../../src/evidence/advisories/osv-record.ts';
import { ownFeed } from '../../src/evidence/advisories/own-feed.ts';
import type { PlannedPackage } from '../../src/model/plan.ts';

/**
 * Real advisories through decoding, ranges and merging: is every one told for a version that it is about, and
 * for none that mends it? `--corpus DIR` names the folder of malicious-npm.jsonl and vulnerable-npm.jsonl.
 */
interface Malicious {
  readonly name: string;
  readonly all: boolean;
  readonly versions: readonly string[];
  readonly ranges: readonly string[];
  readonly ids: readonly string[];
}
interface Vulnerable {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly package: string;
  readonly ranges: readonly string[];
  readonly fixed: readonly string[];
  readonly severity: string;
  readonly malware: boolean;
}
interface Case {
  readonly record: OsvRecord;
  readonly name: string;
  readonly affected: readonly string[];
  readonly mended: readonly string[];
  readonly malware: boolean;
  readonly severity?: string;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { corpus: { type: 'string' } } });
  const corpus = values.corpus ?? '../shared/corpus';
  if (!existsSync(join(corpus, 'malicious-npm.jsonl'))) {
    say(`Skipped: there is no corpus at ${corpus}.`);
    return;
  }
  const malicious = lines<Malicious>(join(corpus, 'malicious-npm.jsonl')).map(maliciousCase);
  const vulnerable = lines<Vulnerable>(join(corpus, 'vulnerable-npm.jsonl')).map(vulnerableCase);
  const recorded = readdirSync(join(corpus, 'osv')).filter((file) => file.endsWith('.json'));
  const undecoded = recorded.filter(
    (file) => decodeOsvRecord(JSON.parse(readFileSync(join(corpus, 'osv', file), 'utf8'))) === undefined,
  );
  const [ofMalware, ofHoles] = [await replay(malicious), await replay(vulnerable)];
  for (const miss of [...ofMalware.missed, ...ofHoles.missed].slice(0, 20)) say(`missed: ${miss}`);
  for (const wrong of [...ofMalware.wrong, ...ofHoles.wrong].slice(0, 20))
    say(`told though mended: ${wrong}`);
  say(
    JSON.stringify({
      eval: 'advisories',
      malware: summary(ofMalware),
      vulnerabilities: summary(ofHoles),
      undecoded: undecoded.length,
    }),
  );
}

interface Replayed {
  readonly asked: number;
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
}

function summary({ asked, missed, wrong }: Replayed): object {
  return { asked, recall: (asked - missed.length) / asked, toldThoughMended: wrong.length };
}

async function replay(cases: readonly Case[]): Promise<Replayed> {
  const feed = ownFeed(
    cases.map(({ record }) => record),
    new Date(0),
  );
  const told = async (name: string, version: string) => {
    const pkg = planned(name, version);
    const fact = (await feed.load([pkg])).get(pkg.key);
    return fact?.status === 'known' ? holesOf(fact.value.advisories, version) : [];
  };
  const missed: string[] = [];
  const wrong: string[] = [];
  let asked = 0;
  for (const { record, name, affected, mended, malware, severity } of cases) {
    const mine = (holes: Awaited<ReturnType<typeof told>>) =>
      holes.find(({ ids }) => ids.includes(record.id));
    for (const version of affected) {
      asked += 1;
      const hole = mine(await told(name, version));
      const right =
        hole !== undefined &&
        (hole.kind === 'malware') === malware &&
        (malware || severity === undefined || hole.severity === severity);
      if (!right) missed.push(`${record.id} ${name}@${version}`);
    }
    for (const version of mended) {
      if (mine(await told(name, version))) wrong.push(`${record.id} ${name}@${version}`);
    }
  }
  return { asked, missed, wrong };
}

function maliciousCase({ name, all, versions, ranges, ids }: Malicious): Case {
  const affected = [...versions, ...ranges.flatMap(sample), ...(all ? ['1.0.0'] : [])];
  const [id = `MAL-${name}`, ...aliases] = ids;
  const record = recordOf({
    ...{ id, aliases, name, versions, ranges: all ? ['>= 0.0.0'] : ranges },
    database_specific: { cwe_ids: ['CWE-506'] },
  });
  return { record, name, affected, mended: [], malware: true };
}

function vulnerableCase(one: Vulnerable): Case {
  const { id, aliases, package: name, ranges, fixed, severity, malware } = one;
  const record = recordOf({
    ...{ id, aliases, name, versions: [], ranges },
    database_specific: { severity: severity.toUpperCase(), cwe_ids: malware ? ['CWE-506'] : [] },
  });
  const ours = severity.toLowerCase() === 'moderate' ? 'medium' : severity.toLowerCase();
  const inAnother = (version: string) => ranges.some((range) => semver.satisfies(version, range));
  return {
    ...{ record, name, malware, severity: ours, affected: ranges.flatMap(sample) },
    mended: fixed.filter((version) => semver.valid(version) !== null && !inAnother(version)),
  };
}

function sample(range: string): readonly string[] {
  const lowest = semver.validRange(range) === null ? null : semver.minVersion(range);
  return lowest === null ? [] : [lowest.version];
}

interface Draft {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly name: string;
  readonly versions: readonly string[];
  readonly ranges: readonly string[];
  readonly database_specific: object;
}

/** In OSV's form, as the service would serve it. */
function recordOf({ name, versions, ranges, ...others }: Draft): OsvRecord {
  const id = others.id.replace(/[^\w.:-]/g, '-').slice(0, 128);
  const affected = {
    ...{ package: { ecosystem: 'npm', name }, versions },
    ranges: ranges.map((range) => ({ type: 'SEMVER', events: eventsOf(range) })),
  };
  const record = decodeOsvRecord({ ...others, id, affected: [affected] });
  if (record === undefined) throw new Error(`${id} cannot be decoded`);
  return record;
}

function eventsOf(range: string): readonly object[] {
  const bounds = [...range.matchAll(/(>=|<=|<|>|=)\s*v?([\w.+-]+)/g)];
  const events = bounds.flatMap<object>(([, sign, version = '']) => {
    if (sign === '<') return [{ fixed: version }];
    if (sign === '<=') return [{ last_affected: version }];
    return sign === '=' ? [{ introduced: version }, { last_affected: version }] : [{ introduced: version }];
  });
  return events.some((event) => 'introduced' in event) ? events : [{ introduced: '0' }, ...events];
}

function planned(name: string, version: string): PlannedPackage {
  const key = `${name}@${version}`;
  const origin = { kind: 'registry', registry: 'https://registry.example/' } as const;
  return {
    ...{ key, name, version, origin, integrity: undefined, entries: [] },
    ...{ exactlyRequested: false, locked: false, looked: true, private: false },
  };
}

function lines<T>(file: string): readonly T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
