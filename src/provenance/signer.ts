import type { CertificateFields } from './certificate.ts';
import type { Claims } from './claims.ts';
import { runIdOf } from './claims.ts';
import { type Failure, failure, type Provenance } from './facts.ts';

/** The certificate's own facts; log entry and predicate type come from elsewhere. */
export type Identity = Omit<Provenance, 'log' | 'predicateType'>;

interface Issuer {
  readonly name: Provenance['issuer'];
  readonly issuer: RegExp;
  /** Repository, path of the workflow, ref. */
  readonly signer: RegExp;
  readonly host: string;
}

/**
 * CI systems whose tokens name the workflow that runs. Everybody can have a certificate for a mail address, so
 * that one alone would prove nothing about a package.
 */
const issuers: readonly Issuer[] = [
  {
    name: 'GitHub Actions',
    issuer: /^https:\/\/token\.actions\.githubusercontent\.com(?:\/[A-Za-z0-9][A-Za-z0-9-]{0,99})?$/,
    signer:
      /^(https:\/\/github\.com\/[\w.-]+\/[\w.-]+)\/(\.github\/workflows\/[^@]+\.ya?ml)@(refs\/.+|[0-9a-f]{40})$/,
    host: 'https://github.com/',
  },
  {
    name: 'GitLab CI',
    issuer: /^https:\/\/gitlab\.com$/,
    signer: /^(https:\/\/gitlab\.com\/[\w.-]+(?:\/[\w.-]+)+)\/\/([^@]+)@(refs\/.+)$/,
    host: 'https://gitlab.com/',
  },
];

/** Builders that isolate the build from its own job; only from their released versions. */
const isolated =
  /^https:\/\/github\.com\/slsa-framework\/slsa-github-generator\/\.github\/workflows\/(?:builder_nodejs_slsa3|delegator_[a-z-]+_slsa3)\.yml@refs\/tags\/v\d+\.\d+\.\d+$/;

export function readIdentity(subject: string | undefined, fields: CertificateFields): Identity | Failure {
  const issuerName = fields.issuer ?? fields.issuerV1 ?? '';
  const known = issuers.find(({ issuer }) => issuer.test(issuerName));
  if (!known || (fields.issuerV1 !== undefined && fields.issuerV1 !== issuerName)) {
    return failure('signer', `${subject ?? 'somebody'} signed it, which no known CI system says of a build`);
  }
  const [, signerRepository, signerPath] = known.signer.exec(subject ?? '') ?? [];
  if (subject === undefined || signerRepository === undefined || signerPath === undefined) {
    return failure('signer', `${subject ?? 'nobody'} signed it, which is no workflow of ${known.name}`);
  }
  const repository =
    fields.repository ?? (fields.repositoryV1 === undefined ? undefined : known.host + fields.repositoryV1);
  const commit = fields.commit ?? fields.commitV1;
  const ref = fields.ref ?? fields.refV1;
  if (repository === undefined || commit === undefined || ref === undefined) {
    return failure('certificate', 'its certificate does not name repository, commit and ref');
  }
  if (!repository.startsWith(known.host) || !agreeWithin(fields, known.host)) {
    return failure('certificate', 'its certificate contradicts itself');
  }
  const runner = runnerOf(fields.runner);
  const workflow = workflowOf(fields.buildConfig, repository) ?? workflowOf(subject, repository);
  return {
    ...{ issuer: known.name, signer: subject, repository, commit, ref },
    ...optional({ repositoryId: fields.repositoryId, ownerId: fields.ownerId, workflow, run: fields.run }),
    builder: subject.slice(0, subject.lastIndexOf('@')),
    ...optional({ runner, trigger: fields.trigger ?? fields.triggerV1 }),
    level: levelOf(subject, runner),
  };
}

/** The old fields stay beside the new ones, and must say the same. */
function agreeWithin(fields: CertificateFields, host: string): boolean {
  const pairs = [
    [fields.repository, fields.repositoryV1 === undefined ? undefined : host + fields.repositoryV1],
    [fields.commit, fields.commitV1],
    [fields.ref, fields.refV1],
    [fields.trigger, fields.triggerV1],
  ];
  return pairs.every(([one, other]) => one === undefined || other === undefined || one === other);
}

function levelOf(signer: string, runner: Provenance['runner']): Provenance['level'] {
  // What runs on somebody's own machine, or on one that the certificate does not tell of, may be anything.
  if (runner === 'self-hosted') return 1;
  if (isolated.test(signer)) return 3;
  return runner === 'hosted' ? 2 : 1;
}

function runnerOf(text: string | undefined): Provenance['runner'] {
  if (text === 'github-hosted' || text === 'gitlab-hosted') return 'hosted';
  return text === undefined ? undefined : 'self-hosted';
}

/** `https://host/owner/name/.github/workflows/x.yml@ref` of this repository, to the path in it. */
function workflowOf(address: string | undefined, repository: string): string | undefined {
  if (address === undefined || !address.startsWith(`${repository}/`)) return undefined;
  const path = address.slice(repository.length).replace(/^\/+/, '');
  return path.includes('@') ? path.slice(0, path.lastIndexOf('@')) : path;
}

/** Undefined where statement and certificate speak of the same build, as far as both speak. */
export function contradiction(claims: Claims, identity: Identity): Failure | undefined {
  const pairs: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['repository', bare(claims.repository), bare(identity.repository)],
    ['commit', claims.commit, identity.commit],
    ['ref', claims.ref, identity.ref],
    ['workflow', claims.workflow, identity.workflow],
    ['run', claims.runId, runIdOf(identity.run ?? '')],
    ['repository id', claims.repositoryId, identity.repositoryId],
    ['owner id', claims.ownerId, identity.ownerId],
    ['trigger', claims.trigger, identity.trigger],
    ['runner', claims.runner, identity.runner],
  ];
  const wrong = pairs.find(
    ([, said, proved]) => said !== undefined && proved !== undefined && said !== proved,
  );
  if (!wrong) return undefined;
  const [what, said, proved] = wrong;
  return failure('contradiction', `its statement says ${what} ${said}, its certificate ${proved}`);
}

/** GitHub's and GitLab's names ignore case. */
function bare(repository: string | undefined): string | undefined {
  return repository?.toLowerCase().replace(/(?:\.git)?\/*$/, '');
}

type Optional<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function optional<T extends object>(fields: T): Optional<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Optional<T>;
}
