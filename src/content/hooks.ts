import type { PackedManifest, TarballContent, VersionDocument } from '../evidence/needs.ts';
import type { Origin } from '../model/plan.ts';

/** One command that npm would run while it installs a package. */
export interface Hook {
  /** `postinstall`; `npm install` for what npm does in a clone. */
  readonly event: string;
  readonly command: string;
  /** Nobody wrote it: npm does it because of a file that lies there. */
  readonly implicit: boolean;
  /**
   * `gypfile: false` keeps npm from building on a first install only: a lockfile does not record it, and then
   * npm builds all the same.
   */
  readonly fromLockfileOnly: boolean;
}

type Scripts = Pick<PackedManifest & VersionDocument, 'scripts' | 'gypfile'>;

/** In the order in which npm runs them. */
const eventsByOrigin: Record<Origin['kind'], readonly string[]> = {
  registry: ['preinstall', 'install', 'postinstall'],
  remote: ['preinstall', 'install', 'postinstall'],
  file: ['preinstall', 'install', 'postinstall'],
  bundled: ['preinstall', 'install', 'postinstall'],
  // npm runs a whole `npm install` in the clone before it packs it, with everything that a project's own has.
  git: ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'],
  directory: ['preinstall', 'prepare', 'install', 'postinstall'],
  workspace: ['preinstall', 'prepare', 'install', 'postinstall'],
};

/** They never run at install, but their presence alone makes pacote run `npm install` in a clone. */
const cloneTriggers = ['build', 'prepack'];

/**
 * What npm would run for a package that describes itself like this. Both the package.json in the tarball and
 * the registry's document are asked, since npm takes its scripts now from one and now from the other.
 */
export function installHooks(
  manifest: Scripts,
  { origin, hasBindingGyp }: { readonly origin: Origin['kind']; readonly hasBindingGyp: boolean },
): readonly Hook[] {
  const hooks: Hook[] = [];
  const builds = hasBindingGyp && !manifest.scripts.get('install') && !manifest.scripts.get('preinstall');
  for (const event of eventsByOrigin[origin]) {
    const command = manifest.scripts.get(event);
    if (command) hooks.push({ event, command, implicit: false, fromLockfileOnly: false });
    if (event === 'install' && builds) {
      const fromLockfileOnly = manifest.gypfile === false;
      hooks.push({ event, command: 'node-gyp rebuild', implicit: true, fromLockfileOnly });
    }
  }
  const trigger = cloneTriggers.find((event) => manifest.scripts.get(event));
  if (origin === 'git' && trigger !== undefined && hooks.length === 0) {
    const command = `in its clone, with its development dependencies, because it has a ${trigger} script`;
    hooks.push({ event: 'npm install', command, implicit: true, fromLockfileOnly: false });
  }
  return hooks;
}

type Packed = Pick<TarballContent, 'manifest' | 'files'>;

/** By the tarball alone. */
export function packedHooks(origin: Origin['kind'], { manifest, files }: Packed): readonly Hook[] {
  return installHooks(manifest, { origin, hasBindingGyp: hasBindingGyp(files.keys()) });
}

export interface AllHooks {
  readonly hooks: readonly Hook[];
  /** The registry and the tarball say different things. */
  readonly sourcesDiffer: boolean;
}

/**
 * npm takes scripts from the registry's document on a first install and from the tarball after a lockfile, so
 * what either says counts; saying different things in the two places is a way to hide.
 */
export function allHooks(
  origin: Origin['kind'],
  tarball: Packed,
  document: VersionDocument | undefined,
): AllHooks {
  const inTarball = packedHooks(origin, tarball);
  if (document === undefined) return { hooks: inTarball, sourcesDiffer: false };

  // A registry that only says "has an install script", or passes no scripts on at all, is short, not at odds.
  const { scripts, hasInstallScript, tellsAll = false } = document;
  const tellsScripts = scripts.size > 0 || (hasInstallScript === undefined ? tellsAll : !hasInstallScript);
  const circumstances = { origin, hasBindingGyp: hasBindingGyp(tarball.files.keys()) };
  const inDocument = tellsScripts ? installHooks(document, circumstances) : [];
  const missingInTarball = inDocument.filter((hook) => !inTarball.some(same(hook)));
  const missingInDocument = inTarball.filter((hook) => !inDocument.some(same(hook)));
  return {
    hooks: [...inTarball, ...missingInTarball],
    sourcesDiffer: missingInTarball.length > 0 || (missingInDocument.length > 0 && tellsScripts),
  };
}

function same(hook: Hook): (other: Hook) => boolean {
  return (other) =>
    other.event === hook.event &&
    asPublished(other.command) === asPublished(hook.command) &&
    other.fromLockfileOnly === hook.fromLockfileOnly;
}

/** npm takes the folder of commands away from the front of a script while it publishes it. */
function asPublished(command: string): string {
  return command.replace(/^(?:\.[/\\])?node_modules[/\\].bin[/\\]/, '');
}

/** npm asks the disk for `binding.gyp`, and the disks of Macs and Windows do not mind upper case. */
export function hasBindingGyp(files: Iterable<string>): boolean {
  for (const path of files) if (path.toLowerCase() === 'binding.gyp') return true;
  return false;
}
