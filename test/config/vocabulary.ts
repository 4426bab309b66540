import { checks } from '../../src/checks/index.ts';
import { settingsSchema } from '../../src/config/settings-schema.ts';
import { stories } from '../../src/judge/judge.ts';
import { presetNames } from '../../src/verdict/presets.ts';

/** npq's own checks, judgements and presets. */
export const schema = settingsSchema({
  checks: new Map(checks.map(({ id, options }) => [id, options])),
  judgements: stories.map(({ id }) => id),
  presets: presetNames,
});
