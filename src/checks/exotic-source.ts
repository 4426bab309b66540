import * as v from 'valibot';
import type { FindingDraft, Severity } from '../model/finding.ts';
import { flag, notApplicable } from '../model/outcome.ts';
import type { Plan, PlannedPackage } from '../model/plan.ts';
import { isAskedForByOwnCode } from './asked-for.ts';
import { defineCheck } from './define.ts';
import { adviceFor, dataOf, type Exotic, messageOf } from './exotic-words.ts';

export default defineCheck({
  id: 'exotic-source',
  title: 'Comes from a git repository, an address or a folder instead of a registry',
  why: 'No registry keeps its versions, scans it or can take it back, and what a branch or address serves can change.',
  scope: 'package',
  needs: [],
  uses: [],
  essential: false,
  leaves: 'Nothing.',
  options: v.object({}),
  applies: ({ pkg }) => pkg.origin.kind !== 'registry' && pkg.origin.kind !== 'workspace',
  run(_facts, _maybe, { pkg, plan }) {
    const { origin } = pkg;
    if (origin.kind === 'registry' || origin.kind === 'workspace') return notApplicable;
    return flag(describe(origin, pkg, plan));
  },
});

function describe(origin: Exotic, pkg: PlannedPackage, plan: Plan): FindingDraft {
  const direct = pkg.entries.some((entry) => entry.direct);
  const ownCode = direct || isAskedForByOwnCode(pkg, plan);
  const severity = pkg.madeBy === undefined ? severityOf(origin, direct, ownCode) : 'high';
  return {
    severity,
    confidence: 'high',
    message: `${messageOf(origin, pkg)}${direct || origin.kind === 'bundled' ? '' : '; a dependency asks for it, not you'}`,
    advice: adviceFor(origin, pkg, ownCode),
    ...(severity === 'high' || origin.kind === 'bundled' ? {} : { circumstantial: true }),
    data: { ...dataOf(origin, pkg), direct },
  };
}

function severityOf(origin: Exotic, direct: boolean, ownCode: boolean): Severity {
  switch (origin.kind) {
    case 'git':
    case 'remote':
      // How the worms of 2026 spread: one new line in a package that many trust, pointing at a repository.
      return direct ? 'medium' : 'high';
    case 'file':
    case 'directory':
      return ownCode ? 'low' : 'high';
    case 'bundled':
      return 'info';
  }
}
