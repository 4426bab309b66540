import * as v from 'valibot';
import { shorten } from '../../content/foreign.ts';
import { type Registration, registryTime, stateOf } from './registration.ts';

const most = 500;
const Domain = v.object({
  objectClassName: v.literal('domain'),
  ldhName: v.pipe(v.string(), v.maxLength(300)),
  status: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(most)), []),
  events: v.optional(
    v.pipe(
      v.array(
        v.object({
          eventAction: v.pipe(v.string(), v.maxLength(200)),
          eventDate: v.optional(v.pipe(v.string(), v.maxLength(64))),
        }),
      ),
      v.maxLength(most),
    ),
    [],
  ),
});

/** A domain that lapsed and was taken again has the later of these. */
const beginnings = new Set(['registration', 'reregistration', 'reinstantiation']);

/** RFC 9083. A text says why the answer cannot be believed. */
export function decodeRdap(body: Buffer, domain: string, now: Date): Registration | string {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return 'the answer is no JSON';
  }
  const decoded = v.safeParse(Domain, json);
  if (!decoded.success) {
    const [issue] = decoded.issues;
    return `the answer describes no domain: ${v.getDotPath(issue) ?? 'it is no object'}`;
  }
  const { ldhName, status, events } = decoded.output;
  const named = ldhName.toLowerCase().replace(/\.$/, '');
  if (named !== domain) return `asked for ${domain}, it answered for ${shorten(named, 100)}`;
  const timesOf = (wanted: (action: string) => boolean) =>
    events.flatMap(({ eventAction, eventDate }) =>
      eventDate !== undefined && wanted(eventAction.toLowerCase()) ? (registryTime(eventDate) ?? []) : [],
    );
  const registeredAt = timesOf((action) => beginnings.has(action))
    .sort()
    .at(-1);
  const expiresAt = timesOf((action) => action === 'expiration')
    .sort()
    .at(-1);
  if (registeredAt !== undefined && Date.parse(registeredAt) > now.getTime() + dayMs) {
    return `it says that ${domain} was registered in the future, at ${registeredAt}`;
  }
  return {
    by: 'RDAP',
    state: stateOf(status),
    ...(registeredAt === undefined ? {} : { registeredAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

const dayMs = 24 * 3_600_000;
