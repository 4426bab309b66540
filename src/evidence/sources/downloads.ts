import * as v from 'valibot';
import type { Service } from '../../config/services.ts';
import { asObject, own, shorten } from '../../content/foreign.ts';
import type { Clock } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { Http } from '../http.ts';
import type { Downloads } from '../needs.ts';
import type { Source } from '../source.ts';

interface DownloadsOptions {
  readonly http: Pick<Http, 'ask'>;
  readonly service: Service;
  readonly clock: Pick<Clock, 'now'>;
}

/** The service takes so many unscoped names in one question, and scoped ones singly. */
const mostNames = 128;
/** Longer addresses are refused on the way. */
const longestList = 4_000;
const maxBytes = 128 * 1024;
/** Nobody waits long for what only makes a judgement surer. */
const patienceMs = 4_000;

/** Weekly downloads, as the public registry counts them. */
export function downloadsSource(options: DownloadsOptions): Source<Downloads> {
  const { id } = options.service;
  return {
    ...{ id, batchSize: mostNames, concurrency: 4, audience: 'third-party' },
    async load(packages) {
      const names = [...new Set(packages.map(({ name }) => name))];
      const answers = await Promise.all(questions(names).map((question) => ask(question, options)));
      const byName = new Map(answers.flat());
      return new Map(packages.map((pkg) => [pkg.key, factFor(pkg, byName, id)]));
    },
  };
}

type Named = readonly (readonly [name: string, fact: Fact<Downloads>])[];

function factFor({ name }: PlannedPackage, byName: ReadonlyMap<string, Fact<Downloads>>, id: string) {
  return byName.get(name) ?? unknown('not-found', id, `nothing was answered about ${name}`);
}

/** Lists of names, each short enough for one address. */
function questions(names: readonly string[]): readonly (readonly string[])[] {
  const lists: string[][] = names.filter((name) => name.startsWith('@')).map((name) => [name]);
  let list: string[] = [];
  let length = 0;
  for (const name of names) {
    if (name.startsWith('@')) continue;
    const longer = encodeURIComponent(name).length + 1;
    if (list.length > 0 && length + longer > longestList) {
      lists.push(list);
      [list, length] = [[], 0];
    }
    list.push(name);
    length += longer;
  }
  return list.length === 0 ? lists : [...lists, list];
}

async function ask(names: readonly string[], { http, service, clock }: DownloadsOptions): Promise<Named> {
  const path = `downloads/point/last-week/${names.map(encoded).join(',')}`;
  const answer = await http.ask({ service, path, maxBytes, patienceMs });
  if (answer.status === 'unknown') {
    // What a service does wrong is no fault of the package that it was asked about.
    const fact = answer.cause === 'subject' ? unknown('http-error', service.id, answer.detail) : answer;
    return names.map((name) => [name, fact]);
  }
  const decode = decoderOf(answer.value.body, names);
  return names.map((name) => [name, decode(name, service, clock.now())]);
}

/** `@scope/name` keeps its slash. */
function encoded(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

const day = v.pipe(v.string(), v.isoDate());
const Counted = v.object({
  downloads: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  package: v.string(),
  start: day,
  end: day,
});

function decoderOf(body: Buffer, names: readonly string[]) {
  const document = parsed(body);
  return (name: string, service: Service, now: Date): Fact<Downloads> => {
    // One name alone is answered without its name around it.
    const entry = names.length === 1 ? document : document && own(document, name);
    if (entry === null) return unknown('not-found', service.id, `${service.name} have none of ${name}`);
    const counted = v.safeParse(Counted, entry);
    if (!counted.success) return implausible(service, `something else than counts of ${name}`);
    const { downloads: weekly, package: of, start, end } = counted.output;
    if (of !== name) return implausible(service, `counts of ${shorten(of)} in place of ${name}`);
    if (!isRecentWeek(start, end, now)) {
      return implausible(service, `counts of ${name} from ${start} to ${end}, which is not the last week`);
    }
    return known({ weekly, until: end }, service.id, now);
  };
}

function parsed(body: Buffer) {
  try {
    return asObject(JSON.parse(body.toString('utf8')));
  } catch {
    // No JSON is no object: every name in the question then ends unknown.
    return undefined;
  }
}

const dayMs = 24 * 3_600_000;
/** Counting lags behind, at times for weeks. */
const longestLagDays = 30;

/** Any longer span would make a rare package look like a common one. */
function isRecentWeek(start: string, end: string, now: Date): boolean {
  const days = (Date.parse(end) - Date.parse(start)) / dayMs + 1;
  const lagDays = (now.getTime() - Date.parse(end)) / dayMs;
  return days >= 1 && days <= 8 && lagDays >= -2 && lagDays <= longestLagDays;
}

function implausible({ id, name }: Service, what: string): Unknown {
  return unknown('implausible', id, `${name}: answered ${what}`);
}
