import type { PolicyValue, PolicyView } from '../model/policy-view.ts';
import { placeWords } from '../model/settings.ts';
import { reflowed } from './reflow.ts';
import { forJson, forTerminal } from './sanitize.ts';
import { counted } from './words.ts';

interface Look {
  readonly columns: number;
  /** Options that nobody has changed, too. */
  readonly verbose: boolean;
}

/** What `npq policy` prints. */
export function renderPolicy(view: PolicyView, { columns, verbose }: Look): string {
  const options = verbose ? view.options : view.options.filter(({ at }) => at.origin !== 'default');
  const left = view.options.length - options.length;
  const text = [
    forTerminal(`npq: what decides in ${view.folder}`),
    '',
    ...table([view.preset, view.onIncomplete]),
    ...section('What was found, by severity:', view.severities),
    ...section('What could not be found out:', view.unknowns),
    ...section('Rules of single checks, which count before the severity:', view.rules),
    ...section('Options of checks:', options),
    ...(left > 0
      ? [
          ...(options.length === 0 ? [''] : []),
          `  ${leftOut(left, options.length)}: npq policy --npq-verbose`,
        ]
      : []),
    ...section('Other settings:', view.others),
    ...waiverLines(view),
    ...organisationLines(view),
    ...projectLines(view),
    '',
  ];
  return text.map((line) => reflowed(line, columns)).join('\n');
}

function leftOut(left: number, shown: number): string {
  return `${counted(left, shown === 0 ? 'option of a check' : 'other option', shown === 0 ? 'options of checks' : 'other options')} as npq has ${left === 1 ? 'it' : 'them'}`;
}

function section(title: string, values: readonly PolicyValue[]): readonly string[] {
  return values.length === 0 ? [] : ['', title, ...table(values)];
}

function table(values: readonly PolicyValue[]): readonly string[] {
  const width = Math.max(...values.map(({ key }) => key.length)) + 2;
  return values.map(
    (one) => `  ${forTerminal(one.key).padEnd(width)}${forTerminal(`${words(one.value)} (${whose(one)})`)}`,
  );
}

function words(value: PolicyValue['value']): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function whose({ at, preset }: PolicyValue): string {
  return preset === undefined ? placeWords(at) : `preset ${preset}`;
}

function waiverLines({ waivers: { counting, notAgreed } }: PolicyView): readonly string[] {
  if (counting + notAgreed === 0) return [];
  const open = notAgreed === 0 ? '' : `, ${notAgreed} that nobody agreed to`;
  return ['', `Waivers: ${counting} that count${open}`];
}

function organisationLines({ organisation }: PolicyView): readonly string[] {
  if (organisation === undefined) return [];
  const { from, locked } = organisation;
  const held = locked.length === 0 ? 'it locks nothing' : `it locks ${locked.join(', ')}`;
  return ['', forTerminal(`Organisation: ${from}; ${held}`)];
}

function projectLines({ project }: PolicyView): readonly string[] {
  if (project === undefined) return [];
  const { file, notes } = project;
  if (notes.length === 0) return ['', forTerminal(`${file} changes nothing here.`)];
  const lines = notes.map(
    ({ text, counts }) => `  ${(counts ? 'counts' : 'does not').padEnd(8)}  ${forTerminal(text)}`,
  );
  const open = notes.some(({ counts }) => !counts);
  return [
    '',
    forTerminal(`${file} says:`),
    ...lines,
    ...(open ? [`  ${'→'.padEnd(8)}  npq trust shows what does not count yet, and asks you.`] : []),
  ];
}

/** What `npq policy --json` prints. */
export function renderPolicyJson(view: PolicyView, npqVersion: string): string {
  return `${forJson({ schemaVersion: 1, npqVersion, policy: view })}\n`;
}
