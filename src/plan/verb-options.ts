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
  switch (verb) {
    case 'install':
    case 'install-test':
      return { add: specs };
    case 'ci':
    case 'install-ci-test':
      return { packageLock: true, save: false };
    case 'update':
      return { update: specs.length === 0 ? true : specs, save: saves(config) };
    case 'uninstall':
      return { rm: specs };
    default:
      throw new NpqError('usage', {
        message: `npq can plan install, ci, update and uninstall, not npm ${verb}.`,
        hint: `Run npm ${verb} itself; what it installs is then not checked.`,
      });
  }
}

/** `npm update` saves nothing unless somebody asked for it, whatever npm's general default says. */
function saves(config: NpmConfig): unknown {
  const asked = config.layers.some(({ name, data }) => name !== 'default' && data.has('save'));
  return asked ? config.get('save') : false;
}

/** Specs that the user typed and that npm will fetch; names alone for verbs that only take names. */
export function typedSpecs(request: Request): readonly string[] {
  return request.verb === 'install' || request.verb === 'install-test' ? request.specs : [];
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
