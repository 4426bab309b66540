import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { judgeAttestations, readAttestation } from '../../src/provenance/attestations.ts';
import { embedded } from '../../src/provenance/embedded.ts';
import { isFailure } from '../../src/provenance/facts.ts';
import { decodeResponse } from '../../src/provenance/response.ts';
import type { SignedSubject } from '../../src/provenance/statement.ts';
import { type BundleVerifier, openVerifier } from '../../src/provenance/verifier.ts';

/**
 * Recorded attestations, sound and broken, against the trust that npq carries: does each end as its index says?
 * `--corpus DIR` names another folder with an attestations/index.json.
 */
const Index = v.array(
  v.object({
    file: v.string(),
    expected: v.string(),
    statements: v.optional(
      v.array(v.object({ subject: v.nullish(v.string()), sha512: v.nullish(v.string()) })),
      [],
    ),
    registry: v.optional(
      v.array(
        v.object({
          spec: v.string(),
          integrity: v.nullish(v.string()),
          subject_sha512: v.nullish(v.string()),
        }),
      ),
      [],
    ),
  }),
);
type Entry = v.InferOutput<typeof Index>[number];

/** For what is about no npm package: whoever signed it, it does not fit. */
const nothing: SignedSubject = { name: '', version: '', integrity: '' };

interface Outcome {
  readonly outcome: 'valid' | 'invalid' | 'wrong-signer';
  readonly why: string;
}

export async function run(args: readonly string[]): Promise<void> {
  const at = args.indexOf('--corpus');
  const corpus = resolve(at === -1 ? '../shared/corpus' : (args[at + 1] ?? ''));
  const index = join(corpus, 'attestations', 'index.json');
  if (!existsSync(index)) {
    process.stdout.write(`skipped: there is no ${index}\n`);
    process.stdout.write(`${JSON.stringify({ eval: 'attestations', skipped: true })}\n`);
    return;
  }
  const entries = v.parse(Index, JSON.parse(readFileSync(index, 'utf8')));
  const judged = entries.filter(({ expected }) => expected !== 'ambiguous');
  const keys = embedded.keys.filter(({ usage }) => usage === 'npm:attestations');
  const verifier = await openVerifier(embedded, keys);
  const wrong: object[] = [];
  for (const entry of judged) {
    const text = readFileSync(join(corpus, 'attestations', entry.file), 'utf8');
    const { outcome, why } = judge(text, entry, verifier);
    const right = outcome === entry.expected;
    process.stdout.write(
      `${right ? 'as expected' : 'WRONG'}: ${entry.expected} → ${outcome}: ${entry.file}\n`,
    );
    if (why !== '') process.stdout.write(`  ${why}\n`);
    if (!right) wrong.push({ file: entry.file, expected: entry.expected, outcome, why });
  }
  const asExpected = judged.length - wrong.length;
  process.stdout.write(
    `${JSON.stringify({ eval: 'attestations', total: judged.length, asExpected, wrong })}\n`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

function judge(text: string, entry: Entry, verifier: BundleVerifier): Outcome {
  const wanted = subjectOf(entry) ?? nothing;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { outcome: 'invalid', why: String(error) };
  }
  const response = decodeResponse(json);
  if (response) {
    const result = judgeAttestations(response, wanted, verifier);
    return result.kind === 'valid' ? { outcome: 'valid', why: '' } : failed(result.failures);
  }
  if (typeof json !== 'object' || json === null) return { outcome: 'invalid', why: 'it is no object' };
  const read = readAttestation(json, wanted, verifier);
  if (isFailure(read)) return failed([read]);
  return read.kind === 'other'
    ? { outcome: 'invalid', why: 'it is no attestation of npm' }
    : { outcome: 'valid', why: '' };
}

function failed(failures: readonly { readonly code: string; readonly detail: string }[]): Outcome {
  const why = failures.map(({ code, detail }) => `${code}: ${detail}`).join('; ');
  return { outcome: failures.every(({ code }) => code === 'signer') ? 'wrong-signer' : 'invalid', why };
}

/** The package as its registry has it; where that is not recorded, as the first statement names it. */
function subjectOf({ registry, statements }: Entry): SignedSubject | undefined {
  const [first] = registry;
  const published = registry.find(({ spec, integrity }) => spec === first?.spec && integrity);
  const hex = first?.subject_sha512 ?? statements.find(({ sha512 }) => sha512)?.sha512 ?? '';
  const integrity = published?.integrity ?? `sha512-${Buffer.from(hex, 'hex').toString('base64')}`;
  const named = statements.find(({ subject }) => subject)?.subject?.replace(/^pkg:npm\//, '');
  const spec = first?.spec ?? (named === undefined ? undefined : decodeURIComponent(named));
  const [, name, version] = /^(@?[^@]+)@(.+)$/.exec(spec ?? '') ?? [];
  return name === undefined || version === undefined ? undefined : { name, version, integrity };
}
