import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttestedSubject,
  type BuildSpec,
  certificateOf,
  provenanceStatement,
  publishStatement,
} from './provenance.ts';
import type { SigningKey } from './signing.ts';
import type { Bundle, Sigstore } from './sigstore.ts';

/** What the attestations endpoint answers. */
export interface AttestationsAnswer {
  readonly attestations: { predicateType: string; bundle: Bundle }[];
}

/** A world's registry key and sigstore, and the file by which npq trusts them. */
export interface Vouching {
  readonly trustFile: string;
  /** `certified`: what the certificate says where that is another build than the statement claims. */
  attest(subject: AttestedSubject, build?: BuildSpec, certified?: BuildSpec): Promise<AttestationsAnswer>;
  remove(): void;
}

const nothingYet = { tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] };

/** The sigstore is made when something is attested first: its libraries take half a second to load. */
export function createVouching(registry: string, key: SigningKey): Vouching {
  const folder = mkdtempSync(join(tmpdir(), 'npq-world-trust-'));
  // A test may run npq as another user, who has to get in.
  chmodSync(folder, 0o755);
  const trustFile = join(folder, 'trusted-root.json');
  writeFileSync(trustFile, JSON.stringify(trustDocument(registry, key, nothingYet)));
  let opened: Promise<Sigstore> | undefined;
  const open = async (): Promise<Sigstore> => {
    const { createSigstore } = await import('./sigstore.ts');
    const sigstore = await createSigstore();
    writeFileSync(trustFile, JSON.stringify(trustDocument(registry, key, sigstore.trustedRoot)));
    return sigstore;
  };
  return {
    trustFile,
    async attest(subject, build, certified = build) {
      opened ??= open();
      const sigstore = await opened;
      const [publish, provenance] = await Promise.all([
        sigstore.attest(publishStatement(subject, registry), { key }),
        sigstore.attest(provenanceStatement(subject, build), certificateOf(certified)),
      ]);
      return {
        attestations: [
          {
            predicateType: 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1',
            bundle: publish,
          },
          { predicateType: 'https://slsa.dev/provenance/v1', bundle: provenance },
        ],
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** As `trusted-root.json` of npq's own folder has it. */
export function trustDocument(registry: string, key: SigningKey, trustedRoot: object): object {
  return { date: '2026-11-01', trustedRoot, registries: [{ registry, keys: keysTarget(key) }] };
}

/** As the TUF target `keys.json` has them. */
export function keysTarget(key: SigningKey): object {
  const keys = ['npm:signatures', 'npm:attestations'].map((keyUsage) => ({
    ...{ keyId: key.keyid, keyUsage },
    publicKey: {
      ...{ rawBytes: key.publicKey, keyDetails: 'PKIX_ECDSA_P256_SHA_256' },
      validFor: { start: '1999-01-01T00:00:00.000Z' },
    },
  }));
  return { keys };
}
