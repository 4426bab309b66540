import type { TextDifference } from '../model/version-difference.ts';

/** Lines around a change. */
const context = 3;
/** Of one file; who wants more has a tool for it. */
const mostLines = 400;
/** Steps to look for the shortest way; beyond it the rest is told as replaced. */
const mostEdits = 1_000;

interface Edit {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
}

/** The lines of two texts as a unified difference tells them. */
export function lineDifference(path: string, before: string, after: string): TextDifference {
  const edits = editsBetween(before.split(/\r?\n/), after.split(/\r?\n/));
  const shown = new Set<number>();
  for (const [index, { sign }] of edits.entries()) {
    if (sign === ' ') continue;
    for (let near = index - context; near <= index + context; near += 1) shown.add(near);
  }
  const lines: string[] = [];
  const at = { before: 1, after: 1 };
  let last = -2;
  for (const [index, { sign, text }] of edits.entries()) {
    if (shown.has(index)) {
      if (index !== last + 1) lines.push(`@@ -${at.before} +${at.after} @@`);
      lines.push(`${sign}${text}`);
      last = index;
    }
    if (sign !== '+') at.before += 1;
    if (sign !== '-') at.after += 1;
  }
  return { path, lines: lines.slice(0, mostLines), more: lines.length > mostLines };
}

function editsBetween(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const same = (text: string): Edit => ({ sign: ' ', text });
  return [
    ...before.slice(0, start).map(same),
    ...shortestEdits(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** E. Myers, "An O(ND) difference algorithm and its variations" (1986): the greedy forward search. */
function shortestEdits(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const furthest = new Map<number, number>([[1, 0]]);
  const trail: ReadonlyMap<number, number>[] = [];
  for (let edits = 0; edits <= Math.min(before.length + after.length, mostEdits); edits += 1) {
    trail.push(new Map(furthest));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = firstOn(furthest, diagonal, edits);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return wayBack(trail, before, after);
    }
  }
  return [
    ...before.map((text): Edit => ({ sign: '-', text })),
    ...after.map((text): Edit => ({ sign: '+', text })),
  ];
}

function isDown(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && (furthest.get(diagonal - 1) ?? 0) < (furthest.get(diagonal + 1) ?? 0);
}

function firstOn(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  return isDown(furthest, diagonal, edits)
    ? (furthest.get(diagonal + 1) ?? 0)
    : (furthest.get(diagonal - 1) ?? 0) + 1;
}

function wayBack(
  trail: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): readonly Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [before.length, after.length];
  for (let step = trail.length - 1; step >= 0; step -= 1) {
    const furthest = trail[step] ?? new Map<number, number>();
    const down = isDown(furthest, x - y, step);
    const diagonal = down ? x - y + 1 : x - y - 1;
    const fromX = furthest.get(diagonal) ?? 0;
    const fromY = fromX - diagonal;
    while (x > Math.max(fromX, 0) && y > Math.max(fromY, 0)) {
      x -= 1;
      y -= 1;
      edits.push({ sign: ' ', text: before[x] ?? '' });
    }
    if (step === 0) break;
    if (down) edits.push({ sign: '+', text: after[fromY] ?? '' });
    else edits.push({ sign: '-', text: before[fromX] ?? '' });
    [x, y] = [fromX, fromY];
  }
  return edits.reverse();
}
