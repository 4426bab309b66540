import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** `npq-fixture.json` of a fixture; other people's cases have none. */
const schema = v.strictObject({
  /** What it is a reconstruction or a look-alike of. */
  like: v.optional(v.string()),
  /** Rows of the table of signals that have to be among those it is judged by. */
  rows: v.optional(v.array(v.string()), []),
  /** Where nobody is to be asked whether to go on all the same. */
  action: v.optional(v.literal('block')),
  /** Where npm would have it from; a git dependency runs more than one of a registry. */
  origin: v.optional(v.picklist(['registry', 'git']), 'registry'),
});

export type Description = v.InferOutput<typeof schema>;

export function describeCase(folder: string): Description {
  const file = join(folder, 'npq-fixture.json');
  return v.parse(schema, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
}
