import { severityRank } from '../model/finding.ts';
import { defineStory } from './define.ts';
import { isScriptAlone } from './script-alone.ts';

export default defineStory({
  id: 'new-install-hook',
  title: 'Runs a script while it is installed, and the version before ran none',
  why: 'Not one of 325 ordinary releases began to run a script while it is installed; most hijacked ones did.',
  from: ['install-script', 'new-capability'],
  counts: (finding) =>
    finding.check === 'install-script'
      ? finding.data['history'] === 'new' && finding.data['runsNow'] !== false
      : isScriptAlone(finding),
  tell({ 'install-script': [script], 'new-capability': [news] }) {
    const worse = severityRank(news.severity) > severityRank(script.severity) ? news : script;
    return {
      severity: worse.severity,
      confidence: worse.confidence,
      message: script.message,
      advice: script.advice,
      ...(script.excerpt === undefined ? {} : { excerpt: script.excerpt }),
      data: { 'install-script': script.data, 'new-capability': news.data },
    };
  },
});
