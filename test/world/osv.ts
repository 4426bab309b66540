import { createRequire } from 'node:module';
import type { Failure, FailureHandle, FailureMatch } from './failures.ts';
import { type Incoming, json, notFound, type Reply, type Service } from './http.ts';
import { makeService } from './service.ts';

const semver = createRequire(import.meta.url)('semver') as {
  gte(a: string, b: string): boolean;
  gt(a: string, b: string): boolean;
};

/** One record in OSV's form; what a test leaves out is as quiet as the real thing allows. */
export interface OsvEntry {
  readonly id: string;
  /** The npm package that it is about. */
  readonly name: string;
  readonly versions?: readonly string[];
  readonly introduced?: string;
  readonly fixed?: string;
  readonly lastAffected?: string;
  readonly aliases?: readonly string[];
  readonly summary?: string;
  readonly modified?: string;
  readonly withdrawn?: string;
  /** GHSA's word (`MODERATE`), or a CVSS vector. */
  readonly severity?: string;
  readonly cwes?: readonly string[];
}

/** A test's hand on the world's OSV: empty until something is published. */
export interface OsvHandle {
  publish(...entries: readonly OsvEntry[]): void;
  /** Names this id for every version of the package, whatever its record says. */
  lieAbout(name: string, id: string): void;
  /** Serves this in the place of the record. */
  serveInstead(id: string, document: unknown): void;
  /** Serves this for every query batch. */
  answerBatch(document: unknown): void;
  /** How many ids one page of a query holds; all of them by default. */
  pageSize(ids: number): void;
  fail(match: FailureMatch, failure: Failure, times?: number): FailureHandle;
}

interface Query {
  readonly package: { readonly name: string; readonly ecosystem: string };
  readonly version: string;
  readonly page_token?: string;
}

export function createOsv(): { readonly handle: OsvHandle; readonly service: Service } {
  const entries: OsvEntry[] = [];
  const lies: { name: string; id: string }[] = [];
  const instead = new Map<string, unknown>();
  let batch: unknown;
  let page = Number.POSITIVE_INFINITY;

  const hits = ({ package: { name }, version }: Query) => [
    ...entries
      .filter((one) => one.name === name && one.withdrawn === undefined && isAffected(one, version))
      .map(({ id, modified }) => ({ id, modified: modified ?? usualTime })),
    ...lies.filter((one) => one.name === name).map(({ id }) => ({ id, modified: usualTime })),
  ];
  const answer = (query: Query) => {
    const all = hits(query);
    const from = query.page_token === undefined ? 0 : Number(query.page_token.replace('page-', ''));
    const vulns = all.slice(from, from + page);
    const next = from + page < all.length ? { next_page_token: `page-${from + page}` } : {};
    return vulns.length === 0 ? {} : { vulns, ...next };
  };
  const made = makeService('osv', (request: Incoming): Reply | undefined => {
    if (request.method === 'POST' && request.path === '/v1/querybatch') {
      if (batch !== undefined) return json(batch);
      const { queries } = JSON.parse(request.body.toString('utf8')) as { queries: Query[] };
      if (queries.length > 1_000) return json({ code: 3, message: 'Too many queries.' }, 400);
      return json({ results: queries.map(answer) });
    }
    const [, id] = /^\/v1\/vulns\/(.+)$/.exec(request.path) ?? [];
    if (request.method !== 'GET' || id === undefined) return undefined;
    if (instead.has(id)) return json(instead.get(id));
    const entry = entries.find((one) => one.id === id);
    return entry === undefined ? notFound() : json(osvDocument(entry));
  });
  return {
    service: made.service,
    handle: {
      fail: made.fail,
      publish: (...more) => void entries.push(...more),
      lieAbout: (name, id) => void lies.push({ name, id }),
      serveInstead: (id, document) => void instead.set(id, document),
      answerBatch(document) {
        batch = document;
      },
      pageSize(ids) {
        page = ids;
      },
    },
  };
}

const usualTime = '2026-05-01T00:00:00Z';

/** The document as OSV serves it. */
export function osvDocument(entry: OsvEntry): Readonly<Record<string, unknown>> {
  const { id, name, versions = [], introduced, fixed, lastAffected, severity, cwes = [] } = entry;
  const ends = [
    ...(fixed === undefined ? [] : [{ fixed }]),
    ...(lastAffected === undefined ? [] : [{ last_affected: lastAffected }]),
  ];
  const ranged = introduced !== undefined || ends.length > 0;
  const events = [{ introduced: introduced ?? '0' }, ...ends];
  const vector = severity?.startsWith('CVSS:') === true;
  return {
    ...{ id, modified: entry.modified ?? usualTime, published: '2026-04-01T00:00:00Z' },
    ...(entry.withdrawn === undefined ? {} : { withdrawn: entry.withdrawn }),
    aliases: entry.aliases ?? [],
    summary: entry.summary ?? `A hole in ${name}`,
    ...(vector ? { severity: [{ type: 'CVSS_V3', score: severity }] } : {}),
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: ranged ? [{ type: 'SEMVER', events }] : [],
        versions,
      },
    ],
    database_specific: {
      cwe_ids: cwes,
      ...(severity === undefined || vector ? {} : { severity }),
    },
  };
}

function isAffected({ versions, introduced, fixed, lastAffected }: OsvEntry, version: string): boolean {
  if (versions?.includes(version)) return true;
  if (introduced === undefined && fixed === undefined && lastAffected === undefined) {
    return versions === undefined;
  }
  if (introduced !== undefined && introduced !== '0' && !semver.gte(version, introduced)) return false;
  if (fixed !== undefined && semver.gte(version, fixed)) return false;
  return lastAffected === undefined || !semver.gt(version, lastAffected);
}
