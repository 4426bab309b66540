import * as v from 'valibot';
import { type Severity, severities } from '../model/finding.ts';
import { absences } from '../model/outcome.ts';
import { onIncompletes } from '../model/settings.ts';
import { type Action, actions } from '../model/verdict.ts';
import { boundToOneTarball } from '../model/waiver.ts';
import { Organisation } from './organisation-pin.ts';
import { type ServiceId, serviceIds, serviceUrl, serviceUrlForm } from './services.ts';
import { strict } from './strict-object.ts';
import { waiverSchema } from './waiver-schema.ts';

/** The names that an npq.json may use: what npq has, told by those who know. */
export interface Vocabulary {
  /** By id, with the schema of their options. */
  readonly checks: ReadonlyMap<string, v.ObjectSchema<v.ObjectEntries, undefined>>;
  /** Ids of judgements: rules and waivers may be about them too. */
  readonly judgements: readonly string[];
  readonly presets: readonly string[];
}

const address = (id?: ServiceId) =>
  v.pipe(
    v.string(),
    v.check((text) => serviceUrl(text, id) !== undefined, `expected ${serviceUrlForm(id)}`),
  );

const where = strict(
  {
    key: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
    values: v.pipe(v.array(v.pipe(v.string(), v.maxLength(500))), v.minLength(1), v.maxLength(100)),
  },
  'key of a where',
);

const rule = (allowed: readonly Action[]) => {
  const action = v.picklist(allowed);
  const detailed = strict({ action, where: v.exactOptional(where) }, 'key of a rule');
  return v.union([
    action,
    detailed,
    v.pipe(v.array(v.union([action, detailed])), v.minLength(1), v.maxLength(50)),
  ]);
};

/** Every key of every layer; which of them may stand where is said apart. */
export function settingsSchema({ checks, judgements, presets }: Vocabulary) {
  const findings = [...checks.keys(), ...judgements];
  const rules = Object.fromEntries([
    // For these there is no milder rule: a waiver for one tarball is the only way.
    ...findings.map((id) => [id, v.exactOptional(rule(boundToOneTarball.has(id) ? ['block'] : actions))]),
    ...severities.map((severity: Severity) => [severity, v.exactOptional(v.picklist(actions))]),
  ]) as Record<string, v.ExactOptionalSchema<ReturnType<typeof rule>, undefined>>;
  const options = [...checks].map(([id, { entries }]) => {
    return [id, v.exactOptional(strict(entries, `option of ${id}`))] as const;
  });
  const services = serviceIds.map((id) => [id, v.exactOptional(address(id))] as const);
  return strict(
    {
      $schema: v.exactOptional(v.string()),
      preset: v.exactOptional(v.picklist(presets)),
      rules: v.exactOptional(strict(rules, 'check or severity')),
      checks: v.exactOptional(strict(Object.fromEntries(options), 'check')),
      waivers: v.exactOptional(v.pipe(v.array(waiverSchema(findings)), v.maxLength(10_000))),
      onIncomplete: v.exactOptional(v.picklist(onIncompletes)),
      services: v.exactOptional(strict(Object.fromEntries(services), 'service')),
      publicRegistries: v.exactOptional(v.array(address())),
      advisoryFiles: v.exactOptional(v.array(v.pipe(v.string(), v.nonEmpty()))),
      acceptedAbsences: v.exactOptional(v.array(v.picklist(absences))),
      advisoryMaxAgeDays: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(365))),
      organisation: v.exactOptional(Organisation),
      locked: v.exactOptional(v.array(v.string())),
    },
    'key',
  );
}

export type SettingsSchema = ReturnType<typeof settingsSchema>;
export type WrittenSettings = v.InferOutput<SettingsSchema>;
