import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import { judgeAttestations } from '../../provenance/attestations.ts';
import { decodeResponse, responseLimitBytes } from '../../provenance/response.ts';
import { keysFor, type RegistryKey, type Trust } from '../../provenance/trust.ts';
import { type BundleVerifier, openVerifier } from '../../provenance/verifier.ts';
import type { AskRegistry } from '../ask-registry.ts';
import { boundSha512 } from '../integrity.ts';
import type { Attestations } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import type { PinnedKeys } from '../registry-keys.ts';
import { attestedSentinel } from '../sentinels.ts';
import { factFrom, packageByPackage, type Source } from '../source.ts';

const id = 'attestations';

interface Input {
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  readonly ask: AskRegistry;
  readonly trust: () => Promise<Trust>;
  readonly pinned: PinnedKeys;
  readonly npmsOwn: string;
  told(registry: string, what: 'attestationsTold'): Promise<Fact<true>>;
  readonly now: () => Date;
}

/** What the registry's attestations of each version come to; those of one version are asked for once. */
export function attestationsSource(input: Input): Source<Attestations> {
  const once = onceEach<Fact<Attestations>>();
  const served = onceEach<boolean>();
  const verifiers = onceEach<BundleVerifier | Unknown>();
  const verifierFor = (registry: string) => verifiers(registry, () => openFor(registry, input));
  const endpointServed = (registry: string) => served(registry, () => servesEndpoint(registry, input));
  const load = async (pkg: PlannedPackage): Promise<Fact<Attestations>> => {
    const { origin } = pkg;
    if (origin.kind !== 'registry') {
      return unknown('not-offered', id, `nobody publishes attestations of a ${origin.kind} dependency`);
    }
    const { registry } = origin;
    const document = await factFrom(input.documents, pkg);
    if (document.status === 'unknown') return document;
    const { attested, dist } = document.value.version;
    if (!attested) {
      const told = await input.told(registry, 'attestationsTold');
      return told.status === 'unknown' ? told : known({ kind: 'none' }, id, input.now());
    }
    const label = `${pkg.name}@${pkg.version}`;
    const integrity = boundSha512(pkg.integrity ?? dist.integrity ?? '');
    if (integrity === undefined) {
      return unknown(
        'malformed',
        id,
        `no one sha512 binds the bytes of ${label}, which its attestations are about`,
      );
    }
    const answer = await input.ask(registry, pathOf(pkg), { source: id, maxBytes: responseLimitBytes });
    if (answer.status === 'unknown') {
      if (answer.reason !== 'not-found') return answer;
      return (await endpointServed(registry))
        ? unknown('promised-but-missing', id, unverifiable(label))
        : unknown('not-offered', id, `${registry} tells that versions have attestations, but serves none`);
    }
    const entries = decodeResponse(answer.value);
    if (!entries)
      return unknown('malformed', id, `what the registry serves as attestations of ${label} is none`);
    const verifier = await verifierFor(registry);
    if ('status' in verifier) return verifier;
    const { name, version } = pkg;
    return known(judgeAttestations(entries, { name, version, integrity }, verifier), id, input.now());
  };
  return packageByPackage({ id, concurrency: 15, audience: 'registry' }, (pkg) =>
    once(pkg.key, () => load(pkg)),
  );
}

function pathOf({ name, version }: Pick<PlannedPackage, 'name' | 'version'>): string {
  const escaped = name.split('/').map(encodeURIComponent).join('%2f').replace(/^%40/, '@');
  return `-/npm/v1/attestations/${escaped}@${encodeURIComponent(version)}`;
}

/** Registries lose attestations now and then: that is no sign of tampering, and no proof of anything either. */
function unverifiable(label: string): string {
  return `${label} is unverifiable: its registry says that it has attestations, and answers that it has none`;
}

/** A mirror may pass on the promises and not serve the endpoint; what nobody doubts has to be there then. */
async function servesEndpoint(registry: string, { ask }: Input): Promise<boolean> {
  const answer = await ask(registry, pathOf(attestedSentinel), { source: id, maxBytes: responseLimitBytes });
  return answer.status === 'known' && decodeResponse(answer.value) !== undefined;
}

async function openFor(registry: string, input: Input): Promise<BundleVerifier | Unknown> {
  const trust = await input.trust();
  const own = keysFor(trust, 'npm:attestations', registry, input.npmsOwn);
  const ours = trust.keys.filter(({ usage }) => usage === 'npm:attestations');
  if (own.length > 0) return openVerifier(trust, own);
  // A mirror passes on what npm's own registry signed; only a registry with keys of its own needs more.
  const pinned = await input.pinned.keysOf(registry);
  if (pinned.status === 'unknown')
    return pinned.reason === 'not-offered' ? openVerifier(trust, ours) : pinned;
  const theirs = pinned.value.filter(({ usage }) => usage === 'npm:attestations');
  return openVerifier(trust, [...ours, ...theirs.filter((key) => !isOneOf(key, ours))]);
}

function isOneOf({ keyId }: RegistryKey, keys: readonly RegistryKey[]): boolean {
  return keys.some((key) => key.keyId === keyId);
}

function onceEach<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key, work) => {
    const running = underWay.get(key) ?? work();
    underWay.set(key, running);
    return running;
  };
}
