import { messageOf, NpqError } from '../../errors.ts';
import type { Files } from '../../host/host.ts';
import { known } from '../../model/fact.ts';
import type { Feed } from './feed.ts';
import { advisoryFor } from './from-record.ts';
import { decodeOsvRecord, type OsvRecord } from './osv-record.ts';

/** Files of the user's own in OSV's form: one record, or a list of them. Half understood is not understood. */
export async function readOwnAdvisories(
  files: Pick<Files, 'readText'>,
  paths: readonly string[],
): Promise<readonly OsvRecord[]> {
  const all = await Promise.all(paths.map((path) => readOne(files, path)));
  return all.flat();
}

async function readOne(files: Pick<Files, 'readText'>, path: string): Promise<readonly OsvRecord[]> {
  const text = await files.readText(path);
  if (text === undefined) throw invalid(path, 'there is no such file');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(path, messageOf(error), error);
  }
  const entries: readonly unknown[] = Array.isArray(json) ? json : [json];
  return entries.map((entry, index) => {
    const record = decodeOsvRecord(entry);
    if (record === undefined)
      throw invalid(path, `record ${index + 1} has no readable id or affected packages`);
    return record;
  });
}

function invalid(path: string, found: string, cause?: unknown): NpqError {
  return new NpqError('config-invalid', {
    message: `Expected advisories in OSV's form in ${path}, found: ${found}.`,
    hint: 'Mend the file, or take it out of advisoryFiles in your npq.json.',
    cause,
  });
}

export function ownFeed(records: readonly OsvRecord[], at: Date): Feed {
  const byName = new Map<string, OsvRecord[]>();
  for (const record of records) {
    for (const name of new Set(record.affected.map((one) => one.name))) {
      byName.set(name, [...(byName.get(name) ?? []), record]);
    }
  }
  return {
    ...{ id: 'own-advisories', batchSize: 5_000, concurrency: 1, audience: 'local' },
    async load(packages) {
      const answers = packages.map((pkg) => {
        const found = (byName.get(pkg.name) ?? []).flatMap((record) => advisoryFor(record, pkg) ?? []);
        return [pkg.key, known({ advisories: found }, 'own-advisories', at)] as const;
      });
      return new Map(answers);
    },
  };
}
