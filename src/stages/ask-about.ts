import { lockOn } from '../config/layers.ts';
import { askConsent } from '../consent/ask.ts';
import type { AnsweredWaiver, Choice } from '../consent/choices.ts';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { startProgress } from '../report/progress.ts';
import { gitAuthor } from '../waive/author.ts';
import { wantedWaiver } from '../waive/request.ts';
import type { Looked } from './look.ts';
import { passingVersions } from './passing-versions.ts';
import type { Edits, Registry, Session } from './session.ts';
import { waivableChecks } from './waive.ts';

/** The question about what was shown, with what helps to answer it. */
export async function askAbout(
  session: Session,
  registry: Registry,
  looked: Looked,
  edits: Edits,
): Promise<Choice> {
  const { host, config, ownWord } = session;
  const { terminal, signals, clock } = host;
  const progress = startProgress(terminal, clock);
  const onSearch = () => progress.stage('looking for a version that passes');
  const searching = passingVersions(session, registry, looked, edits, onSearch);
  const versions = await searching.finally(() => progress.stop());
  const mayWaive = lockOn('waivers', ownWord.locked) === undefined;
  return askConsent({
    ...{ report: looked.report, terminal, signals },
    offered: { versions, ...(mayWaive ? { waiversIn: shownFile(session) } : {}) },
    async evidence() {
      const { pagesOf } = await import('./evidence-pages.ts');
      return pagesOf(looked, terminal);
    },
    waiving: {
      author: () => gitAuthor(host, config.localPrefix),
      refuse: (waiver) => refusal(waiver, clock),
    },
  });
}

/** A global install has no project that could keep it. */
export function fileFor({ config }: Pick<Session, 'config'>): 'project' | 'user' {
  return config.global ? 'user' : 'project';
}

function shownFile(session: Pick<Session, 'config'>): string {
  return fileFor(session) === 'user' ? 'your own npq.json' : 'npq.json';
}

function refusal(waiver: AnsweredWaiver, clock: Host['clock']): string | undefined {
  try {
    wantedWaiver(waiver, waivableChecks, clock.now());
    return undefined;
  } catch (error) {
    if (error instanceof NpqError) return error.message;
    throw error;
  }
}
