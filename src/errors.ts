/**
 * Every expected failure of npq is one of these: what was expected, what was found, and the next command.
 * Anything else that is thrown is a bug and exits 70.
 */
export const errorCodes = [
  ...([
    'usage',
    'config-invalid',
    'config-untrusted',
    'npm-not-found',
    'npm-unsupported',
    'manager-not-found',
  ] as const),
  // The second: only versions that are held back would do; npm could go on, npq needs somebody's word.
  ...(['resolve-failed', 'only-too-young'] as const),
  ...(['registry-unreachable', 'service-failed', 'unsafe-environment', 'state-unwritable'] as const),
  ...(['system-refused', 'gate-failed', 'interrupted'] as const),
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorDetails {
  /** What was expected and what was found, in one or two sentences, already free of control characters. */
  readonly message: string;
  /** The next command or step that helps; a full sentence or a command line. */
  readonly hint: string;
  readonly cause?: unknown;
}

export class NpqError extends Error {
  override readonly name = 'NpqError';
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }
}

export function interruptedError(): NpqError {
  return new NpqError('interrupted', {
    message: 'interrupted; nothing was installed.',
    hint: 'Repeat the command: package.json, the lockfile and node_modules are as they were.',
  });
}

/** After npm has run nobody may say that nothing was installed. */
export function interruptedAfterNpm(): NpqError {
  return new NpqError('interrupted', {
    message:
      'interrupted after npm had run: whether it installed what was checked was not told, and the receipt may be missing.',
    hint: 'Repeat the command: npq then looks, installs what is missing and compares.',
  });
}

/** What the system would not do (disk full, no permission), told as that; undefined for anything else. */
export function systemError(error: unknown): NpqError | undefined {
  if (!hasCode(error) || !('syscall' in error)) return undefined;
  if (error.syscall === 'uv_os_homedir') return homeless(error);
  if (!/^E[A-Z0-9]+$/.test(error.code)) return undefined;
  return systemRefused(error.message, error);
}

function homeless(cause: Error): NpqError {
  return new NpqError('system-refused', {
    message: 'Expected a home folder, which npm does not start without; found neither HOME nor an account.',
    hint: 'Set HOME to a folder of this user, then repeat the command.',
    cause,
  });
}

export function systemRefused(message: string, cause: Error): NpqError {
  return new NpqError('system-refused', {
    message: `Expected this machine to let npq work, it refused: ${message}`,
    hint: 'Look at free space and permissions (df, ls -ld), then repeat the command.',
    cause,
  });
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
