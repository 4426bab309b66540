/**
 * Every expected failure of npq is one of these: what was expected, what was found, and the next command.
 * Anything else that is thrown is a bug and exits 70.
 */
export type ErrorCode =
  | 'usage'
  | 'config-invalid'
  | 'config-untrusted'
  | 'npm-not-found'
  | 'npm-unsupported'
  | 'resolve-failed'
  /** Only versions that are held back would do: npm could go on, npq needs somebody's word. */
  | 'only-too-young'
  | 'registry-unreachable'
  | 'unsafe-environment'
  | 'state-unwritable'
  | 'gate-failed'
  | 'interrupted';

export interface ErrorDetails {
  /** What was expected and what was found, in one or two sentences, already free of control characters. */
  readonly message: string;
  /** The next command or step that helps; a full sentence or a command line. */
  readonly hint?: string;
  readonly cause?: unknown;
}

export class NpqError extends Error {
  override readonly name = 'NpqError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }
}

/** True for errors of Node and npm that carry a string `code` such as ENOENT or E404. */
export function hasCode(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** The text of anything thrown; never empty. Not sanitized: the report does that. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return String(error) || 'unknown error';
}
