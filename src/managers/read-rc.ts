import { NpqError } from '../errors.ts';
import type { Files } from '../host/host.ts';
import { readable } from '../trust/covered-content.ts';
import { plain } from '../trust/display.ts';

const sizeLimitBytes = 1024 * 1024;

/** A file of settings; undefined where there is none. Nothing but a plain file of bearable size is read. */
export async function readRc(
  files: Pick<Files, 'info' | 'readText'>,
  path: string,
): Promise<string | undefined> {
  const info = await readable(path, files.info(path));
  if (info === undefined) return undefined;
  if (info.kind !== 'file' || info.size > sizeLimitBytes) {
    throw new NpqError('config-untrusted', {
      message: `Expected a plain file of at most 1 MiB at ${plain(path)}, found ${info.kind === 'file' ? `${info.size} bytes` : `a ${info.kind}`}.`,
      hint: 'Replace it with a plain file, or remove it.',
    });
  }
  return (await readable(path, files.readText(path)))?.replace(/^\uFEFF/, '');
}

/** The top level of a YAML file of settings. */
export async function readYaml(
  files: Pick<Files, 'info' | 'readText'>,
  path: string,
): Promise<ReadonlyMap<string, unknown> | undefined> {
  const text = await readRc(files, path);
  if (text === undefined) return undefined;
  const { default: yaml } = await import('js-yaml');
  let value: unknown;
  try {
    value = yaml.load(text, { schema: yaml.CORE_SCHEMA });
  } catch (error) {
    if (error instanceof yaml.YAMLException) throw unreadable(path, error.reason, error);
    throw error;
  }
  if (value === null || value === undefined) return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) throw unreadable(path, 'it is no mapping');
  return new Map(Object.entries(value));
}

function unreadable(path: string, why: string, cause?: unknown): NpqError {
  return new NpqError('config-invalid', {
    message: `${plain(path)} cannot be read as YAML: ${plain(why)}.`,
    hint: 'Mend the file: what npq cannot read it cannot vouch for.',
    cause,
  });
}

/** For one line of a report: what a setting says, as far as that is short. */
export function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const line = plain(text);
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
