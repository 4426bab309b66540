import * as v from 'valibot';
import type { Service } from '../../config/services.ts';
import { type Fact, type Unknown, unknown } from '../../model/fact.ts';
import type { PackageId } from '../../model/package-id.ts';
import type { Answer, Http } from '../http.ts';
import { AdvisoryId } from './osv-record.ts';

/** A record that OSV names for a version, not read yet. */
export interface Named {
  readonly id: string;
  readonly modified: string;
}

/** What OSV names for one version of one package, and why there may be more. */
export interface NamedAll {
  readonly named: readonly Named[];
  readonly brokeOff?: Unknown;
  readonly at: string;
}

export const mostQueries = 1_000;
/** A package with more records, or an answer in more pages, is no answer of OSV's. */
const mostNamed = 2_000;
const mostPages = 50;
const mostBytes = 32 * 1024 * 1024;

const Modified = v.optional(v.pipe(v.string(), v.maxLength(40)), '');
/** "None" is an empty object. Without `vulns`, anything else in it is another answer than to what was asked. */
const Result = v.pipe(
  v.looseObject({
    vulns: v.optional(v.array(v.object({ id: AdvisoryId, modified: Modified }))),
    next_page_token: v.optional(v.pipe(v.string(), v.maxLength(4_000))),
  }),
  v.check(
    (result) => result.vulns !== undefined || Object.keys(result).every((key) => key === 'next_page_token'),
  ),
);
const Batch = v.object({ results: v.array(Result) });

/** Asks for exact versions, all at once, and turns the pages of those that have more, until it is `late`. */
export async function queryOsv(
  http: Pick<Http, 'ask'>,
  service: Service,
  ids: readonly PackageId[],
  late: () => Unknown | undefined,
): Promise<readonly NamedAll[]> {
  const found = ids.map(() => new Map<string, Named>());
  const failed = new Map<number, Unknown>();
  let open = ids.map((id, index) => ({ id, index, token: '' }));
  let at = '';
  for (let page = 1; open.length > 0; page += 1) {
    if (page > mostPages) {
      for (const { index } of open) failed.set(index, broken(service, 'more pages than it can have'));
      break;
    }
    const fact = late() ?? (await askBatch(http, service, open));
    if (fact.status === 'unknown') {
      for (const { index } of open) failed.set(index, fact);
      break;
    }
    at = fact.at;
    const more: typeof open = [];
    for (const [position, query] of open.entries()) {
      const result = fact.value[position];
      const into = found[query.index];
      for (const named of result?.vulns ?? []) into?.set(named.id, named);
      const token = result?.next_page_token ?? '';
      if (token === '') continue;
      const endless = token === query.token || (into?.size ?? 0) > mostNamed;
      if (endless) failed.set(query.index, broken(service, 'pages without an end'));
      else more.push({ ...query, token });
    }
    open = more;
  }
  return found.map((named, index) => {
    const brokeOff = failed.get(index);
    return { named: [...named.values()], at, ...(brokeOff === undefined ? {} : { brokeOff }) };
  });
}

type Results = v.InferOutput<typeof Batch>['results'];

async function askBatch(
  http: Pick<Http, 'ask'>,
  service: Service,
  open: readonly { readonly id: PackageId; readonly token: string }[],
): Promise<Fact<Results>> {
  const queries = open.map(({ id: { name, version }, token }) => ({
    package: { ecosystem: 'npm', name },
    version,
    ...(token === '' ? {} : { page_token: token }),
  }));
  const answer = await http.ask({ service, path: 'v1/querybatch', json: { queries }, maxBytes: mostBytes });
  if (answer.status === 'unknown') return inEnvironment(service, answer);
  const results = v.safeParse(Batch, jsonOf(answer.value));
  // Answers belong to questions by their place alone: one too few, and all are somebody else's.
  if (!results.success || results.output.results.length !== queries.length) {
    return broken(service, 'no list of as many answers as there were questions');
  }
  return { ...answer, value: results.output.results };
}

/** Undefined for what is no JSON. */
export function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A service that answers nonsense is the environment's trouble; no package is to blame for it. */
export function broken({ id, name }: Service, found: string): Unknown {
  return unknown('http-error', id, `${name} answered with ${found}`);
}

/** The same for an answer that never ends. */
export function inEnvironment({ id }: Service, fact: Unknown): Unknown {
  return fact.cause === 'environment' ? fact : unknown('http-error', id, fact.detail);
}
