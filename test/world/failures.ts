import type { Incoming } from './http.ts';

/** The ways in which an answer can go wrong. Where a field is left out, the value in brackets holds. */
export type Failure =
  /** The connection ends before any response; for a port where nobody listens, see `World.nowhere`. */
  | { readonly kind: 'refuse' }
  /** No answer, until the client gives up or the world closes. */
  | { readonly kind: 'hang' }
  /** The true answer, then a TCP reset after so many body bytes (half of them). */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** The whole `content-length` is promised, only so many bytes (half of them) come, then an orderly end. */
  | { readonly kind: 'truncate'; readonly afterBytes?: number }
  /** `retryAfter` is sent as it is: seconds as digits, or an HTTP date. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** The true answer, late (0 ms) and slow (all at once). */
  | { readonly kind: 'slow'; readonly latencyMs?: number; readonly bytesPerSecond?: number }
  /** A body that never ends, without `content-length`; it begins like JSON. */
  | { readonly kind: 'huge' }
  /** Status 200, JSON content type, and a body that breaks off within a string. */
  | { readonly kind: 'malformed-json' }
  /** Status 200 and a page, as captive portals and proxies answer. */
  | { readonly kind: 'html' };

/** What a request is about, as far as its service can tell. */
export interface Subject {
  readonly package?: string;
  readonly what?: 'packument' | 'tarball' | 'version' | 'endpoint';
}

/** A string is a package name, for its packument and its tarballs; a RegExp is held against the decoded path. */
export type FailureMatch =
  | string
  | RegExp
  | {
      readonly method?: string;
      readonly path?: RegExp;
      readonly package?: string;
      readonly what?: Subject['what'];
    };

export interface FailureHandle {
  /** How many requests have met it. */
  readonly hits: number;
  stop(): void;
}

export interface FailureRules {
  /** `times`: how many requests it meets, all by default. Rules are tried in the order they were made. */
  add(match: FailureMatch, failure: Failure, times?: number): FailureHandle;
  take(request: Incoming, subject: Subject): Failure | undefined;
}

export function failureRules(): FailureRules {
  const rules: { match: FailureMatch; failure: Failure; left: number; hits: number }[] = [];
  return {
    add(match, failure, times = Number.POSITIVE_INFINITY) {
      const rule = { match, failure, left: times, hits: 0 };
      rules.push(rule);
      return {
        get hits() {
          return rule.hits;
        },
        stop() {
          rule.left = 0;
        },
      };
    },
    take(request, subject) {
      const rule = rules.find((one) => one.left > 0 && meets(one.match, request, subject));
      if (rule === undefined) return undefined;
      rule.left -= 1;
      rule.hits += 1;
      return rule.failure;
    },
  };
}

function meets(match: FailureMatch, request: Incoming, subject: Subject): boolean {
  if (typeof match === 'string') return subject.package === match;
  if (match instanceof RegExp) return test(match, request.path);
  if (match.method !== undefined && match.method !== request.method) return false;
  if (match.package !== undefined && match.package !== subject.package) return false;
  if (match.what !== undefined && match.what !== subject.what) return false;
  return match.path === undefined || test(match.path, request.path);
}

/** A global or sticky expression would remember where it last matched. */
function test(expression: RegExp, path: string): boolean {
  expression.lastIndex = 0;
  return expression.test(decoded(path));
}

/** A path that is no valid percent-encoding stays as it is. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
