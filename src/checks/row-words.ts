import type { Hit } from '../content/rows/rows.ts';
import { listed } from '../model/listed.ts';
import { shortened } from './wording.ts';

/** How rows that hold are put to people; texts of the package are sanitized where they are printed. */

const mostClauses = 3;
const mostPredicates = 4;
const clauseLength = 320;

/** The worst in one line: what stands in one file is said of it together. */
export function messageOf(hits: readonly Hit[]): string {
  const worst = hits.filter(({ tier }) => tier === hits[0]?.tier);
  const clauses = clausesOf(worst);
  const left = clauses.length - mostClauses;
  const more = left > 0 ? `; and ${left} more` : '';
  return `${clauses.slice(0, mostClauses).join('; ')}${more}`;
}

function clausesOf(hits: readonly Hit[]): readonly string[] {
  const byPlace = new Map<string, readonly Hit[]>();
  for (const hit of hits) {
    const key = hit.halves?.where ?? hit.says;
    byPlace.set(key, [...(byPlace.get(key) ?? []), hit]);
  }
  return [...byPlace].map(([key, at]) => {
    const does = [...new Set(at.flatMap(({ halves }) => halves?.does ?? []))];
    if (does.length === 0) return shortened(key, clauseLength);
    return shortened(`${key}, which ${listed(does.slice(0, mostPredicates))}`, clauseLength);
  });
}

const mostLines = 8;
const lineLength = 200;

/** `path:line: text` of the worst first; rows without a place are told in words, where the message left them out. */
export function excerptOf(hits: readonly Hit[]): readonly string[] {
  const shown = hits.filter(({ tier }) => tier !== 'info' || hits[0]?.tier === 'info');
  const message = messageOf(hits);
  const lines = shown.flatMap(({ path, traits, says }) =>
    path === undefined || traits.length === 0
      ? [shortened(says, lineLength)].filter((words) => !message.includes(words))
      : traits.map(({ line, excerpt }) =>
          shortened(`${path}${line > 0 ? `:${line}` : ''}: ${excerpt}`, lineLength),
        ),
  );
  return [...new Set(lines)].slice(0, mostLines);
}
