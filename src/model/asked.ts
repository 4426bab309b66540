/** What one source was asked for, and how it went. */
export interface SourceUse {
  readonly source: string;
  readonly packages: number;
  readonly known: number;
  /** From the first question to the last answer. */
  readonly ms: number;
}

/** Questions that left this machine, by whom they went to. */
export interface RequestUse {
  readonly to: string;
  readonly count: number;
  /** That nothing came of. */
  readonly failed: number;
  readonly slowestMs: number;
}

/** What was looked for in one cache before anybody was asked. */
export interface CacheUse {
  readonly cache: string;
  readonly hits: number;
  readonly misses: number;
}

/** What was asked where, how long it took, and what was there already. */
export interface AskedInAll {
  readonly sources: readonly SourceUse[];
  readonly requests: readonly RequestUse[];
  readonly caches: readonly CacheUse[];
}
