import type { CertificateOf } from './sigstore.ts';

/** A build as the test world's CI runs it; everything has a quiet default. */
export interface BuildSpec {
  /** `owner/name` at the forge. */
  readonly repository?: string;
  readonly repositoryId?: string;
  readonly ownerId?: string;
  readonly ref?: string;
  readonly commit?: string;
  readonly workflow?: string;
  readonly runId?: string;
  readonly trigger?: string;
  readonly runner?: 'github-hosted' | 'self-hosted';
  /** A reusable workflow that signs in place of `workflow`: `https://…/x.yml@refs/tags/v1.0.0`. */
  readonly builder?: string;
}

export interface AttestedSubject {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

const publishType = 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1';
const provenanceType = 'https://slsa.dev/provenance/v1';
const forge = 'https://github.com';

function withDefaults(build: BuildSpec) {
  return {
    repository: 'ada/teapot',
    ...{ repositoryId: '4711', ownerId: '42', ref: 'refs/tags/v1.0.0', commit: 'c0ffee'.padEnd(40, '0') },
    ...{ workflow: '.github/workflows/publish.yml', runId: '1001', trigger: 'release' },
    runner: 'github-hosted' as const,
    ...build,
  };
}

/** What the CI's certificate authority writes for this build. */
export function certificateOf(build: BuildSpec = {}): CertificateOf {
  const { repository, repositoryId, ownerId, ref, commit, workflow, runId, trigger, runner } =
    withDefaults(build);
  const own = `${forge}/${repository}/${workflow}@${ref}`;
  const signer = build.builder ?? own;
  const issuer = 'https://token.actions.githubusercontent.com';
  return {
    subject: signer,
    extensions: {
      ...{ 1: issuer, 2: trigger, 3: commit, 4: 'Publish', 5: repository, 6: ref, 8: issuer, 9: signer },
      ...{ 11: runner, 12: `${forge}/${repository}`, 13: commit, 14: ref, 15: repositoryId, 17: ownerId },
      ...{
        18: own,
        20: trigger,
        21: `${forge}/${repository}/actions/runs/${runId}/attempts/1`,
        22: 'public',
      },
    },
  };
}

/** What npm's own command line states of this build. */
export function provenanceStatement(subject: AttestedSubject, build: BuildSpec = {}): object {
  const { repository, repositoryId, ownerId, ref, commit, workflow, runId, trigger, runner } =
    withDefaults(build);
  const url = `${forge}/${repository}`;
  return {
    ...statement(subject, 'https://in-toto.io/Statement/v1', provenanceType),
    predicate: {
      buildDefinition: {
        buildType: 'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
        externalParameters: { workflow: { ref, repository: url, path: workflow } },
        internalParameters: {
          github: { event_name: trigger, repository_id: repositoryId, repository_owner_id: ownerId },
        },
        resolvedDependencies: [{ uri: `git+${url}@${ref}`, digest: { gitCommit: commit } }],
      },
      runDetails: {
        builder: { id: `${forge}/actions/runner/${runner}` },
        metadata: { invocationId: `${url}/actions/runs/${runId}/attempts/1` },
      },
    },
  };
}

/** What the registry states when it takes an attested version. */
export function publishStatement(subject: AttestedSubject, registry: string): object {
  const { name, version } = subject;
  return {
    ...statement(subject, 'https://in-toto.io/Statement/v0.1', publishType),
    predicate: { name, version, registry },
  };
}

function statement({ name, version, integrity }: AttestedSubject, type: string, predicateType: string) {
  const sha512 = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
  return { _type: type, subject: [{ name: purl, digest: { sha512 } }], predicateType };
}
