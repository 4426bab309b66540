import { type Hook, hasBindingGyp, installHooks } from '../hooks.ts';
import { type CodeRecord, nothingReached, type Reach } from '../record.ts';
import { closureOf } from './closure.ts';
import { type CommandReading, readCommands } from './commands.ts';
import { entriesOf } from './entries.ts';
import { type GypReading, gypOf } from './gyp.ts';
import { startedByGyp } from './gyp-signs.ts';
import { loadedFrom } from './loaded.ts';
import type { PackageTexts } from './package-texts.ts';
import { type PackagePaths, packagePaths } from './paths.ts';
import { shippedSigns } from './shipped.ts';

export type { PackageTexts } from './package-texts.ts';

export interface Reached extends Pick<CodeRecord, 'install' | 'clone' | 'load' | 'gyp' | 'shipped'> {
  /** Why it is not known which of the files that show something run at import. */
  readonly unread?: string;
}

/** What runs at install, in a clone and at import. Throws for nothing that a package holds. */
export function reachOf(texts: PackageTexts): Reached {
  const paths = packagePaths(texts);
  const circumstances = { hasBindingGyp: hasBindingGyp(texts.files.keys()) };
  const hooks = written(installHooks(texts.manifest, { origin: 'registry', ...circumstances }));
  const names = new Set(hooks.map(({ event }) => event));
  const inClone = written(installHooks(texts.manifest, { origin: 'git', ...circumstances }));
  // Whatever the hooks do before it, node-gyp may be part of it; and without hooks npm starts it itself.
  const gyp = gypOf(texts, paths);
  const entries = entriesOf(texts, paths);
  const loaded = loadedFrom(entries, texts, paths);
  const shipped = shippedSigns(texts.files, texts.text);
  const install = reached(hooks, texts, paths, gyp);
  // Many published packages name their whole build there. What the install only names is looked into later on.
  const skipsClone = texts.preparesNothing === true && install.named.length === 0;
  const others = inClone.filter(({ event }) => !names.has(event));
  return {
    install,
    clone: skipsClone ? nothingReached : reached(others, texts, paths),
    load: [...worthNoting(entries, texts), ...loaded.files],
    ...(gyp === undefined ? {} : { gyp: gyp.record }),
    ...(shipped.length === 0 ? {} : { shipped }),
    ...(loaded.isCut ? { unread: 'it loads more than is followed' } : {}),
  };
}

/** Of files that show nothing so many; of the others it always matters that they are entries. */
const mostPlain = 200;

function worthNoting(entries: readonly string[], { telling }: PackageTexts): readonly string[] {
  if (entries.length <= mostPlain) return entries;
  const shows = new Set(telling);
  return entries.filter((path, index) => index < mostPlain || shows.has(path));
}

function written(hooks: readonly Hook[]): readonly Hook[] {
  return hooks.filter(({ implicit }) => !implicit);
}

function reached(hooks: readonly Hook[], texts: PackageTexts, paths: PackagePaths, gyp?: GypReading): Reach {
  const commands = readCommands(hooks, texts, paths);
  return closureOf(gyp === undefined ? commands : withGyp(commands, gyp, paths), texts, paths);
}

function withGyp(
  commands: CommandReading,
  { record, read }: GypReading,
  paths: PackagePaths,
): CommandReading {
  const known = new Set(commands.files.flatMap(({ path, input }) => (input ? [] : [path])));
  const files = [
    ...read.map((path) => ({ path, by: 'node-gyp' })),
    ...record.commands.flatMap((command) =>
      startedByGyp(command, paths).map((path) => ({ path, by: command.path })),
    ),
  ].filter(({ path }) => !known.has(path) && known.add(path));
  return { ...commands, files: [...commands.files, ...files] };
}
