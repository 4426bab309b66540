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
  const several = v.pipe(v.array(v.union([action, detailed])), v.minLength(1), v.maxLength(50));
  return v.pipe(
    v.union([action, detailed, several]),
    v.description(
      'What to do about its findings. Of a list the first that fits decides; `where` narrows a rule to findings whose data has one of these values under this key.',
    ),
  );
};

const anyRule = rule(actions);
/** For these there is no milder rule: a waiver for one tarball is the only way. */
const blockRule = rule(['block']);
/** What stands in the JSON Schema once and is referred to. */
export const sharedSchemas = { rule: anyRule, block: blockRule };

const described = <S extends v.GenericSchema>(schema: S, text: string) =>
  v.exactOptional(v.pipe(schema, v.description(text)));

/** Every key of every layer; which of them may stand where is said apart. */
export function settingsSchema({ checks, judgements, presets }: Vocabulary) {
  const findings = [...checks.keys(), ...judgements];
  const rules: Record<string, v.ExactOptionalSchema<typeof anyRule, undefined>> = Object.fromEntries([
    ...findings.map((id) => [id, v.exactOptional(boundToOneTarball.has(id) ? blockRule : anyRule)]),
    ...severities.map((severity: Severity) => [severity, v.exactOptional(v.picklist(actions))]),
  ]);
  const options = [...checks].map(([id, { entries }]) => {
    return [id, v.exactOptional(strict(entries, `option of ${id}`))] as const;
  });
  const services = serviceIds.map((id) => [id, v.exactOptional(address(id))] as const);
  const waivers = v.pipe(v.array(waiverSchema(findings)), v.maxLength(10_000));
  return strict(
    {
      $schema: described(v.string(), 'Where this schema lies, for editors.'),
      preset: described(v.picklist(presets), 'What every other rule starts from.'),
      rules: described(
        strict(rules, 'check or severity'),
        'By check, or by severity for the findings of which no check has a rule.',
      ),
      checks: described(strict(Object.fromEntries(options), 'check'), 'Options of checks.'),
      waivers: described(waivers, 'Findings that were looked at and are excused until a day.'),
      onIncomplete: described(v.picklist(onIncompletes), 'Where an essential check could not be done.'),
      services: described(
        strict(Object.fromEntries(services), 'service'),
        "Addresses of mirrors. The user's or the organisation's to say.",
      ),
      publicRegistries: described(
        v.array(address()),
        "Mirrors of the public registry, whose names may be told to services. The user's or the organisation's to say.",
      ),
      advisoryFiles: described(
        v.array(v.pipe(v.string(), v.nonEmpty())),
        "Advisories of one's own in OSV's form. The user's alone to say.",
      ),
      acceptedAbsences: described(
        v.array(v.picklist(absences)),
        "What may stay unknown here. The user's or the organisation's to say.",
      ),
      advisoryMaxAgeDays: described(
        v.pipe(v.number(), v.minValue(1), v.maxValue(365)),
        "How old the local database may be for its silence to count. The user's or the organisation's to say.",
      ),
      organisation: described(
        Organisation,
        "Where the organisation's npq.json lies. The user's alone to say.",
      ),
      locked: described(v.array(v.string()), "Keys that nobody may change. The organisation's alone to say."),
    },
    'key',
  );
}

export type SettingsSchema = ReturnType<typeof settingsSchema>;
export type WrittenSettings = v.InferOutput<SettingsSchema>;
