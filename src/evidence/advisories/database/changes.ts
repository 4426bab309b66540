import * as v from 'valibot';
import { AdvisoryId } from '../osv-record.ts';

export interface Change {
  readonly id: string;
  readonly at: Date;
}

export type Changes =
  | { readonly kind: 'listed'; readonly changes: readonly Change[] }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'unreadable'; readonly why: string };

const Time = v.pipe(v.string(), v.isoTimestamp());
const longestLine = 300;

/**
 * Reads `modified_id.csv` (a time and an id a line, newest first) as it comes, up to what is older than `since`.
 * A list in another order could hide a change behind an older one, so it is none. Throws what the body throws.
 */
export async function readChanges(
  body: AsyncIterable<Buffer>,
  { since, most }: { readonly since: Date; readonly most: number },
): Promise<Changes> {
  const changes: Change[] = [];
  let before = Number.POSITIVE_INFINITY;
  let lines = 0;
  for await (const line of linesOf(body)) {
    if (line === undefined) return { kind: 'unreadable', why: 'it has lines without end' };
    if (line === '') continue;
    const change = decodeChange(line);
    lines += 1;
    if (change === undefined) return { kind: 'unreadable', why: `line ${lines} is not a time and an id` };
    const at = change.at.getTime();
    if (at > before) return { kind: 'unreadable', why: `line ${lines} is newer than the one before it` };
    before = at;
    // What is known came from this source: a list that begins before it is of another time.
    if (lines === 1 && at < since.getTime())
      return { kind: 'unreadable', why: 'it ends before what is known' };
    if (at < since.getTime()) break;
    if (changes.length === most) return { kind: 'too-many' };
    changes.push(change);
  }
  return lines === 0 ? { kind: 'unreadable', why: 'it is empty' } : { kind: 'listed', changes };
}

/** Undefined where the line is none. */
export function decodeChange(line: string): Change | undefined {
  const comma = line.indexOf(',');
  const [time, id] = [line.slice(0, Math.max(0, comma)), line.slice(comma + 1)];
  if (!v.is(Time, time) || !v.is(AdvisoryId, id)) return undefined;
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? undefined : { id, at };
}

/** Ends with undefined where a line is longer than any is. */
async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string | undefined> {
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
    if (rest.length > longestLine) {
      yield undefined;
      return;
    }
  }
  yield rest;
}
