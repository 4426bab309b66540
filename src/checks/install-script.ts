import * as v from 'valibot';
import { type Hook, hasBindingGyp, installHooks } from '../content/hooks.ts';
import type { TarballContent, VersionDocument } from '../evidence/needs.ts';
import type { Fact } from '../model/fact.ts';
import { clean, flag } from '../model/outcome.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { defineCheck, type NpmFacts } from './define.ts';
import { shortened } from './wording.ts';

export default defineCheck({
  id: 'install-script',
  title: 'Runs a script while it is installed',
  why: 'Most attacks through npm act at install time: before your code ever imports the package, with your rights.',
  scope: 'package',
  needs: ['tarball'],
  uses: ['versionDocument'],
  essential: true,
  leaves: "The package's name and version, to the registry that npm would fetch it from.",
  options: v.object({}),
  // A workspace is the project's own; the check project-script shows its scripts.
  applies: ({ pkg }) => pkg.origin.kind !== 'workspace',
  run({ tarball }, { versionDocument }, { pkg, npm }) {
    const { hooks, sourcesDiffer } = allHooks(pkg, tarball, versionDocument);
    if (hooks.length === 0) return clean;

    const runsNow = pkg.locked || hooks.some((hook) => !hook.fromLockfileOnly);
    const differ = sourcesDiffer ? '; the registry and the tarball disagree about it' : '';
    return flag({
      severity: npm.ignoreScripts ? 'info' : runsNow ? 'medium' : 'low',
      confidence: 'high',
      message: `${headline(hooks, npm, runsNow)}${differ}`,
      advice: advise(npm),
      excerpt: hooks.map((hook) => shortened(`${hook.event}: ${hook.command}`)),
      ...(npm.ignoreScripts || !runsNow ? { circumstantial: true } : {}),
      data: {
        hooks: hooks.map(({ event, command, implicit }) => ({ event, command, implicit })),
        sourcesDiffer,
        runsNow: runsNow && !npm.ignoreScripts,
      },
    });
  },
});

/**
 * npm takes scripts from the registry's document on a first install and from the tarball after a lockfile, so
 * what either says counts; saying different things in the two places is a way to hide.
 */
function allHooks(
  pkg: PlannedPackage,
  tarball: TarballContent,
  document: Fact<VersionDocument>,
): { readonly hooks: readonly Hook[]; readonly sourcesDiffer: boolean } {
  const circumstances = { origin: pkg.origin.kind, hasBindingGyp: hasBindingGyp(tarball.files.keys()) };
  const inTarball = installHooks(tarball.manifest, circumstances);
  if (document.status === 'unknown') return { hooks: inTarball, sourcesDiffer: false };

  const inDocument = installHooks(document.value, circumstances);
  const missingInTarball = inDocument.filter((hook) => !inTarball.some(same(hook)));
  const missingInDocument = inTarball.filter((hook) => !inDocument.some(same(hook)));
  // A registry that only says "has an install script" is short, not at odds.
  const onlyHinted = document.value.hasInstallScript === true && document.value.scripts.size === 0;
  return {
    hooks: [...inTarball, ...missingInTarball],
    sourcesDiffer: missingInTarball.length > 0 || (missingInDocument.length > 0 && !onlyHinted),
  };
}

function same(hook: Hook): (other: Hook) => boolean {
  return (other) =>
    other.event === hook.event &&
    other.command === hook.command &&
    other.fromLockfileOnly === hook.fromLockfileOnly;
}

function headline(hooks: readonly Hook[], npm: NpmFacts, runsNow: boolean): string {
  const what = hooks.some((hook) => !hook.implicit)
    ? 'has an install script'
    : hooks.some((hook) => hook.event === 'npm install')
      ? 'makes npm run a whole install in its clone'
      : 'has a binding.gyp, which npm builds with node-gyp';
  if (npm.ignoreScripts) return `${what}, which will not run, because scripts are switched off`;
  if (!runsNow)
    return `${what}; gypfile: false prevents that now, but not once it is installed from a lockfile`;
  if (npm.major >= 12) return `${what}; npm ${npm.major} runs it only if allowScripts lets it`;
  if (npm.major === 11) return `${what}; npm 11 runs it, and warns unless allowScripts names it`;
  return `${what}; npm ${npm.major} runs it`;
}

function advise(npm: NpmFacts): string {
  if (npm.ignoreScripts) return 'Nothing to do now; look at it before you run npm rebuild.';
  return 'Read it and the file that it starts; if the package works without, install with --ignore-scripts.';
}
