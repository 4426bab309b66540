import { listed } from '../../model/listed.ts';
import { dependencyDeed, gypDeed, hookDeed, quoted } from '../../model/news-words.ts';
import type { DependencyNews } from '../difference.ts';
import type { Tier } from '../rows/rows.ts';
import { type Compared, type JudgedDependency, milder, type NewsHit } from './compared.ts';
import { aliasOf, isExotic, isLocal } from './exotic.ts';

/** D1 to D4: what package.json has npm do now. */
export function manifestRows(compared: Compared): readonly NewsHit[] {
  const { difference, jump, added, content } = compared;
  const hooks = difference.hooks
    .filter(({ hook }) => !hook.implicit)
    .map(({ hook, what }): NewsHit => {
      const says = hookDeed({ ...hook, what });
      // Some begin to build, or to fetch what they were built as, with a new major version.
      // With preinstall they do not: of 2,896 honest packages two have one, to refuse other package managers.
      const tier = milder('high', what !== 'new' || (jump === 'major' && hook.event !== 'preinstall'));
      return hit('D1', tier, says, `${hook.event} ${hook.command}`);
    });
  const gyp = difference.gyp ? [hit('D2', milder('high', jump === 'major'), gypDeed, 'gyp')] : [];
  return [
    ...hooks,
    ...gyp,
    ...difference.dependencies.flatMap((one) => [...exoticRow(one), ...aliasRow(one)]),
    ...added.flatMap((one) => dependencyRow(one, compared, content.manifest.name)),
  ];
}

function exoticRow({ name, spec, before = '' }: DependencyNews): readonly NewsHit[] {
  const tier = exoticTier(spec, before);
  return tier === undefined ? [] : [hit('D3', tier, `${dependencyDeed(name)} from ${quoted(spec)}`, name)];
}

/** The code goes on to load the name that it knows, and gets what somebody else wrote. */
function aliasRow({ name, spec, what, before = '' }: DependencyNews): readonly NewsHit[] {
  const target = aliasOf(spec);
  if (what === 'new' || target === undefined || target === name.toLowerCase()) return [];
  if (target === aliasOf(before)) return [];
  const says = `takes ${quoted(target)} where it took ${aliasOf(before) ?? name}`;
  return [hit('D3', 'high', says, name)];
}

/** Not one of 325 honest releases began to take one, and what worms hid behind were few others. */
function exoticTier(spec: string, before: string): Tier | undefined {
  if (isExotic(spec)) return isExotic(before) ? 'notice' : 'block';
  return isLocal(spec) && !isLocal(before) ? 'notice' : undefined;
}

/** Alone a new dependency is everyday; what a hijack adds is one that nothing needs, or that nobody knows yet. */
function dependencyRow(one: JudgedDependency, { jump }: Compared, dependent: string): readonly NewsHit[] {
  if (isExotic(one.spec) || isLocal(one.spec)) return [];
  const phantom = one.used === false && !isExpectedUnused(one.name, dependent);
  const against = [
    ...(phantom ? ['none of its files names'] : []),
    ...(one.runsAtInstall === true ? ['has an install script'] : []),
    ...(one.young ? ['is days old'] : []),
    ...(one.resembles === undefined ? [] : [`is nearly called ${one.resembles}`]),
  ];
  const bad = against.length >= 2 || (phantom && jump === 'patch' && one.peer !== true);
  const tier = bad ? 'high' : against.length === 1 ? 'notice' : 'info';
  const which = against.length === 0 ? '' : `, which ${listed(against)}`;
  return [hit('D4', tier, `${dependencyDeed(one.name)}${which}`, one.name)];
}

/** Types are for compilers, and builds for platforms are loaded by names that are put together. */
function isExpectedUnused(name: string, dependent: string): boolean {
  const scope = /^@[^/]+\//.exec(dependent)?.[0];
  return (
    name.startsWith('@types/') ||
    (scope !== undefined && name.startsWith(scope)) ||
    name.startsWith(`@${dependent}/`) ||
    (dependent.length > 2 && name.startsWith(`${dependent}-`))
  );
}

function hit(id: string, tier: Tier, says: string, topic: string): NewsHit {
  return { id, tier, says, topic, part: 'does', traits: [] };
}
