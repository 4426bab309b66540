import type { Json } from '../model/finding.ts';
import { partsOf } from '../model/judgement.ts';
import { listed } from '../model/listed.ts';
import type { Absence } from '../model/outcome.ts';
import { formatId } from '../model/package-id.ts';
import type { Permit, PlannedPackage } from '../model/plan.ts';
import type { Report } from '../model/report.ts';
import { missingAlone, type RuledFinding, type Verdict } from '../model/verdict.ts';
import { pathLabel } from '../report/words.ts';
import { insteadOptions } from './instead.ts';
import { type PassingVersion, versionOptions } from './versions.ts';
import { waivable } from './waiving.ts';

/** What the user decided; every one but `proceed` and `abort` is an edit of request or plan. */
export type Choice =
  | { readonly kind: 'abort' }
  /** Ctrl-C, or a signal while the question stood there. */
  | { readonly kind: 'interrupted' }
  /** There was nothing to decide, or nobody to ask. */
  | { readonly kind: 'not-asked' }
  /** `accept`: kinds of facts whose absence need not be asked about again. */
  | { readonly kind: 'proceed'; readonly accept?: readonly Absence[] }
  /** None of dependencies, but those that were approved one by one. */
  | { readonly kind: 'without-scripts' }
  /** Ask for this package, or this version of it, in the place of what was typed, and plan again. */
  | {
      readonly kind: 'instead';
      readonly name: string;
      readonly target: string;
      readonly version?: string;
    }
  /** Record why a finding may pass, and look again. */
  | ({ readonly kind: 'waive' } & AnsweredWaiver)
  /** The install script of this one package may run; the others are asked about again. */
  | { readonly kind: 'approve-script'; readonly key: string }
  /** Contact these addresses and plan again. */
  | { readonly kind: 'permit'; readonly specs: readonly string[] };

/** What a waiver is for and why, as somebody typed it. */
export interface AnsweredWaiver {
  readonly package: string;
  readonly check: string;
  readonly reason: string;
  readonly until: string;
  readonly by: string;
}

export interface ChoiceOption {
  /** `evidence` and `waiver` lead on to reading, or to more questions. */
  readonly choice: Choice | { readonly kind: 'evidence' } | { readonly kind: 'waiver' };
  /** May hold foreign text; sanitized when shown. */
  readonly label: string;
}

/** More addresses than these are offered together only. */
const mostSingly = 5;
/** More scripts than these are nothing that somebody reads one by one. */
const mostApprovals = 4;

/** What was found out beside the report, to choose from. */
export interface Offered {
  /** Other versions of what was typed that pass the same checks. */
  readonly versions: readonly PassingVersion[];
  /** Whose npq.json a waiver would be kept in; absent where nobody may write one. */
  readonly waiversIn?: string;
}

/**
 * What can be chosen, the safe answer first; empty where there is no question: the plan passes, or it is
 * blocked and there is no answer that could help.
 */
export function choicesFor(
  report: Pick<Report, 'plan' | 'verdict' | 'request'>,
  offered: Offered = { versions: [] },
): readonly ChoiceOption[] {
  const { plan, verdict } = report;
  if (verdict.kind === 'pass') return [];
  const others = [...insteadOptions(report), ...versionOptions(offered.versions)];
  if (verdict.kind === 'block') return others.length === 0 ? [] : [nothing, ...others, evidence];
  const unlooked = plan.packages.filter((pkg) => !pkg.looked);
  // What lies behind an address that nobody has looked at is not known; so it is looked at first, or nothing.
  const ways =
    unlooked.length > 0
      ? permitOptions(unlooked)
      : [...others, ...installOptions(verdict, plan.packages), ...waiverOption(report, offered)];
  return [nothing, ...ways, evidence];
}

const nothing: ChoiceOption = { choice: { kind: 'abort' }, label: 'Install nothing' };
const evidence: ChoiceOption = {
  choice: { kind: 'evidence' },
  label: 'Look at the evidence, then ask again',
};

