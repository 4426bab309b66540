import npa from 'npm-package-arg';
import semver from 'semver';
import { NpqError } from '../errors.ts';
import type { Request } from '../model/request.ts';
import type { NpmConfig } from './npm.ts';
import { resolveError } from './resolve-error.ts';

type Options = Readonly<Record<string, unknown>>;

/** What npm's own command of this name, given these arguments (`installSpecs`), hands to arborist, beyond its configuration. */
export function verbOptions(request: Request, config: NpmConfig): Options {
  const { verb, specs } = request;
  if (config.global && inProjectsAlone.has(verb)) {
    throw new NpqError('usage', {
      message: `Expected a project, found --global: npm ${verb} does not work for global packages.`,
      hint: 'Repeat the command in a project, without --global.',
    });
  }
  switch (verb) {
    case 'install':
    case 'install-test':
      return { add: specs };
    case 'ci':
    case 'install-ci-test':
      return { packageLock: true, save: false };
    case 'update':
      return { update: specs.length === 0 ? true : specs, save: saves(config) };
    case 'dedupe':
    case 'find-dupes':
      return { save: false };
    case 'audit':
      requireLock(config);
      return { audit: true };
    case 'prune':
      return {};
    case 'rebuild':
      // It knows no --workspace: it is always about the whole tree.
      return { workspaces: [] };
    case 'uninstall':
      requireNames(specs);
      return { rm: specs };
    default:
      throw new NpqError('usage', {
        message: `npq cannot plan npm ${verb}.`,
        hint: `Run npm ${verb} itself; what it installs is then not checked.`,
      });
  }
}

const inProjectsAlone = new Set([...['ci', 'install-ci-test', 'dedupe', 'find-dupes', 'audit', 'prune']]);

function requireLock(config: NpmConfig): void {
  if (config.get('package-lock') !== false) return;
  throw new NpqError('usage', {
    message: 'Expected a lockfile for npm audit fix, found --no-package-lock.',
    hint: 'Repeat the command without --no-package-lock.',
  });
}

function requireNames(specs: readonly string[]): void {
  if (specs.length > 0) return;
  throw new NpqError('usage', {
    message: 'Expected the name of a package to remove, found none.',
    hint: 'For example: npq uninstall left-pad',
  });
}

/** Whether npm reads the positional arguments as packages to install, and not as names of what is there. */
export function takesSpecs(verb: string): boolean {
  return verb === 'install' || verb === 'install-test';
}

/** Whether npm runs the install scripts of the project itself with this command. */
export function runsOwnScripts({ verb, specs }: Pick<Request, 'verb' | 'specs'>): boolean {
  if (verb === 'ci' || verb === 'install-ci-test') return true;
  return (takesSpecs(verb) || verb === 'rebuild') && specs.length === 0;
}

/** `npm update` saves nothing unless somebody asked for it, whatever npm's general default says. */
function saves(config: NpmConfig): unknown {
  const asked = config.layers.some(({ name, data }) => name !== 'default' && data.has('save'));
  return asked ? config.get('save') : false;
}

/** Specs that the user typed and that npm will fetch; names alone for verbs that only take names. */
export function typedSpecs(request: Request): readonly string[] {
  return takesSpecs(request.verb) ? request.specs : [];
}

/** `name@version` of every typed spec that names an exact version, aliases by their real name. */
export function exactlyTyped(specs: readonly string[]): ReadonlySet<string> {
  const parsed = specs.flatMap((text) => {
    try {
      const spec = npa(text);
      return [spec.subSpec ?? spec];
    } catch (error) {
      throw resolveError(error);
    }
  });
  const exact = parsed.filter(({ type }) => type === 'version');
  return new Set(exact.map(({ name, fetchSpec }) => `${name}@${semver.valid(fetchSpec ?? '', true)}`));
}
