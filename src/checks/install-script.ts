import * as v from 'valibot';
import { type AllHooks, allHooks, type Hook } from '../content/hooks.ts';
import type { StartedFiles } from '../evidence/needs.ts';
import type { Fact } from '../model/fact.ts';
import type { Json, Severity } from '../model/finding.ts';
import { clean, flag } from '../model/outcome.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { defineCheck } from './define.ts';
import { approvableIn, type Fate, fateAdvice, fateOf, fateWords } from './install-fate.ts';
import { type History, historyOf, historyWords } from './install-history.ts';
import { shortened } from './wording.ts';

const days = (initial: number, meaning: string) =>
  v.pipe(v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3650)), initial), v.description(meaning));

export default defineCheck({
  id: 'install-script',
  title: 'Runs a script while it is installed',
  why: 'Most attacks through npm act at install time: before your code ever imports the package, with your rights.',
  scope: 'package',
  needs: ['tarball'],
  uses: ['versionDocument', 'startedFiles', 'previousInstall'],
  essential: true,
  leaves:
    "The package's name and version, to the registry that npm would fetch it from; of a package with scripts also the version before.",
  options: v.object({
    longUnchangedDays: days(180, 'A script that has been the same for so long is only noted.'),
    longUnchangedReleases: days(5, 'In so many releases at least it has to have been the same.'),
  }),
  stricter: { longUnchangedDays: 'larger', longUnchangedReleases: 'larger' },
  // A workspace is the project's own; the check project-script shows its scripts.
  applies: ({ pkg }) => pkg.origin.kind !== 'workspace',
  run({ tarball }, { versionDocument, startedFiles, previousInstall }, { pkg, npm, now, options }) {
    const document = versionDocument.status === 'known' ? versionDocument.value : undefined;
    const found = allHooks(pkg.origin.kind, tarball, document);
    const { hooks, sourcesDiffer } = found;
    if (hooks.length === 0) return clean;

    const history = historyOf(hooks, startedFiles, previousInstall, now, options);
    const runsNow = pkg.locked || hooks.some((hook) => !hook.fromLockfileOnly);
    const fate = fateOf(pkg, npm, runsNow);
    const { severity, circumstantial } = weigh(found, history, fate);
    const isTold = pkg.origin.kind === 'registry' && fate.kind !== 'switched-off';
    const told = isTold ? historyWords(history) : '';
    const differ = sourcesDiffer ? '; the registry and the tarball disagree about it' : '';
    return flag({
      ...{ severity, confidence: 'high' },
      message: `${headline(hooks, npm.by ?? 'npm')}${told}; ${fateWords(fate, npm)}${differ}`,
      advice: fateAdvice(fate, pkg, npm, compared(history)),
      excerpt: excerptOf(hooks, history, startedFiles),
      ...(circumstantial ? { circumstantial: true } : {}),
      data: {
        hooks: hooks.map(({ event, command, implicit }) => ({ event, command, implicit })),
        sourcesDiffer,
        runsNow: fate.kind === 'runs' || fate.kind === 'approved' || fate.kind === 'approved-now',
        history: history.kind,
        ...historyData(history),
        npm: fate.kind,
        ...approvalData(fate, pkg, approvableIn(fate, pkg, npm)),
      },
    });
  },
});

interface Weight {
  readonly severity: Severity;
  /** Mild only because of this npm, this project's allowScripts or this command line. */
  readonly circumstantial: boolean;
}

function weigh({ sourcesDiffer }: AllHooks, history: History, fate: Fate): Weight {
  switch (fate.kind) {
    case 'switched-off':
    case 'denied':
      return { severity: 'info', circumstantial: true };
    case 'blocked':
    case 'later':
      return { severity: 'low', circumstantial: true };
    case 'approved-now':
      return { severity: 'info', circumstantial: false };
    case 'approved': {
      // Whoever approved a name approved what it ran then; what it did not run then is a question again.
      const isCovered = fate.pinned || (!sourcesDiffer && calm.has(history.kind));
      if (isCovered) return { severity: history.kind === 'long' ? 'info' : 'low', circumstantial: true };
      return { severity: asItIs(sourcesDiffer, history), circumstantial: false };
    }
    case 'runs':
      return { severity: asItIs(sourcesDiffer, history), circumstantial: false };
  }
}

const calm: ReadonlySet<History['kind']> = new Set(['first', 'unchanged', 'long']);

/** Next to no honest release adds a script to a package that had none; nearly every hijacked one did. */
function asItIs(sourcesDiffer: boolean, history: History): Severity {
  if (history.kind === 'new') return 'high';
  return history.kind === 'long' && !sourcesDiffer ? 'low' : 'medium';
}

function headline(hooks: readonly Hook[], manager: string): string {
  if (hooks.some((hook) => !hook.implicit)) return 'has an install script';
  return hooks.some((hook) => hook.event === 'npm install')
    ? `makes ${manager} run a whole install in its clone`
    : `has a binding.gyp, which ${manager} builds with node-gyp`;
}

const mostLines = 30;
const lineLength = 200;

/** The commands first, then what they were, then the beginnings of the files that they start. */
function excerptOf(hooks: readonly Hook[], history: History, started: Fact<StartedFiles>): readonly string[] {
  const commands = hooks.map((hook) => shortened(`${hook.event}: ${hook.command}`));
  const before =
    history.kind === 'changed-command'
      ? history.release.hooks.map(({ event, command }) =>
          shortened(`${history.release.version} had ${event}: ${command}`),
        )
      : [];
  const files = started.status === 'known' ? started.value.files : [];
  const most = Math.max(4, Math.floor(mostLines / Math.max(1, files.length)));
  return [...commands, ...before, ...files.flatMap((file) => fileLines(file, most))];
}

function fileLines({ path, size, head }: StartedFiles['files'][number], most: number): readonly string[] {
  const title = `${shortened(path, 120)} (${size} bytes)${head === undefined ? ', no text that can be shown' : ':'}`;
  const lines = (head ?? '')
    .split('\n')
    .map((line) => shortened(line, lineLength))
    .filter((line) => line !== '');
  const shown = lines.slice(0, most);
  const isWhole = shown.length === lines.length && (head?.length ?? 0) >= size;
  return [title, ...shown, ...(isWhole || head === undefined ? [] : ['… and more'])];
}

/** The version before, where its script was another. */
function compared(history: History): string | undefined {
  const changed = history.kind === 'changed-command' || history.kind === 'changed-file';
  return changed || history.kind === 'new' ? history.release.version : undefined;
}

function historyData(history: History): { readonly [key: string]: Json } {
  switch (history.kind) {
    case 'long':
      return { since: history.since, releases: history.releases };
    case 'first':
    case 'unknown':
      return {};
    default:
      return { comparedWith: history.release.version };
  }
}

function approvalData(
  fate: Fate,
  { entries }: PlannedPackage,
  approvable: string | undefined,
): { readonly [key: string]: Json } {
  return {
    ...(fate.kind === 'approved' ? { approvedBy: fate.source, pinned: fate.pinned } : {}),
    ...(approvable === undefined ? {} : { approvable }),
    ...(approvable === 'package.json'
      ? { approvalKeys: [...new Set(entries.flatMap(({ approvalKey }) => approvalKey ?? []))] }
      : {}),
  };
}
