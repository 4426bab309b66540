import * as v from 'valibot';
import { hasCode, messageOf, NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';

/** Bump it when the shape of any state file changes in a way that an older npq would misread. */
const version = 1;

export interface StateFile<T> {
  /** What is kept, and sentences about a file that could not be read or understood. */
  read(): Promise<{ readonly value: T; readonly notes: readonly string[] }>;
  /** Reads again and replaces the file as a whole while no other npq does: nobody's additions are lost. */
  update(change: (stored: T) => T): Promise<void>;
}

interface StateFileOptions<T> {
  readonly host: Pick<Host, 'files' | 'clock'>;
  readonly path: string;
  readonly schema: v.GenericSchema<T>;
  readonly empty: T;
  /** In a sentence: `your agreements`. */
  readonly what: string;
}

type Content<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'newer' }
  | { readonly kind: 'broken'; readonly text: string; readonly why: string };

/** One JSON file of npq's own: `{ "version": 1, "content": … }`, decoded strictly. */
export function openStateFile<T>(options: StateFileOptions<T>): StateFile<T> {
  const { host, path, what, empty } = options;
  return {
    async read() {
      try {
        const content = await readContent(options);
        if (content.kind !== 'broken')
          return { value: contentOr(content, empty), notes: notesOn(content, options) };
        const notes = await host.files.exclusively(path, () => setAside(options));
        return { value: empty, notes };
      } catch (error) {
        if (!hasCode(error)) throw error;
        const note = `npq cannot use its own file ${path} (${error.code}): ${what} are not known in this run.`;
        return { value: empty, notes: [note] };
      }
    },
    async update(change) {
      await kept(
        path,
        host.files.exclusively(path, async () => {
          await setAside(options);
          const content = await readContent(options);
          // A newer npq's file is not ours to replace: it would lose what that version knows.
          if (content.kind === 'newer') return;
          const next = change(contentOr(content, empty));
          const text = `${JSON.stringify({ version, content: next }, null, 2)}\n`;
          await host.files.writeAtomic(path, text);
        }),
      );
    },
  };
}

/** For a memory that is only a convenience: where it cannot be kept that is told, and stops nothing. */
export async function orNoted(keeping: Promise<void>, notes: string[]): Promise<void> {
  try {
    await keeping;
  } catch (error) {
    if (!(error instanceof NpqError)) throw error;
    if (!notes.includes(error.message)) notes.push(error.message);
  }
}

function contentOr<T>(content: Content<T>, empty: T): T {
  return content.kind === 'known' ? content.value : empty;
}

function notesOn<T>({ kind }: Content<T>, { path, what }: StateFileOptions<T>): readonly string[] {
  if (kind !== 'newer') return [];
  return [`${path} was written by a newer npq: ${what} are not read, and new ones not kept.`];
}

async function readContent<T>({ host, path, schema, empty }: StateFileOptions<T>): Promise<Content<T>> {
  const text = await host.files.readText(path);
  if (text === undefined) return { kind: 'known', value: empty };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { kind: 'broken', text, why: messageOf(error) };
  }
  const envelope = v.safeParse(v.strictObject({ version: v.number(), content: v.unknown() }), json);
  if (!envelope.success) return { kind: 'broken', text, why: 'it has no version and content' };
  if (envelope.output.version > version) return { kind: 'newer' };
  if (envelope.output.version !== version) {
    return { kind: 'broken', text, why: `version ${envelope.output.version} was never written` };
  }
  const content = v.safeParse(schema, envelope.output.content);
  if (content.success) return { kind: 'known', value: content.output };
  const [issue] = content.issues;
  const where = v.getDotPath(issue) ?? 'content';
  return { kind: 'broken', text, why: `${where}: ${issue.message}` };
}

/**
 * Moves a file that cannot be understood out of the way. Call it while no other npq may: a second one would
 * take away what the first has written since.
 */
async function setAside<T>(options: StateFileOptions<T>): Promise<readonly string[]> {
  const { host, path, what } = options;
  const content = await readContent(options);
  if (content.kind !== 'broken') return [];
  const aside = `${path}.broken-${host.clock.now().toISOString().replaceAll(/[:.]/g, '-')}`;
  await host.files.writeAtomic(aside, content.text);
  await host.files.remove(path);
  return [`${path} could not be understood (${content.why}): it is now ${aside}, and ${what} start anew.`];
}

async function kept(path: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!hasCode(error)) throw error;
    throw new NpqError('state-unwritable', {
      message: `npq cannot use its own file ${path}: ${messageOf(error)}`,
      hint: 'Make the folder readable and writable, or name another one with NPQ_HOME.',
      cause: error,
    });
  }
}
