import { type Fact, known, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import { faultOfSignature } from '../../provenance/registry-signature.ts';
import { keysFor, type RegistryKey, type Trust } from '../../provenance/trust.ts';
import type { SignatureStanding } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import type { PinnedKeys } from '../registry-keys.ts';
import { factFrom, packageByPackage, type Source } from '../source.ts';

const id = 'signatures';

interface Input {
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  readonly trust: () => Promise<Trust>;
  readonly pinned: PinnedKeys;
  /** npm's own registry, which the keys without an address belong to. */
  readonly npmsOwn: string;
  told(registry: string, what: 'signaturesTold' | 'timesBelieved'): Promise<Fact<true>>;
  readonly now: () => Date;
}

/** The registry's own signature over name, version and integrity. */
export function signaturesSource(input: Input): Source<SignatureStanding> {
  return packageByPackage({ id, concurrency: 40, audience: 'registry' }, (pkg) => standing(pkg, input));
}

async function standing(pkg: PlannedPackage, input: Input): Promise<Fact<SignatureStanding>> {
  const { origin } = pkg;
  if (origin.kind !== 'registry')
    return unknown('not-offered', id, `a ${origin.kind} dependency is signed by nobody`);
  const document = await factFrom(input.documents, pkg);
  if (document.status === 'unknown') return document;
  const { version, times } = document.value;
  if (version.signatures.length === 0) return absent(origin.registry, input);
  const { integrity } = version.dist;
  const label = `${pkg.name}@${pkg.version}`;
  if (integrity === undefined) {
    return unknown(
      'not-offered',
      id,
      `the registry names no integrity of ${label}, which its signature is over`,
    );
  }
  const believed = (await input.told(origin.registry, 'timesBelieved')).status === 'known';
  // Where the time is not told, a key has to count still; a mirror's own times say nothing about keys.
  const told = times.get(pkg.version);
  const at = !believed ? undefined : told === undefined ? input.now() : new Date(told);
  const trust = await input.trust();
  const own = trust.keys.filter(({ usage }) => usage === 'npm:signatures');
  const ours = judge(pkg, integrity, at, version.signatures, own);
  if (ours) return found(ours, 'own-keys', origin.registry, input);
  if (isCovered(trust, origin.registry, input)) return strange(label, version.signatures, trust);
  const pinned = await input.pinned.keysOf(origin.registry);
  if (pinned.status === 'unknown') return pinned;
  const theirs = judge(
    pkg,
    integrity,
    at,
    version.signatures,
    pinned.value.filter(({ usage }) => usage === 'npm:signatures'),
  );
  if (theirs) return found(theirs, 'pinned', origin.registry, input);
  const where = input.pinned.path === undefined ? '' : ` in ${input.pinned.path}`;
  const detail = `${label} is signed with the key ${nameOf(version.signatures)}, which is none of those pinned for its registry${where}`;
  return unknown('promised-but-missing', id, detail);
}

interface Judged {
  readonly keyId: string;
  readonly fault: string | undefined;
}

/** Of the signatures by known keys, one that does not hold counts before those that do. */
function judge(
  { name, version }: PlannedPackage,
  integrity: string,
  publishedAt: Date | undefined,
  signatures: readonly { readonly keyId: string; readonly sig: string }[],
  keys: readonly RegistryKey[],
): Judged | undefined {
  const judged = signatures.flatMap(({ keyId, sig }) => {
    const key = keys.find((one) => one.keyId === keyId);
    return key
      ? [{ keyId, fault: faultOfSignature({ name, version, integrity, publishedAt }, sig, key) }]
      : [];
  });
  return judged.find(({ fault }) => fault !== undefined) ?? judged[0];
}

async function found(
  { keyId, fault }: Judged,
  by: 'own-keys' | 'pinned',
  registry: string,
  { pinned, now }: Input,
): Promise<Fact<SignatureStanding>> {
  if (fault !== undefined) return known({ kind: 'invalid', keyId, detail: fault }, id, now());
  await pinned.rememberSigned(registry);
  return known({ kind: 'valid', keyId, by }, id, now());
}

/** Silence means something where the registry is known to sign. */
async function absent(registry: string, input: Input): Promise<Fact<SignatureStanding>> {
  const missing = (because: 'its-keys-are-known' | 'signed-before') =>
    known({ kind: 'missing', because } as const, id, input.now());
  if (input.pinned.hasSigned(registry)) return missing('signed-before');
  const told = await input.told(registry, 'signaturesTold');
  if (told.status === 'unknown') return told;
  return isCovered(await input.trust(), registry, input)
    ? missing('its-keys-are-known')
    : unknown('not-offered', id, `${registry} signs some of what it serves, and nobody vouches for its keys`);
}

function isCovered(trust: Trust, registry: string, { npmsOwn }: Input): boolean {
  return keysFor(trust, 'npm:signatures', registry, npmsOwn).length > 0;
}

function strange(
  label: string,
  signatures: readonly { readonly keyId: string }[],
  { date }: Trust,
): Fact<SignatureStanding> {
  const detail = `${label} is signed with the key ${nameOf(signatures)}, which is none of the keys of ${date} that npq knows its registry by`;
  return unknown('promised-but-missing', id, detail);
}

function nameOf([first]: readonly { readonly keyId: string }[]): string {
  return JSON.stringify(first?.keyId.slice(0, 100) ?? '');
}
