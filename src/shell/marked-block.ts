import { NpqError } from '../errors.ts';

/** npq's own lines in a file of the person's stand between two comments, which all shells read as such. */
export type BlockName = 'alias' | 'shims';

const beginOf = (name: BlockName) => `# >>> npq ${name} >>>`;
const endOf = (name: BlockName) => `# <<< npq ${name} <<<`;

/** The text with these lines in the place of those that are between the markers, or at its end. */
export function withBlock(text: string, name: BlockName, lines: readonly string[]): string {
  const place = placeOf(text, name);
  const like = place === undefined ? text : text.slice(place.start, place.end);
  const end = like.includes('\r\n') ? '\r\n' : '\n';
  const block = [beginOf(name), ...lines, endOf(name)].map((line) => line + end).join('');
  if (place !== undefined) return text.slice(0, place.start) + block + text.slice(place.end);
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  return text + gap + block;
}

export function withoutBlock(text: string, name: BlockName): string {
  const place = placeOf(text, name);
  return place === undefined ? text : text.slice(0, place.start) + text.slice(place.end);
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Markers that are no pair are the trace of an edit by hand: what lies between them may be the person's own. */
function placeOf(text: string, name: BlockName): Place | undefined {
  const marks = marksOf(text, name);
  if (marks.length === 0) return undefined;
  const [begin, end, more] = marks;
  if (begin?.kind === 'begin' && end?.kind === 'end' && more === undefined) {
    return { start: begin.start, end: end.end };
  }
  const found = marks.map(
    ({ kind, line }) => `${kind === 'begin' ? beginOf(name) : endOf(name)} in line ${line}`,
  );
  throw new NpqError('config-invalid', {
    message: `Expected npq's two markers, found ${found.join(', ')}.`,
    hint: 'Put that right in an editor: delete the markers and what npq wrote between them, and repeat the command.',
  });
}

interface Mark extends Place {
  readonly kind: 'begin' | 'end';
  readonly line: number;
}

function marksOf(text: string, name: BlockName): readonly Mark[] {
  const marks: Mark[] = [];
  let start = 0;
  for (const [index, line] of (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).entries()) {
    const end = start + line.length;
    const word = line.trim();
    if (word === beginOf(name)) marks.push({ kind: 'begin', line: index + 1, start, end });
    else if (word === endOf(name)) marks.push({ kind: 'end', line: index + 1, start, end });
    start = end;
  }
  return marks;
}
