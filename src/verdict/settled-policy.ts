import type { Finding, Severity } from '../model/finding.ts';
import { severities } from '../model/finding.ts';
import type { SettingsInForce } from '../model/settings.ts';
import { type CheckRule, isStricter, type Policy, ruleFinding, type UnknownRules } from './policy.ts';
import { defaultPreset, findPreset } from './presets.ts';

/** The preset, with what the files say of single checks and severities laid over it. */
export function policyOf(settings: SettingsInForce): Policy {
  const named = settings.get('preset');
  const preset = named?.kind === 'preset' ? findPreset(named.value) : defaultPreset;
  const rules: CheckRule[] = [];
  const actions = { ...preset.severities };
  const written: { -readonly [S in Severity]?: NonNullable<Policy['written']>[S] } = {};
  for (const setting of settings.values()) {
    if (setting.kind !== 'rule') continue;
    const severity = severities.find((one) => one === setting.of);
    if (severity === undefined) {
      for (const rule of setting.value) rules.push({ ...rule, check: setting.of, at: setting.at });
      continue;
    }
    actions[severity] = setting.value[0]?.action ?? actions[severity];
    written[severity] = setting.at;
  }
  return { ...preset, severities: actions, checks: [...rules, ...preset.checks], written };
}

/** Whether there is a finding, or something not found out, that `after` treats more mildly than `before`. */
export function isMilder(before: Policy, after: Policy, findingIds: readonly string[]): boolean {
  const kinds = Object.keys(before.unknowns) as (keyof UnknownRules)[];
  if (kinds.some((kind) => isStricter(before.unknowns[kind], after.unknowns[kind]))) return true;
  return findingIds.some((check) => {
    const findings = everyKind(check, [...before.checks, ...after.checks]);
    if (findings === undefined) return true;
    return findings.some((finding) =>
      isStricter(ruleFinding(before, finding).action, ruleFinding(after, finding).action),
    );
  });
}

/** Rules that tell more kinds apart could keep npq busy for ever: they are taken for milder ones. */
const mostKinds = 500;

/** One finding of each kind that a rule could tell from others; undefined where there are too many. */
function everyKind(check: string, rules: readonly CheckRule[]): readonly Finding[] | undefined {
  const told = new Map<string, Set<string | undefined>>();
  for (const { where } of rules.filter((rule) => rule.check === check)) {
    if (where === undefined) continue;
    // Beside the values that are named: any other.
    const values = told.get(where.key) ?? new Set([undefined]);
    for (const value of where.values) values.add(value);
    told.set(where.key, values);
  }
  let data: readonly Readonly<Record<string, string>>[] = [{}];
  for (const [key, values] of told) {
    if (data.length * values.size > mostKinds) return undefined;
    data = data.flatMap((one) =>
      [...values].map((value) => (value === undefined ? one : { ...one, [key]: value })),
    );
  }
  // What a finding's data calls its severity is its severity.
  const fits = (severity: Severity, said: string | undefined) => said === undefined || said === severity;
  return severities.flatMap((severity) =>
    data
      .filter((one) => fits(severity, one['severity']))
      .map((one) => ({
        ...{ check, severity, confidence: 'high' as const, message: '', advice: '', data: one, facts: [] },
        subject: { kind: 'plan' as const },
      })),
  );
}
