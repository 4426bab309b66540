/**
 * Small, old packages that never change again, with the true publish time of their last version (recorded
 * years ago). A registry that gives another day for them puts in something else than the publish time.
 */
export const sentinels = [
  { name: 'once', version: '1.4.0', publishedAt: '2016-09-06T21:11:09.367Z' },
  { name: 'wrappy', version: '1.0.2', publishedAt: '2016-05-17T23:30:52.415Z' },
  { name: 'ee-first', version: '1.1.1', publishedAt: '2015-05-25T19:18:28.732Z' },
  { name: 'setprototypeof', version: '1.2.0', publishedAt: '2019-07-18T04:49:56.614Z' },
] as const;

/** Small, unchanged since 2018, and deprecated by its maintainers for years. */
export const deprecatedSentinel = { name: 'left-pad', version: '1.3.0' } as const;

/** The first that were attested and have stayed so; small, and never published again under this version. */
export const attestedSentinel = { name: 'sigstore', version: '1.0.0' } as const;
