import { toJsonSchema } from '@valibot/to-json-schema';
import { sharedSchemas } from '../../src/config/settings-schema.ts';
import { schema } from '../config/vocabulary.ts';

/**
 * The JSON Schema of npq.json, for editors: what the decoder reads, as far as JSON Schema can say it. What only a
 * function can tell (whether a range is one, whether a calendar has a day) it leaves out.
 */
export function settingsJsonSchema(): unknown {
  const how = { typeMode: 'input', errorMode: 'ignore', definitions: sharedSchemas } as const;
  const { $schema, ...rest } = toJsonSchema(schema, how);
  return { $schema, title: 'npq.json', description, ...rest };
}

const description =
  "Policy and settings of npq. A project may say preset, rules, checks, waivers and onIncomplete; the other keys belong into the user's own file or an organisation's.";
