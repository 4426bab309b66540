import * as v from 'valibot';

/** What an attestations endpoint may send at most; the largest seen on the public registry has 30 kB. */
export const responseLimitBytes = 1_000_000;
const mostAttestations = 16;

/** One entry of the answer. The bundle is decoded by its verifier, and the type is only the wrapper's word. */
export interface Wrapped {
  readonly predicateType: string;
  readonly bundle: object;
}

const Response = v.object({
  attestations: v.pipe(
    v.array(
      v.object({
        predicateType: v.pipe(v.string(), v.maxLength(512)),
        bundle: v.custom<object>(
          (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
          'is no bundle',
        ),
      }),
    ),
    v.maxLength(mostAttestations),
  ),
});

/** Undefined where this is not what an attestations endpoint sends. */
export function decodeResponse(raw: unknown): readonly Wrapped[] | undefined {
  const decoded = v.safeParse(Response, raw);
  return decoded.success ? decoded.output.attestations : undefined;
}
