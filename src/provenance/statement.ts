import * as v from 'valibot';
import { type Failure, failure } from './facts.ts';

export const publishType = 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1';
export const provenanceTypes: readonly string[] = [
  'https://slsa.dev/provenance/v0.2',
  'https://slsa.dev/provenance/v1',
];

const statementTypes = ['https://in-toto.io/Statement/v0.1', 'https://in-toto.io/Statement/v1'] as const;
const mostSubjects = 64;

const Statement = v.object({
  _type: v.picklist(statementTypes),
  subject: v.pipe(
    v.array(
      v.object({
        name: v.pipe(v.string(), v.maxLength(1_024)),
        digest: v.record(v.string(), v.pipe(v.string(), v.maxLength(256))),
      }),
    ),
    v.minLength(1),
    v.maxLength(mostSubjects),
  ),
  predicateType: v.pipe(v.string(), v.maxLength(512)),
  predicate: v.custom<object>((value) => typeof value === 'object' && value !== null, 'is no object'),
});

/** What was signed. */
export type Statement = v.InferOutput<typeof Statement>;

export interface SignedSubject {
  readonly name: string;
  readonly version: string;
  /** SRI: `sha512-` and base64. */
  readonly integrity: string;
}

export function decodeStatement(payload: Buffer): Statement | undefined {
  let json: unknown;
  try {
    json = JSON.parse(payload.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
  const decoded = v.safeParse(Statement, json);
  return decoded.success ? decoded.output : undefined;
}

/** The statement has to be about these very bytes under this very name. */
export function checkSubject({ subject }: Statement, wanted: SignedSubject): Failure | undefined {
  const id = `${wanted.name}@${wanted.version}`;
  const named = subject.filter(({ name }) => isPurlOf(name, wanted));
  if (named.length === 0) {
    return failure('subject', `it is about ${subject[0]?.name ?? 'nothing'}, not about ${id}`);
  }
  const sha512 = Buffer.from(wanted.integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  const same = named.some(
    ({ digest }) => Object.hasOwn(digest, 'sha512') && digest['sha512']?.toLowerCase() === sha512,
  );
  return same ? undefined : failure('subject', `it is about other bytes than those of ${id}`);
}

const Published = v.object({ name: v.string(), version: v.string() });

/** What the registry says that it published, besides the subject. */
export function checkPublished({ predicate }: Statement, wanted: SignedSubject): Failure | undefined {
  const decoded = v.safeParse(Published, predicate);
  if (!decoded.success) return failure('statement-malformed', 'it does not say what was published');
  const { name, version } = decoded.output;
  if (name === wanted.name && version === wanted.version) return undefined;
  return failure('subject', `the registry published it as ${name}@${version}`);
}

/** `pkg:npm/%40scope/name@1.0.0`, however much of it is percent-encoded. */
export function isPurlOf(purl: string, { name, version }: Pick<SignedSubject, 'name' | 'version'>): boolean {
  const [, path = '', tail = ''] = /^pkg:npm\/(.+)@([^@?#]+)$/.exec(purl) ?? [];
  return unescaped(path) === name && unescaped(tail) === version;
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return undefined;
  }
}
