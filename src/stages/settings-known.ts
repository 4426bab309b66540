import { checks } from '../checks/index.ts';
import { settingsSchema } from '../config/settings-schema.ts';
import { stories } from '../judge/judge.ts';
import { severities } from '../model/finding.ts';
import { presetNames } from '../verdict/presets.ts';

/** Whose findings a rule or a waiver may be about. */
export const findingIds: readonly string[] = [...checks, ...stories].map(({ id }) => id);

/** What an npq.json may hold here. */
export const knownSettings = settingsSchema({
  checks: new Map(checks.map(({ id, options }) => [id, options])),
  judgements: stories.map(({ id }) => id),
  presets: presetNames,
});

/** What an organisation may lock. */
export const lockable: readonly string[] = [
  ...['preset', 'onIncomplete', 'waivers', 'rules', 'checks'],
  ...[...findingIds, ...severities].map((id) => `rules.${id}`),
  ...checks.flatMap(({ id, options }) => [
    `checks.${id}`,
    ...Object.keys(options.entries).map((option) => `checks.${id}.${option}`),
  ]),
];
