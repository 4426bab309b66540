import { json, type Reply } from './http.ts';
import { type MadeService, makeService } from './service.ts';

/** What the registry of domains says of one; null: nobody has it. */
export interface RdapDomain {
  readonly registered?: string;
  readonly expires?: string;
  readonly reregistered?: string;
  readonly status?: readonly string[];
  /** Laid over the answer, which then lies. */
  readonly over?: Readonly<Record<string, unknown>>;
}

/** IANA's list of RDAP servers, and the one server that it names for every top level. */
export interface RdapHandle extends Pick<MadeService, 'fail'> {
  /** From now on; a domain that no test speaks of has been registered since 1999 and is in order. */
  set(domain: string, what: RdapDomain | null): void;
  /** The top levels that IANA's list has. */
  serve(...topLevels: readonly string[]): void;
  /** In place of the list. */
  setList(list: unknown): void;
}

export function createRdap(url: string): MadeService & { readonly handle: RdapHandle } {
  const domains = new Map<string, RdapDomain | null>();
  let list: unknown;
  const serve = (topLevels: readonly string[]) => {
    list = {
      ...{ version: '1.0', publication: '2026-11-01T00:00:00Z', description: 'for tests' },
      services: [[topLevels, [`${url}rdap/`]]],
    };
  };
  serve(['com', 'net', 'org', 'dev']);
  const made = makeService('rdap', ({ path }) => {
    if (path === '/dns.json') return json(list);
    const [, name] = /^\/rdap\/domain\/([a-z0-9.-]+)$/.exec(path) ?? [];
    return name === undefined ? undefined : answerFor(name, domains.get(name));
  });
  return {
    ...made,
    handle: {
      fail: made.fail,
      set: (domain, what) => void domains.set(domain, what),
      serve: (...topLevels) => serve(topLevels),
      setList(given) {
        list = given;
      },
    },
  };
}

function answerFor(name: string, what: RdapDomain | null = {}): Reply {
  if (what === null) return json({ errorCode: 404, title: 'Not Found' }, 404);
  const { registered = '1999-01-01T00:00:00Z', expires = '2099-01-01T00:00:00Z', status = ['active'] } = what;
  const events = [
    { eventAction: 'registration', eventDate: registered },
    ...(what.reregistered ? [{ eventAction: 'reregistration', eventDate: what.reregistered }] : []),
    { eventAction: 'expiration', eventDate: expires },
    { eventAction: 'last update of RDAP database', eventDate: '2026-11-22T00:00:00Z' },
  ];
  const domain = { objectClassName: 'domain', ldhName: name.toUpperCase(), handle: 'D1', status, events };
  return json({ ...domain, rdapConformance: ['rdap_level_0'], ...what.over });
}
