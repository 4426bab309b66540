import { readCertificate } from './certificate.ts';
import { decodeClaims } from './claims.ts';
import {
  type Failure,
  type FailureCode,
  failure,
  isFailure,
  type LogEntry,
  type Provenance,
} from './facts.ts';
import type { Wrapped } from './response.ts';
import { contradiction, type Identity, readIdentity } from './signer.ts';
import {
  checkPublished,
  checkSubject,
  decodeStatement,
  provenanceTypes,
  publishType,
  type SignedSubject,
  type Statement,
} from './statement.ts';
import type { BundleVerifier, Signed } from './verifier.ts';

/** What a registry's attestations of one version come to. */
export type AttestationsResult =
  | { readonly kind: 'valid'; readonly provenance: Provenance; readonly publishLog: LogEntry }
  | { readonly kind: 'invalid'; readonly failures: readonly [Failure, ...Failure[]] };

type Read =
  | { readonly kind: 'provenance'; readonly provenance: Provenance }
  | { readonly kind: 'publish'; readonly log: LogEntry }
  /** A true statement of a kind that npq does not judge by. */
  | { readonly kind: 'other' };

/**
 * Every entry has to hold, and both kinds have to be there: the registry's own word that it published these
 * bytes, and the word of the CI system that it built them.
 */
export function judgeAttestations(
  entries: readonly Wrapped[],
  wanted: SignedSubject,
  verifier: BundleVerifier,
): AttestationsResult {
  const read = entries.map((entry) => readAttestation(entry.bundle, wanted, verifier, entry.predicateType));
  const failures = read.filter(isFailure);
  const held = read.filter((one): one is Read => !isFailure(one));
  const provenances = held.flatMap((one) => (one.kind === 'provenance' ? [one.provenance] : []));
  const logs = held.flatMap((one) => (one.kind === 'publish' ? [one.log] : []));
  const [provenance, second] = provenances;
  const [publishLog] = logs;
  const [first, ...others] = failures;
  if (first) return { kind: 'invalid', failures: [first, ...others] };
  if (provenance && publishLog && !second) return { kind: 'valid', provenance, publishLog };
  if (second) return invalid('contradiction', 'two provenances claim the same version');
  return provenance
    ? invalid('missing', "the registry's own publish attestation is missing")
    : invalid('missing', 'there is no provenance among the attestations');
}

function invalid(code: FailureCode, detail: string): AttestationsResult {
  return { kind: 'invalid', failures: [failure(code, detail)] };
}

/** One bundle, for what it says itself; `wrappedAs` is what the registry says that it is. */
export function readAttestation(
  bundle: object,
  wanted: SignedSubject,
  verifier: BundleVerifier,
  wrappedAs?: string,
): Read | Failure {
  const signed = verifier.verify(bundle);
  if (isFailure(signed)) return signed;
  const signer = readSigner(signed);
  if (isFailure(signer)) return signer;
  const statement = decodeStatement(signed.payload);
  if (!statement) return failure('statement-malformed', 'what is signed is no in-toto statement');
  const { predicateType } = statement;
  if (wrappedAs !== undefined && wrappedAs !== predicateType) {
    return failure(
      'predicate-type',
      `it is handed out as ${wrappedAs}, but what is signed is ${predicateType}`,
    );
  }
  const wrong = checkSubject(statement, wanted);
  if (wrong) return wrong;
  if (predicateType === publishType) return readPublish(signer, statement, wanted, signed.log);
  if (provenanceTypes.includes(predicateType)) return readProvenance(signer, statement, signed.log);
  return { kind: 'other' };
}

/** Whoever signs has to be the registry or a CI system that is known, whatever is said. */
function readSigner({ by }: Signed): Identity | 'registry' | Failure {
  if (by.kind === 'key') return 'registry';
  const fields = readCertificate(by.oids);
  return fields ? readIdentity(by.subject, fields) : failure('certificate', 'its certificate cannot be read');
}

function readPublish(
  signer: Identity | 'registry',
  statement: Statement,
  wanted: SignedSubject,
  log: LogEntry,
): Read | Failure {
  if (signer !== 'registry') {
    return failure('signer', `${signer.signer} signed what only the registry may say`);
  }
  return checkPublished(statement, wanted) ?? { kind: 'publish', log };
}

function readProvenance(signer: Identity | 'registry', statement: Statement, log: LogEntry): Read | Failure {
  if (signer === 'registry') return failure('signer', 'the registry signed what only the CI system may say');
  const claims = decodeClaims(statement);
  if (!claims) return failure('statement-malformed', `it is no ${statement.predicateType}`);
  const { predicateType } = statement;
  return (
    contradiction(claims, signer) ?? { kind: 'provenance', provenance: { ...signer, log, predicateType } }
  );
}
