import type { Bundle } from '@sigstore/bundle';
import { type Failure, failure } from './facts.ts';

/**
 * Held against every bundle before the library verifies it. The library reads the name in a checkpoint as a
 * pattern, takes the time of a log entry for true even where nothing signs it, and counts entries, not logs.
 */
const mostLogEntries = 4;
const mostTimestamps = 4;
const mostCheckpointBytes = 16_384;
/** As the first line of a note and before a signature: `rekor.sigstore.dev`, `localhost:3000`. */
const plainHostName = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?$/i;
const payloadType = 'application/vnd.in-toto+json';

export function withinLimits(bundle: Bundle, logIds: ReadonlySet<string>): Failure | undefined {
  const { tlogEntries, timestampVerificationData } = bundle.verificationMaterial;
  if (tlogEntries.length === 0 || tlogEntries.length > mostLogEntries) {
    return failure('bundle-malformed', `it has ${tlogEntries.length} entries of transparency logs`);
  }
  if ((timestampVerificationData?.rfc3161Timestamps ?? []).length > mostTimestamps) {
    return failure('bundle-malformed', 'it has too many timestamps');
  }
  if (
    new Set(tlogEntries.map(({ canonicalizedBody }) => canonicalizedBody.toString('base64'))).size <
    tlogEntries.length
  ) {
    return failure('bundle-malformed', 'it names one entry of a transparency log twice');
  }
  const { content } = bundle;
  if (content.$case !== 'dsseEnvelope') return failure('bundle-malformed', 'it signs no statement');
  if (content.dsseEnvelope.payloadType !== payloadType || content.dsseEnvelope.signatures.length !== 1) {
    return failure('bundle-malformed', 'its envelope is not one signed in-toto statement');
  }
  for (const entry of tlogEntries) {
    if (!logIds.has(entry.logId.keyId.toString('base64'))) {
      return failure('signature', 'it stands in a transparency log that nobody vouches for');
    }
    // Only the promise signs the time; an inclusion proof alone would let the bundle choose it.
    if (Number(entry.integratedTime) !== 0 && entry.inclusionPromise === undefined) {
      return failure('signature', 'nothing signs the time of its log entry');
    }
    const wrong = checkCheckpoint(entry.inclusionProof?.checkpoint?.envelope);
    if (wrong) return wrong;
  }
  return undefined;
}

function checkCheckpoint(envelope: string | undefined): Failure | undefined {
  if (envelope === undefined) return undefined;
  if (envelope.length > mostCheckpointBytes) return failure('bundle-malformed', 'its checkpoint is too long');
  const lines = envelope.split('\n');
  if (!/^\d{1,19}$/.test(lines[1] ?? '')) return failure('bundle-malformed', 'its checkpoint names no size');
  const names = lines.filter((line) => line.startsWith('\u2014')).map((line) => line.split(' ')[1] ?? '');
  const strange = names.find((name) => !plainHostName.test(name));
  if (strange === undefined) return undefined;
  return failure(
    'bundle-malformed',
    `its checkpoint is signed by ${JSON.stringify(strange.slice(0, 100))}, which is no host`,
  );
}
