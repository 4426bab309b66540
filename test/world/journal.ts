import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from './failures.ts';

/** One request that reached the world, in the order of arrival. */
export interface WorldRequest {
  readonly method: string;
  /** The whole address as the world reads it, host and port included. */
  readonly url: string;
  /** Path and query as sent, percent-encoding untouched. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as text, gzip undone: what left the machine. */
  readonly body: string;
  /** Arrival, in milliseconds since 1970. */
  readonly at: number;
  /** Who was asked: `registry:public`, `foreign:1`, or `none` where nothing is mounted. */
  readonly service: string;
  /** Null while unanswered, and for ever where a failure closed the connection before a response. */
  readonly status: number | null;
  readonly failure: Failure['kind'] | null;
}

/** The same while it is under way. */
export type OpenRequest = WorldRequest & { body: string; failure: WorldRequest['failure'] };

/**
 * Whether a request carries a text anywhere: address, headers or body, plain, percent-encoded or in base64,
 * alone or as a part of basic authentication.
 */
export function carries(request: WorldRequest, text: string): boolean {
  const forms = [text, encodeURIComponent(text), Buffer.from(text).toString('base64')];
  const [, basic = ''] = /^Basic (.*)$/.exec(request.headers.authorization ?? '') ?? [];
  const places = [
    Buffer.from(basic, 'base64').toString('utf8'),
    request.url,
    request.body,
    ...Object.entries(request.headers).flat(2).map(String),
  ];
  return places.some((place) => forms.some((form) => place.includes(form)));
}

/** What happened in one world. Shared by all its sites. */
export interface Journal {
  readonly requests: OpenRequest[];
  /** URLs that no fixture serves, and packages that nobody published and no test declared as missing. */
  errors(): readonly string[];
  unserved(url: string): void;
  unknownPackage(name: string, url: string): void;
  unknownPackages(): readonly string[];
  allowMissing(names: readonly string[]): void;
}

export function journal(): Journal {
  const requests: OpenRequest[] = [];
  const unserved: string[] = [];
  const unknown: { name: string; url: string }[] = [];
  const allowed = new Set<string>();
  return {
    requests,
    errors() {
      const undeclared = unknown.filter(({ name }) => !allowed.has(name));
      return [
        ...unserved.map((url) => `${url}: no fixture serves this`),
        ...undeclared.map(
          ({ name, url }) => `${url}: nobody published ${name}; publish it or world.allowMissing('${name}')`,
        ),
      ];
    },
    unserved(url) {
      unserved.push(url);
    },
    unknownPackage(name, url) {
      unknown.push({ name, url });
    },
    unknownPackages: () => [...new Set(unknown.map(({ name }) => name))],
    allowMissing(names) {
      for (const name of names) allowed.add(name);
    },
  };
}
