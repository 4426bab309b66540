import { exitCodes } from '../cli/exit-codes.ts';
import type { Host } from '../host/host.ts';
import { type Json, severities } from '../model/finding.ts';
import type { PolicyValue, PolicyView } from '../model/policy-view.ts';
import { ruleWords, type SettingsInForce } from '../model/settings.ts';
import { renderPolicy, renderPolicyJson } from '../report/policy.ts';
import { type CheckRule, isStricter, type Policy, type UnknownRules } from '../verdict/policy.ts';
import { npqVersion } from '../version.ts';
import { type OwnWord, type Settled, settle } from './settings.ts';
import { ownSurroundings } from './surroundings.ts';
import { type LookedAtProject, lookAtProject } from './trust.ts';

/** `npq policy`: what would decide here, each value with whose word it is. */
export async function showPolicy(
  host: Host,
  { json, verbose }: { readonly json: boolean; readonly verbose: boolean },
): Promise<number> {
  const { config, agreements, own } = await ownSurroundings(host);
  const looked = await lookAtProject({ host, config, agreements, own, vouched: [] });
  const settled = settle(own, looked.judged?.word(looked.both.settingsAgreed));
  const view = viewOf(config.localPrefix, own, settled, looked);
  const { terminal } = host;
  terminal.out(
    json ? renderPolicyJson(view, npqVersion) : renderPolicy(view, { columns: terminal.columns, verbose }),
  );
  return exitCodes.passed.code;
}

function viewOf(folder: string, own: OwnWord, settled: Settled, looked: LookedAtProject): PolicyView {
  const { policy, inForce: values, waivers } = settled;
  const [organisation] = own.layers.filter(({ origin }) => origin === 'organisation');
  const { judged, both } = looked;
  const counting = waivers.filter(({ counts }) => counts).length;
  return {
    folder,
    policyId: settled.policyId,
    preset: placed('preset', values),
    onIncomplete: placed('onIncomplete', values),
    severities: severities.toReversed().map((severity) => severityOf(severity, policy)),
    unknowns: unknownsOf(policy),
    rules: rulesOf(policy),
    options: optionValues(settled),
    others: othersOf(own),
    waivers: { counting, notAgreed: waivers.length - counting },
    ...(organisation ? { organisation: { from: organisation.file, locked: [...own.locked.keys()] } } : {}),
    ...(judged
      ? {
          project: {
            file: judged.inspection.file,
            notes: both.notes.filter(({ file }) => file === judged.inspection.file),
          },
        }
      : {}),
  };
}

function placed(key: string, values: SettingsInForce): PolicyValue {
  const setting = values.get(key);
  if (setting === undefined) throw new Error(`nobody says ${key}, not even npq`);
  return { key, value: setting.value as Json, at: setting.at };
}

/** Of the two where a project makes it stricter without being trusted. */
function severityOf(severity: (typeof severities)[number], policy: Policy): PolicyValue {
  const { atLeast } = policy;
  const stronger =
    atLeast && isStricter(atLeast.severities[severity], policy.severities[severity]) ? atLeast : policy;
  const at = stronger.written?.[severity];
  const value = stronger.severities[severity];
  return at ? { key: severity, value, at } : { key: severity, value, ...ofPreset(stronger) };
}

function ofPreset({ name }: Policy): Pick<PolicyValue, 'at' | 'preset'> {
  return { at: { origin: 'default' }, preset: name };
}

const unknownWords: Readonly<Record<keyof UnknownRules, string>> = {
  integrityMismatch: 'other bytes than the promised ones',
  notPermitted: 'an address that nobody permitted',
  subject: 'the package itself prevents it',
  essential: 'an essential check',
  other: 'any other check',
};

function unknownsOf(policy: Policy): readonly PolicyValue[] {
  const { atLeast } = policy;
  return (Object.keys(unknownWords) as (keyof UnknownRules)[]).map((kind) => {
    const stronger = atLeast && isStricter(atLeast.unknowns[kind], policy.unknowns[kind]) ? atLeast : policy;
    return { key: unknownWords[kind], value: stronger.unknowns[kind], ...ofPreset(stronger) };
  });
}

/** Of two sets of rules the stricter counts for each finding; both are shown. */
function rulesOf(policy: Policy): readonly PolicyValue[] {
  const own = policy.checks.map((rule) => ruleValue(rule, policy));
  const others = (policy.atLeast?.checks ?? []).map((rule) => ruleValue(rule, policy.atLeast ?? policy));
  const seen = new Set<string>();
  return [...own, ...others].filter((one) => {
    const text = JSON.stringify([one.key, one.value, one.at]);
    return !seen.has(text) && seen.add(text);
  });
}

function ruleValue(rule: CheckRule, policy: Policy): PolicyValue {
  const { check, at } = rule;
  return { key: check, value: ruleWords(rule), ...(at ? { at } : ofPreset(policy)) };
}

function optionValues({ checkOptions, inForce: values }: Settled): readonly PolicyValue[] {
  return [...checkOptions].flatMap(([check, options]) =>
    Object.entries(options).map(([option, value]) => {
      const key = `${check}.${option}`;
      const at = values.get(`checks.${key}`)?.at ?? { origin: 'default' as const };
      return { key, value, at };
    }),
  );
}

const otherKeys = [
  ...(['services', 'publicRegistries', 'advisoryFiles'] as const),
  ...(['acceptedAbsences', 'advisoryMaxAgeDays'] as const),
];

function othersOf({ layers }: OwnWord): readonly PolicyValue[] {
  return layers.flatMap(({ written, at }) =>
    otherKeys.flatMap((key) =>
      written[key] === undefined ? [] : [{ key, value: written[key] as Json, at: at([key]) }],
    ),
  );
}
