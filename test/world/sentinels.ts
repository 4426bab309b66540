import type { RegistryHandle } from './registry.ts';
import type { PackageSpec } from './spec.ts';

/**
 * Small, old packages that never change again, with their true publish times: where a registry gives other
 * times for them, it is a mirror and its times prove nothing. Names, versions, publishers and times are real
 * (recorded in the corpus's publisher-history); the contents are not.
 */
export const SENTINELS = [
  sentinel('once', '1.4.0', '2016-09-06T21:11:09.367Z', 'isaacs', { dependencies: { wrappy: '1' } }),
  sentinel('wrappy', '1.0.2', '2016-05-17T23:30:52.415Z', 'zkat'),
  sentinel('ee-first', '1.1.1', '2015-05-25T19:18:28.732Z', 'dougwilson'),
  sentinel('setprototypeof', '1.2.0', '2019-07-18T04:49:56.614Z', 'wesleytodd'),
] as const satisfies readonly PackageSpec[];

/** Deprecated for years: a registry that does not say so of it says so of none. Its time is no sentinel's. */
const DEPRECATED: PackageSpec = {
  ...sentinel('left-pad', '1.3.0', '2018-04-09T01:05:07.126Z', 'stevemao'),
  deprecated: 'use padStart()',
};

/** Attested for years: a registry that does not say so of it says so of none. */
const ATTESTED = sentinel('sigstore', '1.0.0', '2023-02-09T17:56:02.122Z', 'bdehamer');

/** The sentinels' attestations are promised and answered, but are not of the true builds; nobody installs them. */
export function publishSentinels(registry: RegistryHandle): void {
  for (const spec of [...SENTINELS, DEPRECATED, ATTESTED]) registry.publish(spec);
  registry.serveAttestations(ATTESTED.name, ATTESTED.version, { attestations: [] });
}

function sentinel(
  name: string,
  version: string,
  publishedAt: string,
  publisher: string,
  manifest = {},
): PackageSpec {
  return {
    ...{ name, version, publishedAt, manifest: { license: 'ISC', main: 'index.js', ...manifest } },
    publisher: { name: publisher, email: `${publisher}@mail.example` },
    files: { 'index.js': `module.exports = '${name}';\n` },
  };
}
