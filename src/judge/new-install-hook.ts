import { severityRank } from '../model/finding.ts';
import { defineStory } from './define.ts';

export default defineStory({
  id: 'new-install-hook',
  title: 'Runs a script while it is installed, and the version before ran none',
  why: 'Not one of 325 ordinary releases began to run a script while it is installed; most hijacked ones did.',
  from: ['install-script', 'new-capability'],
  counts: ({ check, data }) =>
    check === 'install-script'
      ? data['history'] === 'new' && data['runsNow'] !== false
      : rowIds(data['rows']).some((id) => id === 'D1' || id === 'D2'),
  tell({ 'install-script': [script], 'new-capability': [news] }) {
    const worse = severityRank(news.severity) > severityRank(script.severity) ? news : script;
    const excerpt = [...new Set([...(script.excerpt ?? []), ...(news.excerpt ?? [])])];
    return {
      severity: worse.severity,
      confidence: worse.confidence,
      message: `${news.message}; it ${script.message}`,
      advice: script.advice,
      ...(excerpt.length === 0 ? {} : { excerpt }),
      data: { 'install-script': script.data, 'new-capability': news.data },
    };
  },
});

function rowIds(rows: unknown): readonly unknown[] {
  if (!Array.isArray(rows)) return [];
  return rows.map((row: unknown) => (typeof row === 'object' && row !== null && 'id' in row ? row.id : ''));
}
