import npa, { type Spec } from 'npm-package-arg';
import type { RawManifest } from 'pacote';
import type { HeldBack } from '../model/plan.ts';
import { addressKey, isAtRegistry, leadsInward } from './addresses.ts';
import type { Choices } from './choices.ts';
import type { Guard } from './guard.ts';
import { copyForPacote, fieldsOf, tarballsOf, versionsOf } from './packument-view.ts';
import type { PackumentStore } from './packuments.ts';
import { placeholder } from './placeholder.ts';

type Options = Readonly<Record<string, unknown>>;

export interface LookerInput {
  /** What the user typed on this command line, and what was permitted since. */
  readonly permitted: Iterable<string>;
  readonly choices: Choices;
  readonly packuments: PackumentStore;
  /** npm's own registry, which `replace-registry-host` is about. */
  readonly defaultRegistry: string;
  onProgress?(resolved: number): void;
  /** Whether unpacking this tarball would stay within bounds; rejects as fetching it does. */
  isUnpackable?(address: string, options: Options): Promise<boolean>;
  /**
   * Called when arborist was told of a version of a registry, which then is likely to be in the plan. Not for
   * those of one platform: they come by the dozen, are large, and go with a parent that is not chosen after all.
   */
  onChosen?(name: string, version: string): void;
}

/** The guard of one planning run, and what it saw. */
export interface Looker extends Guard {
  /** Whether this git or remote address may be contacted. */
  mayContact(spec: Spec, options: Options): boolean;
  readonly heldBack: readonly HeldBack[];
  /** Name to tag to version, for each tag that was asked for. */
  readonly tags: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Tarballs that arborist wanted to open for what they bundle, and that stayed closed. */
  readonly closed: readonly string[];
  /** How many packages could not be loaded, needed ones and others. */
  readonly failures: number;
  /** How many git and remote packages are only stood in for. */
  readonly placeholders: number;
}

export function createLooker(input: LookerInput): Looker {
  const { packuments, choices, defaultRegistry } = input;
  const permitted = new Set([...input.permitted].flatMap(keyOf));
  const heldBack = new Map<string, HeldBack>();
  const tags = new Map<string, Map<string, string>>();
  const closed: string[] = [];
  const counted = new Set<string>();
  let placeholders = 0;
  let failures = 0;

  const isRegistrys = (spec: Spec, options: Options): boolean =>
    spec.type === 'remote' && isAtRegistry(addressKey(spec), options, defaultRegistry);
  const mayContact = (spec: Spec, options: Options): boolean =>
    permitted.has(addressKey(spec)) || isRegistrys(spec, options);

  /** Ranges that the registry was asked for, by name: what a stand-in of that name had better satisfy. */
  const ranges = new Map<string, Set<string>>();

  const fromRegistry = async (
    spec: Spec,
    options: Options,
    real: (over: Options) => Promise<RawManifest>,
  ): Promise<RawManifest> => {
    ranges.set(spec.name ?? '', (ranges.get(spec.name ?? '') ?? new Set()).add(spec.fetchSpec ?? ''));
    const { packument, choice } = await choices.of(spec, options);
    if (choice === undefined) return real({ packumentCache: cacheOf(packument) });
    if (choice.heldBack) heldBack.set(`${spec.name}@${choice.version}`, choice.heldBack);
    if (spec.type === 'tag' && spec.name !== null && spec.fetchSpec !== null) {
      tags.set(spec.name, (tags.get(spec.name) ?? new Map()).set(spec.fetchSpec, choice.version));
    }
    if (spec.name !== null && !isForSomePlatforms(versionsOf(choice.packument)[choice.version])) {
      input.onChosen?.(spec.name, choice.version);
    }
    return real({ packumentCache: cacheOf(copyForPacote(choice.packument, choice.version)) });
  };

  const isBounded = async (spec: Spec, options: Options): Promise<boolean> =>
    input.isUnpackable === undefined ||
    (spec.type !== 'remote' && spec.type !== 'file') ||
    input.isUnpackable(spec.raw, options);

  const manifestOf: Guard['manifest'] = async (spec, options, real) => {
    if (spec.registry) return fromRegistry(spec.subSpec ?? spec, options, real);
    if (spec.type !== 'git' && spec.type !== 'remote') return real({});
    if (!mayContact(spec, options)) {
      placeholders += 1;
      return placeholder(spec, ranges.get(spec.name ?? '') ?? []);
    }
    const manifest = await real({});
    // What a permitted address resolved to, a commit, is permitted with it.
    const resolved = manifest['_resolved'];
    if (typeof resolved === 'string') for (const key of keyOf(resolved)) permitted.add(key);
    return manifest;
  };

  return {
    mayContact,
    closed,
    tags,
    get failures() {
      return failures;
    },
    get placeholders() {
      return placeholders;
    },
    get heldBack() {
      return [...heldBack.values()];
    },
    async manifest(spec, options, real) {
      const manifest = await manifestOf(spec, options, real).catch((error: unknown) => {
        failures += 1;
        throw error;
      });
      counted.add(`${manifest.name}@${manifest.version}`);
      input.onProgress?.(counted.size);
      return manifest;
    },
    async extract(spec, options, real) {
      const local = spec.type === 'file' || spec.type === 'directory';
      const address = addressKey(spec);
      const known = () =>
        !leadsInward(address, String(options['registry'])) &&
        [...packuments.cache.values()].some((one) => tarballsOf(one).has(address));
      const registrys = isRegistrys(spec, options) || (spec.type === 'remote' && known());
      // What edges may not ask for by address, npm 12 takes from the registry all the same: so do we.
      const over = registrys ? { allowRemote: 'all' } : {};
      const allowed = local || registrys || mayContact(spec, options);
      if (allowed && (await isBounded(spec, { ...options, ...over }))) return real(over);
      closed.push(spec.raw);
      return {};
    },
  };
}

function isForSomePlatforms(manifest: unknown): boolean {
  const { os, cpu } = fieldsOf(manifest);
  return os !== undefined || cpu !== undefined;
}

function keyOf(text: string): readonly string[] {
  try {
    return [addressKey(npa(text))];
  } catch {
    // Not a spec: then it permits nothing, and npm says itself what is wrong with it.
    return [];
  }
}

/** A packument cache that knows one document, and so leaves pacote no other to choose from. */
function cacheOf(packument: unknown): Pick<Map<string, unknown>, 'has' | 'get' | 'set' | 'delete'> {
  const cache: Pick<Map<string, unknown>, 'has' | 'get' | 'delete'> = {
    has: () => true,
    get: () => packument,
    delete: () => false,
  };
  return { ...cache, set: () => new Map() };
}
