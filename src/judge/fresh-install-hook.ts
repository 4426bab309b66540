import { defineStory } from './define.ts';
import { isScriptAlone } from './script-alone.ts';

export default defineStory({
  id: 'fresh-install-hook',
  title: 'A version nobody has had time to look at runs a script',
  why: 'A fresh version with an install script is what nearly every hijacked package of the last years looked like.',
  from: ['fresh-release', 'install-script'],
  also: ['new-capability'],
  // A script that will not run is no half of this story; there the two findings stand for themselves.
  counts: (finding) => {
    if (finding.check === 'new-capability') return isScriptAlone(finding);
    return finding.check !== 'install-script' || finding.data['runsNow'] !== false;
  },
  tell({ 'fresh-release': [fresh], 'install-script': [script] }) {
    return {
      severity: 'high',
      confidence: 'medium',
      message: `${fresh.message}; and it ${script.message}`,
      advice: fresh.advice,
      ...(script.excerpt === undefined ? {} : { excerpt: script.excerpt }),
      data: { 'fresh-release': fresh.data, 'install-script': script.data },
    };
  },
});
