import type { Check, NpmFacts } from '../../src/checks/define.ts';
import { decodeOptions, type RawOptions } from '../../src/checks/options.ts';
import { type CheckEvidence, type PackageNeedKey, runChecks } from '../../src/checks/run.ts';
import type {
  Needs,
  ProjectScripts,
  PublishHistory,
  TarballContent,
  VersionDocument,
} from '../../src/evidence/needs.ts';
import { type Fact, known, type Unknown, unknown } from '../../src/model/fact.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { CheckResult } from '../../src/model/outcome.ts';
import type { Plan, PlanEntry, PlannedPackage } from '../../src/model/plan.ts';

/** Noon on the day on which all these tests play. */
export const noon = new Date('2026-11-20T12:00:00.000Z');

const registry = { kind: 'registry', registry: 'https://registry.example/' } as const;

/** A package that `project` asks for directly, from the registry, unless told otherwise. */
export function aPackage(given: Partial<PlannedPackage> & { path?: readonly string[] } = {}): PlannedPackage {
  const { path, ...fields } = given;
  const name = fields.name ?? 'teapot';
  const version = fields.version ?? '1.2.3';
  const key = fields.key ?? `${name}@${version}`;
  return {
    name,
    version,
    key,
    origin: registry,
    integrity: 'sha512-teapot',
    entries: [anEntry(key, path ?? [`${name}@${version}`])],
    exactlyRequested: false,
    locked: false,
    looked: true,
    private: false,
    ...fields,
  };
}

function anEntry(packageKey: string, path: readonly string[]): PlanEntry {
  return {
    place: `node_modules/${packageKey}`,
    alias: packageKey,
    packageKey,
    change: { kind: 'added' },
    dev: false,
    optional: false,
    peer: false,
    inert: false,
    direct: path.length === 1,
    path,
  };
}

export function aPlan(...packages: readonly PlannedPackage[]): Plan {
  return {
    path: '/home/ada/kitchen',
    global: false,
    packages,
    removed: [],
    heldBack: [],
    registries: ['https://registry.example/'],
    notes: [],
  };
}

/** What a package.json says that names no dependency, no file and no home. */
export const undescribed = {
  dependencies: {
    dependencies: new Map(),
    optionalDependencies: new Map(),
    peerDependencies: new Map(),
  },
  ...{ starts: [], forPlatforms: false, homes: [] },
} as const;

export function aTarball(
  manifest: { scripts?: Record<string, string>; gypfile?: boolean } = {},
  files: readonly string[] = ['package.json'],
): TarballContent {
  const { scripts = {}, ...others } = manifest;
  return {
    sha512: 'sha512-teapot',
    packedSize: 1000,
    unpackedSize: 3000,
    files: new Map(files.map((path) => [path, { size: 10, sha512: 'sha512-file', executable: false }])),
    oddities: [],
    manifest: {
      name: 'teapot',
      version: '1.2.3',
      scripts: new Map(Object.entries(scripts)),
      bundled: [],
      ...undescribed,
      ...others,
    },
  };
}

/** Facts about hooks of a package that starts none of its files, and of which there was nothing before. */
export const noHistory = {
  startedFiles: { files: [], unresolved: false },
  previousInstall: { releases: [] },
} as const;

type DocumentGiven = { scripts?: Record<string, string> } & Partial<Omit<VersionDocument, 'scripts'>>;

export function aDocument({ scripts = {}, ...others }: DocumentGiven = {}): VersionDocument {
  const map = new Map(Object.entries(scripts));
  return {
    ...{ name: 'teapot', version: '1.2.3', scripts: map, dist: {}, signatures: [], attested: false },
    tellsAll: true,
    ...others,
  };
}

export function publishedAt(iso: string): PublishHistory {
  return { publishedAt: iso, versions: [{ version: '1.2.3', at: iso }] };
}

type Hole = Needs['advisories']['holes'][number];

/** Nobody has a record of it, and all were asked. */
export const noAdvisories: Needs['advisories'] = {
  ...{ holes: [], uncovered: new Map(), silent: new Map() },
  spoke: ['osvAdvisories'],
  asOf: new Map(),
};

/** Nobody could be asked who would know of this kind. */
export function silentAbout(kind: Hole['kind']): Needs['advisories'] {
  return { ...noAdvisories, uncovered: new Map([[kind, offline]]) };
}

export function aHole(given: Partial<Hole> = {}): Hole {
  return {
    ...{ ids: ['GHSA-1'], kind: 'vulnerability', severity: 'high', rated: true, summary: 'A hole' },
    ...given,
  };
}

/** Facts by key; a plain value is known. What is not given was never asked for, and asking is a mistake. */
export type Given = { readonly [K in keyof Needs]?: Needs[K] | Unknown };

export interface Circumstances {
  readonly pkg?: PlannedPackage;
  readonly plan?: Plan;
  readonly npm?: NpmFacts;
  readonly options?: RawOptions;
  readonly vetted?: boolean;
}

export const npm11: NpmFacts = {
  ...{ major: 11, ignoreScripts: false, approved: new Set() },
  ...{ unreviewed: 'warned', approvals: 'package.json' },
};
export const npm10: NpmFacts = { ...npm11, major: 10, unreviewed: 'runs', approvals: 'ledger' };
export const npm12: NpmFacts = { ...npm11, major: 12, unreviewed: 'blocked' };

/** Runs one check as the pipeline does, on one package (or the project), and answers how it ended. */
export function outcomeOf(check: Check, given: Given, circumstances: Circumstances = {}): CheckResult {
  const { pkg = aPackage(), npm = npm11, options, vetted = false } = circumstances;
  const [result] = runChecks({
    plan: circumstances.plan ?? aPlan(pkg),
    checks: [check],
    options: decodeOptions([check], options),
    now: noon,
    npm,
    vetted: () => vetted,
    evidence: evidenceOf(given),
  });
  if (result === undefined) throw new Error('the check has nothing to look at');
  return result;
}

/** The only finding of a check that must have flagged. */
export function findingOf(check: Check, given: Given, circumstances: Circumstances = {}): Finding {
  const result = outcomeOf(check, given, circumstances);
  const [finding, ...others] = result.kind === 'flagged' ? result.findings : [];
  if (finding === undefined || others.length > 0) throw new Error(`expected one finding, got ${result.kind}`);
  return finding;
}

export function evidenceOf(given: Given): CheckEvidence {
  const asFact = <K extends keyof Needs>(key: K): Fact<Needs[K]> => {
    const value = given[key];
    if (value === undefined) throw new Error(`nobody said what ${key} is`);
    return isUnknown(value) ? value : known(value as Needs[K], 'test', noon);
  };
  return {
    fact: <K extends PackageNeedKey>(_pkg: PlannedPackage, key: K) => asFact(key),
    get project() {
      return asFact('projectScripts');
    },
  };
}

function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && 'status' in value && value.status === 'unknown';
}

export const offline = unknown('offline', 'test', 'the registry cannot be reached');

export function projectScripts(given: Partial<ProjectScripts> & { run?: Record<string, string> }) {
  const { run = {}, ...others } = given;
  const label = others.label ?? 'package.json';
  const scripts = new Map(Object.entries(run));
  return { file: `/home/ada/kitchen/${label}`, label, scripts, hash: 'abc', seen: false, ...others };
}
