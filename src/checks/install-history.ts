import type { PreviousInstall, PreviousRelease, StartedFiles } from '../evidence/needs.ts';
import type { Fact } from '../model/fact.ts';
import { shortened } from './wording.ts';

/** What a package ran at install before, held against what it runs now; the worst that there is to say. */
export type History =
  | { readonly kind: 'new'; readonly release: PreviousRelease }
  | { readonly kind: 'changed-command'; readonly release: PreviousRelease }
  | { readonly kind: 'changed-file'; readonly release: PreviousRelease; readonly path: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'first' }
  | { readonly kind: 'unchanged'; readonly release: PreviousRelease }
  | { readonly kind: 'long'; readonly since: string; readonly releases: number };

interface Command {
  readonly event: string;
  readonly command: string;
}

export interface HistoryOptions {
  readonly longUnchangedDays: number;
  readonly longUnchangedReleases: number;
}

const dayMs = 24 * 3_600_000;
/** Worst first. */
const order: readonly History['kind'][] = ['new', 'changed-command', 'changed-file', 'unknown', 'unchanged'];

/** Equal commands alone prove nothing: what a hijacked package changes is the file that they start. */
export function historyOf(
  hooks: readonly Command[],
  started: Fact<StartedFiles>,
  previous: Fact<PreviousInstall>,
  now: Date,
  options: HistoryOptions,
): History {
  if (previous.status === 'unknown') return { kind: 'unknown', why: previous.detail };
  const { releases, unbroken } = previous.value;
  const found = releases.map((release) => against(hooks, started, release));
  const worst = order.flatMap((kind) => found.find((one) => one.kind === kind) ?? [])[0];
  if (worst === undefined) return { kind: 'first' };
  if (worst.kind !== 'unchanged' || unbroken?.since === undefined) return worst;
  const ageMs = now.getTime() - Date.parse(unbroken.since);
  const isLong =
    ageMs >= options.longUnchangedDays * dayMs && unbroken.releases >= options.longUnchangedReleases;
  return isLong ? { kind: 'long', since: unbroken.since, releases: unbroken.releases } : worst;
}

function against(hooks: readonly Command[], started: Fact<StartedFiles>, release: PreviousRelease): History {
  if (release.hooks.length === 0) return { kind: 'new', release };
  if (textOf(hooks) !== textOf(release.hooks)) return { kind: 'changed-command', release };
  if (started.status === 'unknown') return { kind: 'unknown', why: started.detail };
  const { files, unresolved } = started.value;
  if (unresolved) return { kind: 'unknown', why: 'it starts something that the package does not have' };
  if (files.length === 0 && release.files === undefined) return { kind: 'unchanged', release };
  if (release.files === undefined)
    return { kind: 'unknown', why: `the files of ${release.version} could not be read` };
  const now = new Map(files.map(({ path, sha512 }) => [path, sha512]));
  const changed = [...new Set([...now.keys(), ...release.files.keys()])].find(
    (path) => now.get(path) !== release.files?.get(path),
  );
  return changed === undefined
    ? { kind: 'unchanged', release }
    : { kind: 'changed-file', release, path: changed };
}

function textOf(commands: readonly Command[]): string {
  return JSON.stringify(commands.map(({ event, command }) => [event, command]));
}

/** The second half of "has an install script …". */
export function historyWords(history: History): string {
  switch (history.kind) {
    case 'new':
      return ` that ${named(history.release)} did not have`;
    case 'changed-command':
      return ` that is not the one of ${named(history.release)}`;
    case 'changed-file':
      return ` whose file ${shortened(history.path, 80)} is not the one of ${named(history.release)}`;
    case 'unchanged':
      return `, the same as in ${named(history.release)}`;
    case 'long':
      return `, the same in ${history.releases} releases since ${history.since.slice(0, 10)}`;
    case 'unknown':
      return `; what it was before could not be found out (${shortened(history.why, 160)})`;
    case 'first':
      return ', and no earlier release to compare it with';
  }
}

function named({ version, as }: PreviousRelease): string {
  return as === 'installed' ? `${shortened(version, 40)}, which you have,` : shortened(version, 40);
}
