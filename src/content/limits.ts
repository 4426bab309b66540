/**
 * What reading one tarball may cost at most. The numbers leave the largest packages of the public registry
 * far behind; what exceeds them is meant to hurt whoever looks, or not meant to be looked at.
 */
export interface TarballLimits {
  readonly entries: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly fileBytes: number;
  readonly manifestBytes: number;
  readonly pathLength: number;
  /** Unpacked to packed, once more than `ratioFromBytes` came out. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
  /** Extended headers, of which npm's parser takes 1 MB for one entry. */
  readonly headerBytes: number;
  /** Broken headers, which npm skips one by one. */
  readonly brokenHeaders: number;
  /** A text that a caller wants to keep. */
  readonly textBytes: number;
  /**
   * Read on after the content proved to be malformed, so that pacote can find that these are not the
   * promised bytes, and fetch them again where the cache was damaged.
   */
  readonly drainBytes: number;
}

const MiB = 1024 * 1024;

export const tarballLimits: TarballLimits = {
  entries: 100_000,
  packedBytes: 512 * MiB,
  unpackedBytes: 1024 * MiB,
  fileBytes: 512 * MiB,
  manifestBytes: MiB,
  pathLength: 1_024,
  ratio: 200,
  ratioFromBytes: 50 * MiB,
  headerBytes: 16 * MiB,
  brokenHeaders: 1_000,
  textBytes: 64 * 1024,
  drainBytes: 64 * MiB,
};
