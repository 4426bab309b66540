import * as v from 'valibot';
import { messageOf, NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';

/** Bump it when the shape of any state file changes in a way that an older npq would misread. */
const version = 1;

export interface StateFile<T> {
  /** What is kept, and sentences about a file that could not be understood. */
  read(): Promise<{ readonly value: T; readonly notes: readonly string[] }>;
  /** Reads again and replaces the file as a whole, so that a second npq's additions are not lost. */
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
  const { path, what, empty } = options;
  async function load(): Promise<{ value: T; notes: string[]; writable: boolean }> {
    const content = await readContent(options);
    switch (content.kind) {
      case 'known':
        return { value: content.value, notes: [], writable: true };
      case 'newer':
        // A newer npq's file is not ours to replace: it would lose what that version knows.
        return {
          value: empty,
          notes: [`${path} was written by a newer npq: ${what} are not read, and new ones not kept.`],
          writable: false,
        };
      case 'broken': {
        const aside = await setAside(options, content.text);
        const notes = [
          `${path} could not be understood (${content.why}): it is now ${aside}, and ${what} start anew.`,
        ];
        return { value: empty, notes, writable: true };
      }
    }
  }
  return {
    async read() {
      const { value, notes } = await load();
      return { value, notes };
    },
    async update(change) {
      const { value, writable } = await load();
      if (!writable) return;
      const text = `${JSON.stringify({ version, content: change(value) }, null, 2)}\n`;
      await kept(path, options.host.files.writeAtomic(path, text));
    },
  };
}

async function readContent<T>({ host, path, schema, empty }: StateFileOptions<T>): Promise<Content<T>> {
  const text = await kept(path, host.files.readText(path));
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

async function setAside<T>({ host, path }: StateFileOptions<T>, text: string): Promise<string> {
  const aside = `${path}.broken-${host.clock.now().toISOString().replaceAll(/[:.]/g, '-')}`;
  await kept(path, host.files.writeAtomic(aside, text));
  await kept(path, host.files.remove(path));
  return aside;
}

async function kept<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new NpqError('state-unwritable', {
      message: `npq cannot use its own file ${path}: ${messageOf(error)}`,
      hint: 'Make the folder readable and writable, or name another one with NPQ_HOME.',
      cause: error,
    });
  }
}
