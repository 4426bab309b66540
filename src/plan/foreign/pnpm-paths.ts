import { splitName } from './decode.ts';

/** How a version of the format writes the keys of packages. */
export interface Grammar {
  /** Name and version of a key that stands for a registry's package; the version is absent for any other. */
  id(key: string): { readonly name: string; readonly version?: string } | undefined;
  /** The keys that a dependency written as `alias: reference` may mean, the one that pnpm tries first before. */
  keys(alias: string, reference: string): readonly string[];
}

export function grammarOf(version: string): Grammar | undefined {
  if (/^5\.[34](?:-inlineSpecifiers)?$/.test(version)) return fifth;
  if (/^6\.[01]$/.test(version)) return sixth;
  return version === '9.0' ? ninth : undefined;
}

/** `use-it@1.0.0(react@18.2.0)` and `is-odd@0.1.2(patch_hash=…)` without what they were made for. */
export function withoutPeers(key: string): string {
  const at = key.indexOf('(');
  return at < 0 ? key : key.slice(0, at);
}

/** A version, and nothing that leads elsewhere: `file:x`, `https://…`, `runtime:22`. */
const version = /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;

function idOf(name: string, rest: string) {
  return version.test(rest) ? { name, version: rest } : { name };
}

const ninth: Grammar = {
  id(key) {
    const split = splitName(withoutPeers(key));
    return split === undefined ? undefined : idOf(split.name, split.rest);
  },
  keys: (alias, reference) => [`${alias}@${reference}`, reference],
};

const sixth: Grammar = {
  id(key) {
    const bare = withoutPeers(key);
    if (!bare.startsWith('/')) return undefined;
    const split = splitName(bare.slice(1));
    return split === undefined ? undefined : idOf(split.name, split.rest);
  },
  keys: (alias, reference) => [`/${alias}@${reference}`, reference],
};

const fifth: Grammar = {
  id(key) {
    const [, name, rest] = /^\/((?:@[^/]+\/)?[^/]+)\/([^/_]+)(?:_.*)?$/s.exec(key) ?? [];
    return name === undefined || rest === undefined ? undefined : idOf(name, rest);
  },
  keys: (alias, reference) => [`/${alias}/${reference}`, reference],
};
