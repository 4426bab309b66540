import type { Report, ToldWaiver } from '../model/report.ts';
import { messageText } from './escape-sarif.ts';
import { forJson } from './sanitize.ts';
import { isResult, type SarifFrame, sarifResults } from './sarif-results.ts';
import { type Rule, ruleReference, sarifRule } from './sarif-rules.ts';
import { counted, formatNumber, reasonWords } from './words.ts';

export type { SarifFrame } from './sarif-results.ts';

/** GitHub takes 25,000 results and shows 5,000 of them. */
const mostResults = 5_000;

type Level = 'error' | 'warning' | 'note';

interface Notification {
  readonly level: Level;
  readonly message: { readonly text: string };
  readonly associatedRule?: { readonly id: string; readonly index?: number };
}

/** A log of the Static Analysis Results Interchange Format 2.1.0, as code scanning of GitHub and GitLab read it. */
export function renderSarif(report: Report, frame: SarifFrame): string {
  const all = sarifResults(report, frame);
  const results = all.slice(0, mostResults);
  const left = all.length - results.length;
  const notifications = [
    ...whatIsUnknown(report, frame.rules),
    ...whatBecame(report),
    ...(left > 0
      ? [note('warning', `The ${counted(left, 'mildest result')} of ${formatNumber(all.length)} left out.`)]
      : []),
    ...[...report.plan.notes, ...report.notes].map((text) => note('note', text)),
  ];
  const { kind, findings } = report.verdict;
  return document(report.npqVersion, frame, {
    results,
    invocation: {
      // An analysis that is not complete, or an install that did not become what was analysed, is no success.
      executionSuccessful: !notifications.some(({ level }) => level === 'error'),
      ...(report.exitCode === undefined ? {} : { exitCode: report.exitCode }),
      startTimeUtc: report.startedAt,
      toolExecutionNotifications: notifications,
      toolConfigurationNotifications: [
        ...report.trust.map(({ file, text, counts }) =>
          note(counts ? 'note' : 'warning', `${file}: ${text}`),
        ),
        ...(report.waivers ?? []).flatMap(waiverNote),
      ],
    },
    properties: {
      verdict: kind,
      preset: report.preset,
      packages: report.coverage.packages,
      allowed: findings.filter(({ action, waived }) => action === 'allow' && !waived).length,
      waived: findings.filter(({ waived }) => waived !== undefined).length,
    },
  });
}

/** Where an error ended the run before there was anything to report: no results, and that they are missing. */
export function renderSarifError(
  error: { readonly code: string; readonly message: string; readonly hint: string },
  npqVersion: string,
  exitCode: number,
  frame: SarifFrame,
): string {
  return document(npqVersion, frame, {
    results: [],
    invocation: {
      executionSuccessful: false,
      exitCode,
      toolExecutionNotifications: [note('error', `${error.code}: ${error.message} ${error.hint}`)],
      toolConfigurationNotifications: [],
    },
    properties: { error: error.code },
  });
}

interface Run {
  readonly results: readonly object[];
  readonly invocation: object;
  readonly properties: object;
}

function document(
  npqVersion: string,
  { rules, folder }: SarifFrame,
  { results, invocation, properties }: Run,
): string {
  return `${forJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'npq', version: npqVersion, rules: rules.map(sarifRule) } },
        // Two projects of one repository must not take each other's results for mended.
        automationDetails: { id: messageText(`npq/${folder}`) },
        invocations: [invocation],
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results,
        properties,
      },
    ],
  })}\n`;
}

/** What the surroundings kept from us, once for each check and reason: it is about this run, not about a line. */
function whatIsUnknown({ coverage, verdict }: Report, rules: readonly Rule[]): readonly Notification[] {
  return coverage.unknowns.flatMap(({ check, reason, count, detail }) => {
    const same = verdict.unknowns.filter(
      (ruled) => ruled.unknown.check === check && ruled.unknown.reason === reason,
    );
    const incomplete = same.some(({ action }) => action === 'incomplete');
    if (same.length > 0 && same.every(isResult) && !incomplete) return [];
    const text = `${check} could not be done for ${counted(count, 'package')}: ${reasonWords(reason).why}: ${detail}`;
    const associatedRule = ruleReference(rules, check);
    return [{ ...note(incomplete ? 'error' : 'note', text), associatedRule }];
  });
}

/** What npm did with what was analysed. */
function whatBecame({ install }: Report): readonly Notification[] {
  if (install === undefined) return [];
  if (install.kind === 'not-run') return [note('note', `npm did not run: ${install.why}.`)];
  return [
    ...(install.npmExitCode === 0
      ? []
      : [note('error', `npm failed with exit code ${install.npmExitCode}.`)]),
    ...(install.matches === false
      ? [
          note(
            'error',
            `What npm installed is not what was checked: ${install.differences.slice(0, 5).join('; ')}`,
          ),
        ]
      : []),
  ];
}

const waiverWords: Record<ToldWaiver['state'], string | undefined> = {
  used: undefined,
  unused: 'excuses nothing any more',
  expired: 'has expired',
  outgrown: 'does not cover what was found',
  'not-agreed': 'does not count, because nobody agreed to what this project says',
};

function waiverNote({ placed, state }: ToldWaiver): readonly Notification[] {
  const words = waiverWords[state];
  const { package: name, versions, check } = placed.waiver;
  return words === undefined
    ? []
    : [note('warning', `The waiver of ${check} for ${name}@${versions} ${words}.`)];
}

function note(level: Level, text: string): Notification {
  return { level, message: { text: messageText(text) } };
}
