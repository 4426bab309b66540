import type { Service, Services } from '../../config/services.ts';
import { jsonOf, queryOsv } from '../../evidence/advisories/osv-query.ts';
import { decodeBootstrap } from '../../evidence/domains/bootstrap.ts';
import type { Answer, Ask, Http } from '../../evidence/http.ts';
import { sentinels } from '../../evidence/sentinels.ts';
import type { Clock } from '../../host/host.ts';
import { type Fact, unknown } from '../../model/fact.ts';
import { fine, type Health, note } from '../../model/health.ts';

interface Input {
  readonly http: Http;
  readonly services: Services;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** The keys are a file of the user's own: nobody is asked for others. */
  readonly ownKeys: Promise<boolean>;
}

export interface ServicesLooked {
  readonly health: readonly Health[];
  readonly osvAnswers: boolean;
}

const patienceMs = 5_000;
const maxBytes = 4 * 1024 * 1024;
/** What everybody has in the tree somewhere: to ask about it tells nothing of this machine. */
const [harmless] = sentinels;

/** Each is asked one small question that names nothing of the user's, all at once. */
export async function servicesHealth({ http, services, clock, ownKeys }: Input): Promise<ServicesLooked> {
  const ask = (question: Omit<Ask, 'maxBytes' | 'patienceMs'>) =>
    http.ask({ ...question, maxBytes, patienceMs });
  const { osv, downloads, tuf } = services;
  const bootstrap = services['rdap-bootstrap'];
  const look = async (service: Service, question: () => Promise<Fact<unknown>>): Promise<Looked> => {
    const begun = clock.monotonicMs();
    const fact = await question();
    return { fact, health: healthOf(service, fact, Math.round(clock.monotonicMs() - begun)) };
  };
  const understood = async (service: Service, path: string, fits: (answer: Answer) => boolean) => {
    const answer = await ask({ service, path });
    return answer.status === 'unknown' || fits(answer.value) ? answer : notUnderstood(service);
  };
  const [asked, keys] = await Promise.all([
    Promise.all([
      look(osv, () => askOsv(http, osv)),
      look(downloads, () => ask({ service: downloads, path: `downloads/point/last-week/${harmless.name}` })),
      look(bootstrap, () =>
        understood(bootstrap, 'dns.json', ({ body }) => decodeBootstrap(body, true) !== undefined),
      ),
    ]),
    ownKeys.then(async (own) =>
      own
        ? fine(tuf.id, `${tuf.name}: not asked, because the keys are those of your own file`)
        : (await look(tuf, () => understood(tuf, 'timestamp.json', (answer) => jsonOf(answer) !== undefined)))
            .health,
    ),
  ]);
  return {
    health: [...asked.map(({ health }) => health), keys],
    osvAnswers: asked[0].fact.status === 'known',
  };
}

interface Looked {
  readonly fact: Fact<unknown>;
  readonly health: Health;
}

function healthOf(service: Service, fact: Fact<unknown>, ms: number): Health {
  const { id, name, base } = service;
  // Nobody has counted anything of it, which is an answer all the same.
  const answered = fact.status === 'known' || (id === 'downloads' && fact.reason === 'not-found');
  const data = { service: id, address: base, ms, answered };
  if (answered) return fine(id, `${name}: answered in ${ms} ms`, { data });
  const detail = fact.status === 'unknown' ? fact.detail : '';
  return note(id, `${name}: no answer (${detail})`, {
    data,
    next: `Let this machine reach ${base}, or name another address as services.${id} in your own npq.json.`,
  });
}

async function askOsv(http: Http, service: Service): Promise<Fact<unknown>> {
  const patient: Pick<Http, 'ask'> = { ask: (question) => http.ask({ ...question, patienceMs }) };
  const [answer] = await queryOsv(patient, service, [harmless], () => undefined);
  if (answer?.brokeOff !== undefined) return answer.brokeOff;
  return answer === undefined
    ? notUnderstood(service)
    : { status: 'known', value: true, source: service.id, at: answer.at };
}

function notUnderstood({ id, name }: Service): Fact<unknown> {
  return unknown('http-error', id, `${name} answered with something else than it should`);
}
