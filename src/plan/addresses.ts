import npa, { type Spec } from 'npm-package-arg';
import { hasCode, NpqError } from '../errors.ts';
import type { Permit } from '../model/plan.ts';

type Options = Readonly<Record<string, unknown>>;

/** The address that a git or remote spec leads to; undefined for every other kind of spec. */
export function permitFor(spec: Spec): Permit | undefined {
  if (spec.type !== 'git' && spec.type !== 'remote') return undefined;
  return { spec: spec.rawSpec || spec.raw, kind: spec.type, host: hostOf(spec) };
}

/** The text of `--permit`, where it is one that leads to an address; a bare name would permit nothing. */
export function requireAddress(text: string): string {
  if (isAddress(text)) return text;
  throw new NpqError('usage', {
    message: `Expected the git or URL spec of a dependency after --permit, found ${JSON.stringify(text)}.`,
    hint: 'Copy it from the report, for example: --permit github:user/repo',
  });
}

function isAddress(text: string): boolean {
  try {
    const { type } = npa(text);
    return type === 'git' || type === 'remote';
  } catch (error) {
    if (!hasCode(error)) throw error;
    return false;
  }
}

/** Equal for all spellings of one git or remote spec: `u/r`, `github:u/r` and its long forms with a shortcut. */
export function addressKey(spec: Spec): string {
  return spec.saveSpec ?? spec.fetchSpec ?? spec.rawSpec;
}

export function hostOf(spec: Spec): string {
  if (spec.hosted) return spec.hosted.domain;
  const address = spec.fetchSpec ?? spec.rawSpec;
  // The scp form of ssh addresses, `git@host:path`, is no URL.
  const scp = /^(?:[^@/]+@)?([^:/]+):(?!\/\/)/.exec(address);
  if (scp?.[1] !== undefined && scp[1] !== 'file') return scp[1];
  return (URL.canParse(address) ? new URL(address).host : '') || 'this machine';
}

/**
 * Where pacote really fetches this URL from: with npm's `replace-registry-host` the configured registry
 * stands in for npm's own host, which many lockfiles name.
 */
function fetchedFrom(url: string, options: Options, defaultRegistry: string): string {
  if (!URL.canParse(url)) return url;
  const rule = options['replaceRegistryHost'] ?? 'npmjs';
  const replaced = rule === 'npmjs' ? new URL(defaultRegistry).host : rule;
  if (replaced === 'never') return url;
  const parsed = new URL(url);
  const registry = options['registry'];
  if (typeof registry !== 'string' || (replaced !== 'always' && replaced !== parsed.host)) return url;
  return new URL(parsed.pathname, registry).href;
}

/** Every registry that the user configured, the scopes' own among them. */
function configuredRegistries(options: Options): readonly string[] {
  const scoped = Object.entries(options).flatMap(([key, value]) =>
    /^@[^:]*:registry$/.test(key) && typeof value === 'string' ? [value] : [],
  );
  const main = options['registry'];
  return [...(typeof main === 'string' ? [main] : []), ...scoped];
}

/**
 * True where fetching the URL contacts nobody but a configured registry. The origin counts, not the path:
 * several registries keep their tarballs elsewhere on the same host.
 */
export function isAtRegistry(url: string, options: Options, defaultRegistry: string): boolean {
  const address = fetchedFrom(url, options, defaultRegistry);
  if (!URL.canParse(address)) return false;
  const { origin } = new URL(address);
  return configuredRegistries(options).some(
    (registry) => URL.canParse(registry) && new URL(registry).origin === origin,
  );
}

const thisMachine = /^(?:(?:.+\.)?localhost|127\..+|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:.+\])$/;
/** Where clouds hand out a machine's credentials, and what else answers on the wire without a router. */
const linkLocal =
  /^(?:169\.254\..+|\[fe[89ab].+|\[::ffff:a9fe:.+\]|\[fd00:ec2::254\]|metadata\.google\.internal)$/;

/**
 * True where a registry names an address of this very machine or of its cloud: no registry keeps tarballs there,
 * but a request to it can set something off. A registry's own host is its own affair.
 */
export function leadsInward(address: string, registry: string): boolean {
  const [to, from] = [address, registry].map((url) => (URL.canParse(url) ? new URL(url).hostname : ''));
  if (to === undefined || from === undefined || to === from) return false;
  return linkLocal.test(to) || (thisMachine.test(to) && !thisMachine.test(from));
}
