import { createHash } from 'node:crypto';

/** Subresource integrity as npm reads it: `sha512-… sha1-…`, options after `?`; algorithm to digests. */
export function hashesOf(integrity: string): ReadonlyMap<string, ReadonlySet<string>> {
  const hashes = new Map<string, Set<string>>();
  for (const part of integrity.trim().split(/\s+/)) {
    const [, algorithm, digest] = /^([a-z0-9]+)-([^?]+)/.exec(part) ?? [];
    if (algorithm === undefined || digest === undefined) continue;
    const digests = hashes.get(algorithm) ?? new Set();
    hashes.set(algorithm, digests.add(digest));
  }
  return hashes;
}

/** True where both name digests of one algorithm and none of them is the same. */
export function contradict(one: string, other: string): boolean {
  const others = hashesOf(other);
  for (const [algorithm, digests] of hashesOf(one)) {
    const known = others.get(algorithm);
    if (known !== undefined && ![...digests].some((digest) => known.has(digest))) return true;
  }
  return false;
}

/**
 * The one sha512 that binds the bytes, or undefined. Two alternatives in one integrity would let npm take
 * bytes that nobody looked at.
 */
export function boundSha512(integrity: string): string | undefined {
  const digests = [...(hashesOf(integrity).get('sha512') ?? [])];
  const [digest] = digests;
  if (digest === undefined || digests.length > 1) return undefined;
  return /^[A-Za-z0-9+/]{86}==$/.test(digest) ? `sha512-${digest}` : undefined;
}

/** As tarballs and their files are known by. */
export function sha512Of(bytes: Buffer): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}
