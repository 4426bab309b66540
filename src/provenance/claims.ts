import * as v from 'valibot';
import type { Statement } from './statement.ts';

/**
 * What a provenance statement says of the build. A step of the job wrote it, so it proves nothing by itself; but
 * where it contradicts the certificate, one of them is about another build.
 */
export interface Claims {
  readonly repository?: string;
  readonly commit?: string;
  readonly ref?: string;
  readonly workflow?: string;
  readonly workflowRef?: string;
  readonly runId?: string;
  readonly repositoryId?: string;
  readonly ownerId?: string;
  readonly trigger?: string;
  readonly runner?: 'hosted' | 'self-hosted';
}

const Text = v.pipe(v.string(), v.maxLength(2_048));
const some = <T extends v.GenericSchema>(schema: T) => v.nullish(schema);
const Digest = v.record(v.string(), Text);

const V1 = v.object({
  buildDefinition: v.object({
    externalParameters: v.object({
      workflow: some(v.object({ ref: some(Text), repository: some(Text), path: some(Text) })),
    }),
    internalParameters: some(
      v.object({
        github: some(
          v.object({ event_name: some(Text), repository_id: some(Text), repository_owner_id: some(Text) }),
        ),
      }),
    ),
    resolvedDependencies: some(
      v.pipe(v.array(v.object({ uri: some(Text), digest: some(Digest) })), v.maxLength(1_000)),
    ),
  }),
  runDetails: v.object({
    builder: v.object({ id: Text }),
    metadata: some(v.object({ invocationId: some(Text) })),
  }),
});

const V02 = v.object({
  builder: v.object({ id: Text }),
  invocation: v.object({
    configSource: v.object({ uri: Text, digest: some(Digest), entryPoint: some(Text) }),
    environment: some(v.record(v.string(), v.unknown())),
  }),
  metadata: some(v.object({ buildInvocationId: some(Text) })),
});

/** Undefined where it has not the form of its predicate type. */
export function decodeClaims({ predicateType, predicate }: Statement): Claims | undefined {
  if (predicateType.endsWith('/v1')) {
    const decoded = v.safeParse(V1, predicate);
    return decoded.success ? claimsOfV1(decoded.output) : undefined;
  }
  const decoded = v.safeParse(V02, predicate);
  return decoded.success ? claimsOfV02(decoded.output) : undefined;
}

function claimsOfV1({ buildDefinition, runDetails }: v.InferOutput<typeof V1>): Claims {
  const { workflow } = buildDefinition.externalParameters;
  const github = buildDefinition.internalParameters?.github;
  const [source] = buildDefinition.resolvedDependencies ?? [];
  const { repository, ref } = sourceOf(source?.uri ?? '');
  const { id } = runDetails.builder;
  return present({
    repository: workflow?.repository ?? repository,
    commit: source?.digest?.['gitCommit'] ?? source?.digest?.['sha1'],
    ref,
    workflow: workflow?.path,
    workflowRef: workflow?.ref,
    runId: runIdOf(runDetails.metadata?.invocationId ?? ''),
    repositoryId: github?.repository_id,
    ownerId: github?.repository_owner_id,
    trigger: github?.event_name,
    runner: id.endsWith('/github-hosted')
      ? 'hosted'
      : id.endsWith('/self-hosted')
        ? 'self-hosted'
        : undefined,
  });
}

function claimsOfV02({ invocation, metadata }: v.InferOutput<typeof V02>): Claims {
  const { configSource, environment } = invocation;
  const variable = (name: string) => {
    const value = environment && Object.hasOwn(environment, name) ? environment[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const { repository, ref } = sourceOf(configSource.uri);
  return present({
    repository,
    commit: configSource.digest?.['sha1'],
    ref: ref ?? variable('GITHUB_REF'),
    workflow: workflowOf(configSource.entryPoint ?? ''),
    runId: variable('GITHUB_RUN_ID') ?? runIdOf(metadata?.buildInvocationId ?? ''),
    repositoryId: variable('GITHUB_REPOSITORY_ID'),
    ownerId: variable('GITHUB_REPOSITORY_OWNER_ID'),
    trigger: variable('GITHUB_EVENT_NAME'),
  });
}

/** `git+https://host/owner/name@refs/tags/v1`, the ref being optional. */
function sourceOf(uri: string): { readonly repository?: string; readonly ref?: string } {
  const [, repository, ref] = /^git\+(https:\/\/[^@]+)(?:@(refs\/.+))?$/.exec(uri) ?? [];
  return present({ repository, ref });
}

/** GitLab's entry point is the name of a job, and names no file. */
function workflowOf(entryPoint: string): string | undefined {
  return /(?:^|\/)(\.github\/workflows\/[^@]+)/.exec(entryPoint)?.[1];
}

/** Of an address of GitHub or GitLab, or of npm's own short form `RUN-ATTEMPT`. */
export function runIdOf(run: string): string | undefined {
  return (
    /\/actions\/runs\/(\d+)/.exec(run)?.[1] ??
    /\/-\/jobs\/(\d+)/.exec(run)?.[1] ??
    /^(\d+)-\d+$/.exec(run)?.[1]
  );
}

type Absent<T> = { readonly [K in keyof T]: T[K] | null | undefined };

function present<T extends object>(fields: Absent<T>): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as T;
}
