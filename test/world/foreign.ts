import { type Failure, type FailureHandle, type FailureMatch, failureRules } from './failures.ts';
import { bytes, type Reply, type Service } from './http.ts';

/** A stranger's host: its own port, no registry. Whatever reaches it is in `World.requests` as `foreign:N`. */
export interface ForeignHost {
  readonly url: string;
  /** Serves a path, which begins with `/`; anything else asked of this host is an error of the test. */
  serve(path: string, content: string | Buffer, headers?: Readonly<Record<string, string>>): void;
  fail(match: FailureMatch, failure: Failure, times?: number): FailureHandle;
  /** How often it was asked, in all or for one path. */
  hits(path?: string): number;
}

export function createForeignHost(url: string, number: number): { host: ForeignHost; service: Service } {
  const pages = new Map<string, Reply>();
  const asked: string[] = [];
  const rules = failureRules();
  return {
    host: {
      url,
      serve(path, content, headers = {}) {
        pages.set(path, bytes(Buffer.from(content), { ...headers }));
      },
      fail: (match, failure, times) => rules.add(match, failure, times),
      hits: (path) => (path === undefined ? asked : asked.filter((one) => one === path)).length,
    },
    service: {
      name: `foreign:${number}`,
      failureFor(request) {
        asked.push(request.path);
        return rules.take(request, {});
      },
      answer: (request) => pages.get(request.path),
    },
  };
}
