import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { OwnOptions, Request } from '../model/request.ts';
import { requireAddress } from '../plan/addresses.ts';
import type { NpmInstallation } from '../plan/npm.ts';
import { type LoadedNpmConfig, loadNpmConfig, newConfig, selectsWorkspaces } from '../plan/npm-config.ts';
import { configError } from '../plan/npm-config-errors.ts';
import { loadNpmModules, type NpmModules } from '../plan/npm-modules.ts';
import { requirePlainFiles } from '../plan/project-files.ts';
import { refuseOlderWords } from './older-npq.ts';
import { ownDefinitions, type Split, splitOwn, wantedReport } from './own-options.ts';
import { unknownVerb, type VerbRule, verbRule } from './verbs.ts';

type Ports = Pick<Host, 'env' | 'files'>;

export interface CommandLine {
  readonly request: Request;
  readonly rule: VerbRule;
  /** The folder that `--prefix` names as the project. */
  readonly prefix: string | undefined;
}

/** The request and, from the command line without npq's options, the configuration that npm will have. */
export async function readRequest(
  host: Ports,
  npm: NpmInstallation,
  args: readonly string[],
): Promise<CommandLine & { readonly config: LoadedNpmConfig }> {
  const commandLine = await readCommandLine(host, npm, args);
  await requirePlainFiles(host, commandLine.prefix);
  return { ...commandLine, config: await loadNpmConfig(host, npm, commandLine.request.npmArgs) };
}

/**
 * Reads the command line as the user's npm does, without reading a file where the verb alone decides.
 *
 * It is read twice: with npq's options among npm's, and, after they were taken out, as npm will read it.
 * Both must mean the same to npm. Otherwise a value that looks like an option of ours, or an option of ours
 * that stands where npm expects a value, would make us vet something else than npm installs.
 */
export async function readCommandLine(
  host: Ports,
  npm: NpmInstallation,
  args: readonly string[],
): Promise<CommandLine> {
  const modules = await loadNpmModules(npm);
  const parse = (argv: readonly string[], definitions = {}) =>
    parseArgs(host, npm, modules, argv, definitions);

  const together = parse(args, ownDefinitions);
  const named = nameOf(together, modules);
  if (named.verb !== 'check' && named.verb !== '' && modules.deref(named.verb) === undefined)
    throw unknownVerb(named.typedVerb);
  const split = splitOwn(args, { json: reports(verbRule(named.verb, named.specs)) });
  requireSameMeaning(together, parse(split.rest), split);

  const given = together.settings.get('prefix');
  const prefix = typeof given === 'string' && given !== '' ? given : undefined;
  const rule = await ruleOf(host, npm, modules, named, split.rest, prefix);
  if (rule.kind === 'gated') refuseOlderWords(host.env.vars, together.settings);
  return {
    request: { ...named, npmArgs: split.rest, own: ownOptions(host, split, together) },
    rule,
    prefix,
  };
}

/** Where npq makes no report of a plan, `--json` is npm's alone. */
function reports(rule: VerbRule): boolean {
  return rule.kind === 'gated' && (rule.by === 'plan' || rule.by === 'exec');
}

interface Parsed {
  readonly remain: readonly string[];
  readonly settings: ReadonlyMap<string, unknown>;
}

function parseArgs(
  { env }: Ports,
  npm: NpmInstallation,
  modules: NpmModules,
  args: readonly string[],
  definitions: object,
): Parsed {
  const { raw } = newConfig(env, npm, modules, args, { definitions: { ...definitions } });
  try {
    raw.loadDefaults();
    raw.loadCLI();
  } catch (error) {
    throw configError(error);
  }
  return {
    remain: [...raw.parsedArgv.remain],
    settings: new Map(Object.entries(raw.data.get('cli')?.data ?? {})),
  };
}

type Named = Pick<Request, 'verb' | 'typedVerb' | 'specs'>;

/** npm answers `--versions`, `--version` and `--help` before it looks at the command. */
function nameOf({ remain, settings }: Parsed, modules: NpmModules): Named {
  const [typedVerb = '', ...specs] = remain;
  if (settings.get('versions') === true) return { verb: 'version', typedVerb, specs: [] };
  if (settings.get('version') === true) return { verb: 'version', typedVerb, specs: [] };
  if (settings.get('usage') === true) return { verb: 'help', typedVerb, specs: [] };
  return { verb: modules.deref(typedVerb) ?? typedVerb, typedVerb, specs };
}

function requireSameMeaning(together: Parsed, alone: Parsed, { own }: Split): void {
  const npms = new Map(together.settings);
  const taken = new Map<string, unknown>();
  for (const key of [...Object.keys(ownDefinitions), ...own.keys()]) {
    if (!npms.has(key)) continue;
    taken.set(key, npms.get(key));
    npms.delete(key);
  }
  const same =
    isDeepStrictEqual(together.remain, alone.remain) &&
    isDeepStrictEqual(npms, alone.settings) &&
    isDeepStrictEqual(taken, new Map(own));
  if (same) return;
  throw new NpqError('usage', {
    message:
      "Expected npq's own options to stand apart from npm's, found a command line that can be read in two ways.",
    hint: "Write npq's options in full, with '=', and first: npq --preset=balanced --trust=.npmrc install …",
  });
}

function ownOptions({ env }: Ports, { own }: Split, together: Parsed): OwnOptions {
  const preset = own.get('preset');
  const trust = own.get('trust');
  const permit = own.get('permit');
  const report = own.get('report');
  const summaryFile = own.get('summary-file');
  const base = own.get('base');
  return {
    preset: typeof preset === 'string' ? preset : undefined,
    json: together.settings.get('json') === true,
    nonInteractive: own.get('non-interactive') === true,
    verbose: own.get('npq-verbose') === true,
    trust: Array.isArray(trust) ? trust.map((file: string) => resolve(env.cwd, file)) : [],
    permit: Array.isArray(permit) ? permit.map(requireAddress) : [],
    ...onIncompleteOf(own.get('on-incomplete')),
    ...(Array.isArray(report) ? { reports: report.map((text: string) => wantedReport(text, env.cwd)) } : {}),
    ...(typeof summaryFile === 'string' ? { summaryFile: resolve(env.cwd, summaryFile) } : {}),
    ...(typeof base === 'string' ? { base } : {}),
  };
}

function onIncompleteOf(written: unknown): Pick<OwnOptions, 'onIncomplete'> {
  if (written === undefined) return {};
  if (written === 'fail' || written === 'warn') return { onIncomplete: written };
  throw new NpqError('usage', {
    message: `Expected --on-incomplete to be fail or warn, found ${JSON.stringify(written)}.`,
    hint: 'Write --on-incomplete=warn to install all the same, or leave it out: then an incomplete verdict stops the install.',
  });
}

/** Only where workspaces make the difference, the configuration files are read to know whether any are meant. */
async function ruleOf(
  host: Ports,
  npm: NpmInstallation,
  modules: NpmModules,
  { verb, specs }: Named,
  args: readonly string[],
  prefix: string | undefined,
): Promise<VerbRule> {
  const careful = verbRule(verb, specs, true);
  if (isDeepStrictEqual(careful, verbRule(verb, specs, false))) return careful;
  await requirePlainFiles(host, prefix);
  const { raw } = newConfig(host.env, npm, modules, args);
  try {
    await raw.load();
  } catch (error) {
    throw configError(error);
  }
  return verbRule(verb, specs, selectsWorkspaces(raw));
}
