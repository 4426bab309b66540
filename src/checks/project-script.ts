import * as v from 'valibot';
import type { ProjectScripts } from '../evidence/needs.ts';
import type { FindingDraft } from '../model/finding.ts';
import { clean, flag } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { shortened } from './wording.ts';

export default defineCheck({
  id: 'project-script',
  title: "The project's own install-time scripts, shown once",
  why: 'A cloned repository can be the attack: npm runs its scripts on install without a question.',
  scope: 'project',
  needs: ['projectScripts'],
  uses: [],
  essential: false,
  leaves: 'Nothing.',
  options: v.object({}),
  run({ projectScripts }, _maybe, { npm }) {
    const news = projectScripts.filter((file) => file.scripts.size > 0 && !file.seen);
    return news.length === 0 ? clean : flag(...news.map((file) => finding(file, npm.ignoreScripts)));
  },
});

function finding(file: ProjectScripts, ignoreScripts: boolean): FindingDraft {
  const scripts = [...file.scripts];
  const count = scripts.length === 1 ? 'an install-time script' : `${scripts.length} install-time scripts`;
  return {
    subject: { kind: 'project', path: file.label },
    severity: ignoreScripts ? 'info' : 'medium',
    confidence: 'high',
    message: `the project has ${count} that you have not seen${ignoreScripts ? '; scripts are switched off' : ''}`,
    advice: 'Read before you agree; you are asked again only when they change.',
    excerpt: scripts.map(([event, command]) => shortened(`${event}: ${command}`)),
    ...(ignoreScripts ? { circumstantial: true } : {}),
    data: {
      file: file.label,
      hash: file.hash,
      scripts: scripts.map(([event, command]) => ({ event, command })),
    },
  };
}