function waiverOption(
  report: Pick<Report, 'plan' | 'verdict'>,
  { waiversIn }: Offered,
): readonly ChoiceOption[] {
  const found = waivable(report);
  const [only, ...others] = found;
  if (only === undefined || waiversIn === undefined) return [];
  const what = others.length === 0 ? `${only.check} of ${only.package}` : `one of ${found.length} findings`;
  return [
    { choice: { kind: 'waiver' }, label: `Waive ${what}, with a reason, and keep that in ${waiversIn}` },
  ];
}

function installOptions(verdict: Verdict, packages: readonly PlannedPackage[]): readonly ChoiceOption[] {
  const { findings } = verdict;
  const missing = missingAlone(verdict);
  const approved = findings.some(({ finding }) => finding.data['npm'] === 'approved-now');
  const withoutScripts: ChoiceOption = {
    choice: { kind: 'without-scripts' },
    label: `Install, but run no ${approved ? 'other ' : ''}scripts of dependencies`,
  };
  return [
    ...(findings.some(asksAboutScript) ? [withoutScripts] : []),
    ...approvalOptions(findings, packages),
    {
      choice: { kind: 'proceed' },
      label: missing.length > 0 ? 'Install it all the same, this once' : 'Install it as it is',
    },
    ...(missing.length > 0 ? [acceptOption(missing)] : []),
  ];
}

/** A judgement tells more than that there is a script: approving the script alone would not answer it. */
function approvalOptions(
  findings: readonly RuledFinding[],
  packages: readonly PlannedPackage[],
): readonly ChoiceOption[] {
  const approvals = findings.flatMap(({ finding, action }): ChoiceOption[] => {
    const { subject, data } = finding;
    const open = action === 'ask' || data['npm'] === 'blocked';
    if (!open || finding.check !== 'install-script' || subject.kind !== 'package') return [];
    const pkg = packages.find(({ key }) => key === subject.key);
    const kept = keptIn(data['approvable']);
    if (pkg === undefined || kept === undefined) return [];
    const choice = { kind: 'approve-script', key: subject.key } as const;
    return [{ choice, label: `Approve the script of ${formatId(pkg)} alone, and keep that in ${kept}` }];
  });
  return approvals.length > mostApprovals ? [] : approvals;
}

function keptIn(approvable: Json | undefined): string | undefined {
  if (approvable === 'package.json') return 'package.json';
  return approvable === 'ledger' ? "npq's ledger" : undefined;
}

/** Where the network has no way to such a service, the same question in every install would be noise. */
function acceptOption(accept: readonly Absence[]): ChoiceOption {
  return {
    choice: { kind: 'proceed', accept },
    label: `Install it, and accept from now on that ${listed(accept, 3)} cannot be had here`,
  };
}

function asksAboutScript({ finding, action }: RuledFinding): boolean {
  return action === 'ask' && partsOf(finding).some(({ check }) => check === 'install-script');
}

function permitOptions(unlooked: readonly PlannedPackage[]): readonly ChoiceOption[] {
  const bySpec = new Map<string, { readonly permit: Permit; readonly pkg: PlannedPackage }>();
  for (const pkg of unlooked) {
    if (pkg.permit) bySpec.set(pkg.permit.spec, { permit: pkg.permit, pkg });
  }
  const asked = [...bySpec.values()];
  const singly = asked.length > mostSingly ? [] : asked.map(permitOption);
  if (asked.length < 2) return singly;
  const hosts = [...new Set(asked.map(({ permit }) => permit.host))];
  return [
    ...singly,
    {
      choice: { kind: 'permit', specs: asked.map(({ permit }) => permit.spec) },
      label: `Contact ${hosts.length === 1 ? hosts[0] : `${hosts.length} hosts`} to look at all ${asked.length}`,
    },
  ];
}

function permitOption({ permit, pkg }: { permit: Permit; pkg: PlannedPackage }): ChoiceOption {
  const path = pathLabel(pkg);
  return {
    choice: { kind: 'permit', specs: [permit.spec] },
    label: `Contact ${permit.host} to look at ${permit.spec}${path ? ` (${path})` : ''}`,
  };
}
