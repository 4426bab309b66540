import type { DependencyLists, TarballContent } from '../../evidence/needs.ts';
import type { TraitKind } from '../../model/code-signs.ts';
import { hasBindingGyp } from '../hooks.ts';
import type { FileRecord } from '../record.ts';
import { isFirstParty } from '../rows/first-party.ts';
import { tellingPairs } from './code-news.ts';
import { aliasOf, isExotic } from './exotic.ts';
import { expectsBinaries, isMachineCode } from './machine-code.ts';
import { dependencyNews } from './manifest-news.ts';
import { isAtRoot, isScript } from './places.ts';

/** Text that was made so that nobody reads it; honest releases do not begin with that. */
export const obfuscation: ReadonlySet<TraitKind> = new Set<TraitKind>([
  ...(['hex-names', 'decode-and-run', 'packer', 'jsfuck', 'escape-run', 'variation-selectors'] as const),
  ...(['blank-run', 'hidden-require', 'spelled-apart', 'internal-loader'] as const),
]);

/** Where nothing but an attack, or its rare honest twin, sends things to. */
export const sinks: ReadonlySet<TraitKind> = new Set<TraitKind>([
  ...(['sink', 'raw-address', 'dns-exfiltration', 'decode-to-shell', 'reverse-shell', 'miner'] as const),
  ...(['destroys-home', 'geography-wipe', 'agent-flags', 'secret-scanner', 'wallet-hook'] as const),
  ...(['takes-input', 'sends-keys', 'injects-script', 'listens-in', 'runs-data', 'alters-others'] as const),
  ...(['runs-fetched', 'runs-dropped', 'sends-file'] as const),
  ...(['told-from-outside', 'reroutes', 'shown-to-some'] as const),
]);

/** Each has honest uses, few enough to be news. */
export const strong: ReadonlySet<TraitKind> = new Set<TraitKind>([
  ...(['credential-path', 'token-pattern', 'environment-dump', 'token-route', 'repository-route'] as const),
  ...(['metadata-service', 'workflow-file', 'persistence', 'self-publish', 'runtime-download'] as const),
  ...(['pipe-to-shell', 'tls-off', 'deletes-itself', 'system-tool', 'long-encoded'] as const),
  'encoded-text',
]);

/** Of those, what a patch has no honest reason to begin with. */
export const secrets: ReadonlySet<TraitKind> = new Set<TraitKind>([
  ...(['credential-path', 'token-pattern', 'environment-dump', 'token-route', 'repository-route'] as const),
  ...(['metadata-service', 'workflow-file', 'persistence', 'pipe-to-shell', 'deletes-itself'] as const),
  ...(['runtime-download', 'system-tool'] as const),
]);

/** What is worth sending. */
export const taken: ReadonlySet<TraitKind> = new Set<TraitKind>([
  ...(['credential-path', 'npm-credentials', 'token-pattern', 'environment-dump', 'host-facts'] as const),
]);

/** A new script of this size at a package's root: not one of 325 honest releases had one. In bytes. */
export const largeScriptBytes = 100_000;

const scripts = ['preinstall', 'install', 'postinstall'];

/**
 * Whether there is anything that the version before could have been without. Of all else no comparison can come to
 * more than a note, and the earlier tarball is not worth fetching. `told` is what the registry says that each
 * earlier version depends on; undefined where it says nothing of one.
 */
export function showsSomething(
  content: TarballContent,
  told: readonly (DependencyLists | undefined)[] = [undefined],
): boolean {
  const { manifest, files, code } = content;
  if (scripts.some((event) => manifest.scripts.has(event)) || hasBindingGyp(files.keys())) return true;
  if (told.some((before) => leadsElsewhere(manifest.dependencies, before))) return true;
  for (const [path, { size }] of files)
    if (size >= largeScriptBytes && isAtRoot(path) && isScript(path)) return true;
  if (code === undefined) return false;
  const reached = new Set([...code.load, ...code.install.files.map(({ path }) => path)]);
  for (const [path, file] of code.files) {
    const where = { small: (files.get(path)?.size ?? 0) <= ofOnePurpose, reached: reached.has(path) };
    if (isTelling(file, where) || asksForeigner(file)) return true;
    // Where machine code is expected, the first of it is no more than a note.
    if (isMachineCode(file) && !expectsBinaries(content)) return true;
  }
  return false;
}

/** A new name may stand for whatever it likes: what tells is that a known one leads to somebody else now. */
function leadsElsewhere(after: DependencyLists, before: DependencyLists | undefined): boolean {
  const isAlias = (spec: string) => aliasOf(spec) !== undefined;
  if (before === undefined) {
    const specs = Object.values(after).flatMap((list: DependencyLists['dependencies']) => [...list.values()]);
    return specs.some((spec) => isExotic(spec) || isAlias(spec));
  }
  const news = dependencyNews(before, after);
  return news.some(({ spec, what }) => isExotic(spec) || (what === 'changed' && isAlias(spec)));
}

/** What is larger can do everything anyhow. In bytes. */
const ofOnePurpose = 32_000;

/** Tools start programs somewhere; that a package does so where it is entered is what a hijack adds. */
function canDoMore({ capabilities }: FileRecord, where: Where): boolean {
  const can = new Set(capabilities);
  if (can.has('credential-files')) return true;
  if (!where.small) return false;
  const does = can.has('child-process') || can.has('dynamic-code');
  const meets = tellingPairs.some((pair) => pair.every((one) => can.has(one)));
  return meets || (where.reached && (does || (can.has('network') && can.has('file-write'))));
}

/** Which hosts are its own only an earlier version can tell: a hijacked one writes the thief's into package.json. */
function asksForeigner({ traits }: FileRecord): boolean {
  return traits.some(
    ({ kind, what }) =>
      kind === 'request' && what !== undefined && !isFirstParty(what, { name: '', homes: [] }),
  );
}

interface Where {
  readonly small: boolean;
  /** Something that is imported, or runs at install. */
  readonly reached: boolean;
}

function isTelling(file: FileRecord, where: Where): boolean {
  return (
    canDoMore(file, where) ||
    file.traits.some(({ kind }) => obfuscation.has(kind) || sinks.has(kind) || strong.has(kind))
  );
}
