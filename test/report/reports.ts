import type { Finding, FindingDraft } from '../../src/model/finding.ts';
import type { UnknownResult } from '../../src/model/outcome.ts';
import type { Plan, PlanEntry, PlannedPackage } from '../../src/model/plan.ts';
import type { Report } from '../../src/model/report.ts';
import type { RuledFinding, RuledUnknown, Verdict } from '../../src/model/verdict.ts';
import type { PlacedWaiver, Waiver } from '../../src/model/waiver.ts';

/** Reports for the tests of this folder and of consent, built from the few words in which they differ. */
const registry = 'https://registry.example/';

export function entry(path: readonly string[], more: Partial<PlanEntry> = {}): PlanEntry {
  const id = path.at(-1) ?? '';
  const alias = id.slice(0, id.indexOf('@', 1));
  return {
    place: `node_modules/${alias}`,
    alias,
    packageKey: id,
    change: { kind: 'added' },
    dev: false,
    optional: false,
    peer: false,
    inert: false,
    direct: path.length === 1,
    path,
    ...more,
  };
}

/** `pkg('express@5.3.0', 'body-parser@2.0.0')` is body-parser, in the tree because of express. */
export function pkg(...path: readonly string[]): PlannedPackage {
  const id = path.at(-1) ?? '';
  const at = id.indexOf('@', 1);
  return {
    key: id,
    name: id.slice(0, at),
    version: id.slice(at + 1),
    origin: { kind: 'registry', registry },
    integrity: `sha512-${Buffer.from(id).toString('base64')}`,
    entries: [entry(path)],
    exactlyRequested: false,
    locked: false,
    looked: true,
    private: false,
  };
}

export function unlooked(spec: string, host: string, ...path: readonly string[]): PlannedPackage {
  return {
    ...pkg(...path),
    origin: { kind: 'git', spec, host },
    integrity: undefined,
    looked: false,
    permit: { spec, kind: 'git', host },
  };
}

export function finding(check: string, about: PlannedPackage, draft: Partial<FindingDraft> = {}): Finding {
  return {
    check,
    subject: { kind: 'package', key: about.key },
    facts: ['tarball'],
    severity: 'medium',
    confidence: 'high',
    message: `Something about ${check}`,
    advice: 'Do something about it.',
    data: {},
    ...draft,
  };
}

export function ruled(action: RuledFinding['action'], held: Finding): RuledFinding {
  return { finding: held, action, rule: `preset balanced: severity ${held.severity}` };
}

/** Of the project's npq.json, which has it in line 4. */
export function waiver(
  about: Pick<PlannedPackage, 'name' | 'version'>,
  more: Partial<Waiver> = {},
): PlacedWaiver {
  return {
    waiver: {
      ...{ package: about.name, versions: about.version, check: 'install-script', severity: 'medium' },
      ...{ reason: 'it only compiles', by: 'Ann Example <ann@mail.example>', expires: '2027-01-31', ...more },
    },
    ...{ at: { origin: 'project', file: 'npq.json', line: 4 }, counts: true },
  };
}

export function waived(by: PlacedWaiver, held: Finding, without: 'ask' | 'block' = 'ask'): RuledFinding {
  const { expires, by: author, reason } = by.waiver;
  const rule = `waived until ${expires} by ${author}: ${reason}`;
  return { finding: held, action: 'note', rule, waived: { by, without } };
}

export function scriptFinding(about: PlannedPackage, ...excerpt: readonly string[]): Finding {
  return finding('install-script', about, {
    message: 'Runs a script when it is installed',
    advice: 'Read the script, or install with --ignore-scripts.',
    excerpt,
    data: { events: ['postinstall'] },
  });
}

export function unknown(
  check: string,
  about: PlannedPackage,
  action: RuledUnknown['action'],
  more: Partial<UnknownResult> = {},
): RuledUnknown {
  return {
    unknown: {
      check,
      subject: { kind: 'package', key: about.key },
      reason: 'timeout',
      cause: 'environment',
      detail: 'registry.example did not answer within 30 s',
      essential: action === 'incomplete',
      ...more,
    },
    action,
    rule: 'preset balanced: essential check',
  };
}

interface Parts {
  readonly packages: readonly PlannedPackage[];
  readonly kind?: Verdict['kind'];
  readonly findings?: readonly RuledFinding[];
  readonly unknowns?: readonly RuledUnknown[];
  readonly plan?: Partial<Plan>;
  readonly more?: Partial<Report>;
}

export function report({ packages, kind = 'pass', findings = [], unknowns = [], plan, more }: Parts): Report {
  const checks = 5;
  const looked = packages.filter((one) => one.looked).length;
  const kinds = new Map<string, RuledUnknown[]>();
  for (const one of unknowns) {
    const key = `${one.unknown.check} ${one.unknown.reason}`;
    kinds.set(key, [...(kinds.get(key) ?? []), one]);
  }
  return {
    npqVersion: '0.1.0',
    npmVersion: '11.19.1',
    nodeVersion: '20.20.2',
    startedAt: '2026-11-20T12:00:00.000Z',
    preset: 'balanced',
    request: { verb: 'install', specs: [] },
    trust: [],
    plan: {
      path: '/home/ada/shop',
      global: false,
      packages,
      removed: [],
      heldBack: [],
      registries: [registry],
      notes: [],
      ...plan,
    },
    verdict: { kind, findings, unknowns },
    coverage: {
      packages: packages.length,
      vetted: 0,
      checks,
      clean: looked * checks - findings.length - unknowns.length,
      flagged: findings.length,
      notApplicable: 0,
      unknown: unknowns.length,
      vettedResults: 0,
      unknowns: [...kinds.values()].flatMap((same) => {
        const first = same[0]?.unknown;
        if (!first) return [];
        const { check, reason, cause, detail } = first;
        return [{ check, reason, cause, detail, count: same.length }];
      }),
    },
    notes: [],
    ...more,
  };
}

export function many(count: number, ...parents: readonly string[]): readonly PlannedPackage[] {
  return Array.from({ length: count }, (_, at) =>
    pkg(...parents, `part-${String(at).padStart(4, '0')}@1.0.${at}`),
  );
}
