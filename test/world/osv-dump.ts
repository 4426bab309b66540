import { bytes, json, notFound, type Reply } from './http.ts';
import { type MadeService, makeService } from './service.ts';
import { type ZipFile, zipOf } from './zip.ts';

/** A record in OSV's form; only what a test cares for has to be there. */
export interface OsvDumpRecord {
  readonly id: string;
  readonly modified: string;
  readonly [field: string]: unknown;
}

/** OSV's bucket: `npm/all.zip`, `npm/modified_id.csv` and `npm/<ID>.json`. Empty until a test puts something in. */
export interface OsvDump extends MadeService {
  /** Adds records, or replaces those of the same id. */
  put(...records: readonly OsvDumpRecord[]): void;
  /** As if it had never been there. */
  drop(...ids: readonly string[]): void;
  /** In place of what follows from the records, to lie with; undefined tells the truth again. */
  readonly lie: { zip?: Buffer; csv?: string; record?: (id: string) => Reply | undefined };
}

export function createOsvDump(): OsvDump {
  const records = new Map<string, OsvDumpRecord>();
  const dump: OsvDump = {
    ...makeService('osv-dump', ({ path }) => answer(decodeURIComponent(path))),
    put(...added) {
      for (const record of added) records.set(record.id, record);
    },
    drop(...ids) {
      for (const id of ids) records.delete(id);
    },
    lie: {},
  };
  function answer(path: string): Reply | undefined {
    if (path === '/npm/all.zip') return bytes(dump.lie.zip ?? zipOf([...records.values()].map(zipFile)));
    if (path === '/npm/modified_id.csv') {
      return { ...bytes(Buffer.from(dump.lie.csv ?? csvOf([...records.values()]))) };
    }
    const [, id = ''] = /^\/npm\/([^/]+)\.json$/.exec(path) ?? [];
    if (id === '') return undefined;
    const record = records.get(id);
    return dump.lie.record?.(id) ?? (record === undefined ? notFound() : json(record));
  }
  return dump;
}

function zipFile(record: OsvDumpRecord): ZipFile {
  return { name: `${record.id}.json`, content: JSON.stringify(record) };
}

function csvOf(records: readonly OsvDumpRecord[]): string {
  return [...records]
    .sort((left, right) => Date.parse(right.modified) - Date.parse(left.modified))
    .map(({ id, modified }) => `${modified},${id}\n`)
    .join('');
}

/** A record of malware: all versions of the package, or these. */
export function malwareRecord(
  name: string,
  {
    id,
    modified,
    versions,
  }: { readonly id: string; readonly modified: string; readonly versions?: string[] },
): OsvDumpRecord {
  const affected =
    versions === undefined ? { ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] } : { versions };
  return {
    ...{ id, modified, published: modified, schema_version: '1.7.4' },
    summary: `Malicious code in ${name} (npm)`,
    details: 'It does what nobody asked it for.',
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ...affected,
        database_specific: { cwes: [{ cweId: 'CWE-506', name: 'Embedded Malicious Code' }] },
      },
    ],
    database_specific: { 'malicious-packages-origins': [] },
  };
}

/** A record of a reviewed hole that is repaired in `fixed`. */
export function holeRecord(
  name: string,
  {
    id,
    modified,
    fixed,
    severity = 'HIGH',
  }: { readonly id: string; readonly modified: string; readonly fixed: string; readonly severity?: string },
): OsvDumpRecord {
  return {
    ...{ id, modified, published: modified, schema_version: '1.7.4', aliases: ['CVE-2026-0001'] },
    summary: `A hole in ${name}`,
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
    database_specific: { severity, cwe_ids: ['CWE-79'] },
  };
}
