import { join } from 'node:path';
import { hasCode, messageOf, NpqError } from '../errors.ts';
import type { Files } from '../host/host.ts';

type ManifestFiles = Pick<Files, 'readText' | 'realPath' | 'replace'>;

/**
 * Adds entries to `allowScripts` of the project's package.json, as `npm approve-scripts` writes them: pinned, after
 * those that are there, in the file's own indentation and line ends. Nothing else of it changes, and nothing is
 * written where all of them stand there already. Whole or not at all.
 */
export async function approveInManifest(
  files: ManifestFiles,
  project: string,
  keys: readonly string[],
): Promise<void> {
  const path = join(project, 'package.json');
  try {
    // A link stays a link: the file that it leads to is replaced.
    const real = (await files.realPath(path)) ?? path;
    const before = await files.readText(real);
    const after = withApprovals(before ?? '{}\n', keys);
    if (after !== before) await files.replace(real, after);
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable(path, error);
    if (!hasCode(error)) throw error;
    throw new NpqError('state-unwritable', {
      message: `The approval could not be written to ${path}: ${error.code}. Nothing was installed.`,
      hint: 'Make the file writable, or install without approving single scripts.',
      cause: error,
    });
  }
}

/** Throws a SyntaxError for what is no JSON. */
export function withApprovals(text: string, keys: readonly string[]): string {
  const manifest: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (!isRecord(manifest)) throw new SyntaxError('it is no object');
  const existing = isRecord(manifest['allowScripts']) ? manifest['allowScripts'] : {};
  const missing = keys.filter((key) => !Object.hasOwn(existing, key) || existing[key] !== true);
  if (missing.length === 0) return text;
  const entries = new Map<string, unknown>([
    ...Object.entries(existing),
    ...missing.map((key) => [key, true] as const),
  ]);
  const after = { ...manifest, allowScripts: Object.fromEntries(entries) };
  const { indent, newline } = styleOf(text);
  return `${JSON.stringify(after, null, indent)}\n`.replaceAll('\n', newline);
}

/** As npm finds them: a file of one line stays one; an empty object gets two blanks and a line feed. */
function styleOf(text: string): { readonly indent: string; readonly newline: string } {
  const plain = text.replace(/^\uFEFF/, '');
  if (/^\s*\{\s*\}\s*$/.test(plain)) return { indent: '  ', newline: '\n' };
  const [, newline = '', indent = ''] = /^\s*\{(\r?\n)[\r\n]*([ \t]*)/.exec(plain) ?? [];
  return { indent, newline };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function unreadable(path: string, cause: SyntaxError): NpqError {
  return new NpqError('config-invalid', {
    message: `The approval could not be written to ${path}, which is no JSON object: ${messageOf(cause)}.`,
    hint: 'Mend the file and repeat the command.',
    cause,
  });
}
