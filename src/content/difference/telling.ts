import type { TarballContent } from '../../evidence/needs.ts';
import { hasBindingGyp } from '../hooks.ts';
import type { FileRecord, TraitKind } from '../record.ts';
import { isMachineCode, tellingPairs } from './code-news.ts';
import { isExotic } from './exotic.ts';
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
  ...(['takes-input', 'sends-keys', 'runs-data'] as const),
]);

/** Each has honest uses, few enough to be news. */
export const strong: ReadonlySet<TraitKind> = new Set<TraitKind>([
  ...(['credential-path', 'token-pattern', 'environment-dump', 'token-route', 'repository-route'] as const),
  ...(['metadata-service', 'workflow-file', 'persistence', 'self-publish', 'runtime-download'] as const),
  ...(['pipe-to-shell', 'tls-off', 'deletes-itself', 'system-tool', 'long-encoded'] as const),
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
const alone = ['child-process', 'dynamic-code', 'credential-files'] as const;

/**
 * Whether there is anything that the version before could have been without. Of all else no comparison can come to
 * more than a note, and the earlier tarball is not worth fetching.
 */
export function showsSomething({ manifest, files, code }: TarballContent): boolean {
  if (scripts.some((event) => manifest.scripts.has(event)) || hasBindingGyp(files.keys())) return true;
  const { dependencies, optionalDependencies, peerDependencies } = manifest.dependencies;
  for (const list of [dependencies, optionalDependencies, peerDependencies])
    for (const spec of list.values()) if (isExotic(spec)) return true;
  for (const [path, { size }] of files)
    if (size >= largeScriptBytes && isAtRoot(path) && isScript(path)) return true;
  for (const file of code?.files.values() ?? []) if (isTelling(file)) return true;
  return false;
}

function isTelling(file: FileRecord): boolean {
  const can = new Set(file.capabilities);
  return (
    alone.some((one) => can.has(one)) ||
    (can.has('network') && can.has('file-write')) ||
    tellingPairs.some((pair) => pair.every((one) => can.has(one))) ||
    isMachineCode(file) ||
    file.traits.some(
      ({ kind }) => obfuscation.has(kind) || sinks.has(kind) || strong.has(kind) || kind === 'request',
    )
  );
}
