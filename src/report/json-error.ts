import { messageOf, NpqError } from '../errors.ts';
import type { ErrorDocumentV1 } from './json-types.ts';
import { forJson } from './sanitize.ts';

/**
 * The one document on stdout where an error ended the run before there was a report: whoever reads npq's
 * output by program learns why, and never meets an empty stdout. The same schema file describes it.
 */
export function renderJsonError(error: unknown, npqVersion: string, exitCode: number): string {
  const document: ErrorDocumentV1 = { schemaVersion: 1, npqVersion, error: toldError(error), exitCode };
  return `${forJson(document)}\n`;
}

/** What is to be told of whatever ended a run. */
export function toldError(error: unknown): ErrorDocumentV1['error'] {
  if (error instanceof NpqError) return { code: error.code, message: error.message, hint: error.hint };
  return {
    code: 'bug',
    message: messageOf(error),
    hint: 'Report it, with the details from stderr: this is a bug in npq, not a finding about a package.',
  };
}
