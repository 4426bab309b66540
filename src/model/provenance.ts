/** What verified attestations say of one version. Every field comes from the certificate, not from the statement. */
export interface Provenance {
  readonly issuer: 'GitHub Actions' | 'GitLab CI';
  /** The identity that the certificate was issued to: the workflow that signed, at a ref. */
  readonly signer: string;
  /** `https://host/owner/name`, without `.git`. */
  readonly repository: string;
  /** Numeric, and so the same after a rename; the certificates of the first months lack them. */
  readonly repositoryId?: string;
  readonly ownerId?: string;
  readonly commit: string;
  /** `refs/tags/v1.2.3`, `refs/heads/main`. */
  readonly ref: string;
  /** Path in the repository; absent where an old certificate names only the reusable workflow that it started. */
  readonly workflow?: string;
  /** The workflow that built, without its ref; a reusable one of another repository differs from `workflow`. */
  readonly builder: string;
  readonly runner?: 'hosted' | 'self-hosted';
  /** `push`, `release`, `workflow_dispatch`. */
  readonly trigger?: string;
  /** Address of the run. */
  readonly run?: string;
  readonly log: LogEntry;
  /** SLSA build level, as far as the certificate shows it. */
  readonly level: 1 | 2 | 3;
  readonly predicateType: string;
}

/** Where the attestation stands in a public transparency log. */
export interface LogEntry {
  readonly log: string;
  readonly index: string;
  /** ISO 8601 UTC; absent where the log does not tell the time itself. */
  readonly at?: string;
}
