import type { Report } from '../model/report.ts';
import { type Paragraph, span, type View, whole } from './layout.ts';
import { counted, formatNumber } from './words.ts';

/** With --npq-verbose: what was asked where, how long it took, and what was there already. */
export function askedLines({ asked }: Report, view: View): readonly Paragraph[] {
  if (!view.verbose || asked === undefined) return [];
  const { sources, requests, caches } = asked;
  return [
    ...block(
      'sources:',
      sources.map(({ source, packages, known, ms }) => [
        source,
        `${counted(packages, 'package')}, ${formatNumber(known)} known, in ${formatNumber(ms)} ms`,
      ]),
    ),
    ...block(
      'questions, besides those for tarballs:',
      requests.map(({ to, count, failed, slowestMs }) => [
        to,
        `${counted(count, 'question')}${failed === 0 ? '' : `, ${formatNumber(failed)} in vain`}, the slowest took ${formatNumber(slowestMs)} ms`,
      ]),
    ),
    ...block(
      'caches:',
      caches.map(({ cache, hits, misses }) => [
        cache,
        `${counted(hits, 'hit')}, ${counted(misses, 'miss', 'misses')}`,
      ]),
    ),
  ];
}

function block(title: string, rows: readonly (readonly [string, string])[]): readonly Paragraph[] {
  if (rows.length === 0) return [];
  return [
    { spans: [span(title, 'faint')] },
    ...rows.map(([name, said]) => ({
      spans: [whole(name), span(`: ${said}`)],
      lead: { first: '- ', rest: '  ' },
    })),
  ];
}
