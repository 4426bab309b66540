/** Why an archive is not taken. */
export type ZipProblem =
  /** It does not end as a zip ends: another kind of file, or a part of one. */
  | 'not-a-zip'
  /** Something lies outside of the file, or parts of it lie in each other. */
  | 'inconsistent'
  | 'too-many-entries'
  | 'too-large'
  | 'encrypted'
  | 'unsupported'
  | 'duplicate-name'
  /** The content is not as long, or not the bytes, that its own directory promises. */
  | 'wrong-size'
  | 'wrong-checksum';

/** The archive is a stranger's: what is wrong with it is said, and nothing of it is used. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
  readonly problem: ZipProblem;

  constructor(problem: ZipProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.problem = problem;
  }
}
