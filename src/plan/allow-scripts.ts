import { createRequire } from 'node:module';
import type { Node } from '@npmcli/arborist';
import npa from 'npm-package-arg';
import { hasCode, messageOf } from '../errors.ts';
import type { PlanEntry, ScriptApproval, ScriptRules } from '../model/plan.ts';
import type { NpmConfig } from './npm.ts';
import { plain } from './npm-config-errors.ts';

export interface AllowScripts {
  readonly rules: ScriptRules;
  /** Full sentences. */
  readonly notes: readonly string[];
  of(node: Node): Pick<PlanEntry, 'approval' | 'approvalKey'>;
}

type AllowScriptsConfig = Pick<NpmConfig, 'npm' | 'layers' | 'get' | 'global' | 'localPrefix'>;

/** npm's own modules; each npm answers by its own rules. */
interface NpmsOwn {
  resolve(npm: object, options: object): Promise<{ readonly policy: unknown; readonly source: unknown }>;
  isAllowed(node: Node, policy: object): unknown;
  versionedKey(node: Node): unknown;
}

/**
 * What the user's npm makes of its `allowScripts`, read by that npm's own code: which layer counts, which entries
 * are refused, what an entry covers. An npm without it, 10 and the first of 11, runs every script.
 */
export async function loadAllowScripts(config: AllowScriptsConfig, verb: string): Promise<AllowScripts> {
  if (config.get('allow-scripts') === undefined) return everyScriptRuns([]);
  // npm then asks no entry, not even one that denies.
  if (config.get('dangerously-allow-all-scripts') === true) return everyScriptRuns([]);
  const { npm } = config;
  let own: NpmsOwn;
  try {
    own = npmsOwn(createRequire(npm.cli));
  } catch (error) {
    // A script that is taken for one that runs is asked about: that errs on the careful side.
    return everyScriptRuns([
      `How npm ${npm.version} reads allowScripts could not be found out (${plain(messageOf(error))}): its approvals are not counted.`,
    ]);
  }
  const found = await resolved(own, config, verb);
  // npm refuses this command line itself, before it installs anything.
  if (found === 'refused') return everyScriptRuns([], 'none');
  const { policy, source } = found;
  const inProject = !config.global && verb !== 'exec';
  const unreviewed = npm.major >= 12 ? 'blocked' : 'warned';
  // Once package.json has entries, npm does not read those of an .npmrc any more.
  const kept = inProject && source !== '.npmrc' && source !== 'the command line';
  const approvals = kept ? 'package.json' : unreviewed === 'blocked' ? 'none' : 'ledger';
  return {
    rules: { unreviewed, approvals },
    notes: [],
    of: (node) => ({ ...approvalOf(own, node, policy, source), ...keyOf(own, node) }),
  };
}

function everyScriptRuns(
  notes: readonly string[],
  approvals: ScriptRules['approvals'] = 'ledger',
): AllowScripts {
  return { rules: { unreviewed: 'runs', approvals }, notes, of: () => ({}) };
}

function npmsOwn(load: NodeJS.Require): NpmsOwn {
  const resolve: unknown = load('../lib/utils/resolve-allow-scripts.js');
  const { isScriptAllowed } = load('@npmcli/arborist/lib/script-allowed.js') as { isScriptAllowed?: unknown };
  const { versionedKeyFor } = load('../lib/utils/allow-scripts-writer.js') as { versionedKeyFor?: unknown };
  const all = [resolve, isScriptAllowed, versionedKeyFor];
  if (all.some((one) => typeof one !== 'function')) throw new Error('its modules have another shape');
  return {
    resolve: resolve as NpmsOwn['resolve'],
    isAllowed: isScriptAllowed as NpmsOwn['isAllowed'],
    versionedKey: versionedKeyFor as NpmsOwn['versionedKey'],
  };
}

type Policy = Readonly<Record<string, unknown>> | undefined;
type PolicySource = ScriptApproval['source'] | undefined;

async function resolved(
  own: NpmsOwn,
  { layers, global, localPrefix }: AllowScriptsConfig,
  verb: string,
): Promise<{ readonly policy: Policy; readonly source: PolicySource } | 'refused'> {
  const get = (key: string, where: string) => layers.find(({ name }) => name === where)?.data.get(key);
  const npm = { config: { get }, global, prefix: localPrefix };
  try {
    const found = await own.resolve(npm, { skipProjectConfig: verb === 'exec' });
    const { policy, source } = found;
    if (policy === null || typeof policy !== 'object') return { policy: undefined, source: undefined };
    return { policy: policy as Policy, source: sourceNames.get(String(source)) };
  } catch (error) {
    if (!hasCode(error) || error.code !== 'EALLOWSCRIPTS') throw error;
    return 'refused';
  }
}

const sourceNames: ReadonlyMap<string, ScriptApproval['source']> = new Map([
  ['package.json', 'package.json'],
  ['.npmrc', '.npmrc'],
  ['cli', 'the command line'],
] as const);

function approvalOf(
  own: NpmsOwn,
  node: Node,
  policy: Policy,
  source: PolicySource,
): Pick<PlanEntry, 'approval'> {
  if (policy === undefined || source === undefined) return {};
  // As npm does: on the folder that a link leads to.
  const { target } = node;
  const allowed = own.isAllowed(target, policy);
  if (typeof allowed !== 'boolean') return {};
  const saying = Object.entries(policy).filter(
    ([key, value]) => value === allowed && own.isAllowed(target, { [key]: value }) === allowed,
  );
  const pinned = saying.some(([key]) => isPinned(key));
  if (!allowed || !isOfAnother(own, target)) return { approval: { allowed, pinned, source } };
  return { approval: { allowed, pinned: false, ofAnother: true, source } };
}

/**
 * npm takes name and version from the address of the tarball, and that is the registry's word: one that serves
 * its package as `/esbuild/-/esbuild-0.25.0.tgz` would have it run by what was approved of esbuild.
 */
function isOfAnother(own: NpmsOwn, node: Node): boolean {
  if (node.isLink || !node.isRegistryDependency) return false;
  const key = own.versionedKey(node);
  return typeof key === 'string' && key !== `${node.packageName}@${node.version}`;
}

function isPinned(key: string): boolean {
  try {
    const { type, fetchSpec, gitCommittish } = npa(key);
    if (type === 'git') return Boolean(gitCommittish);
    return type === 'version' || (type === 'range' && fetchSpec !== '*' && fetchSpec !== '');
  } catch {
    // npm reads it as no spec either, and so it approves nothing.
    return false;
  }
}

/** Only an entry by which this npm would really let this one run. */
function keyOf(own: NpmsOwn, node: Node): Pick<PlanEntry, 'approvalKey'> {
  if (node.isLink || !node.isRegistryDependency) return {};
  const key = own.versionedKey(node);
  if (typeof key !== 'string' || isOfAnother(own, node)) return {};
  if (own.isAllowed(node, { [key]: true }) !== true) return {};
  return { approvalKey: key };
}
