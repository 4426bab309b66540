import type { PackageId } from '../model/package-id.ts';

/** Where a lockfile's address leads, judged by its path alone: hosts are the plan's affair. */
export type AddressJudgement =
  | { readonly kind: 'fits' }
  /** By its path it is this other package, or another version of the same. */
  | { readonly kind: 'other-package' | 'other-version'; readonly leadsTo: string }
  | { readonly kind: 'other-address' };

/**
 * A mirror keeps tarballs below a path of its own, and its lockfiles are installed from other mirrors: so either
 * the path is the published one, or it ends as registries end it.
 */
export function judgeAddress(
  resolved: string,
  pkg: PackageId,
  published: string | undefined,
): AddressJudgement {
  const path = pathOf(resolved);
  if (path === undefined) return { kind: 'other-address' };
  if (published !== undefined && path === pathOf(published)) return { kind: 'fits' };
  const named = namedBy(path);
  if (named === undefined) return { kind: 'other-address' };
  if (named.name !== pkg.name) return { kind: 'other-package', leadsTo: named.name };
  return named.version === pkg.version
    ? { kind: 'fits' }
    : { kind: 'other-version', leadsTo: `version ${named.version}` };
}

/** `/@s/a/-/a-1.0.0.tgz`, with `@s/` again before the file at some, and `download` for `-` at others. */
const usual = /(?:^|\/)((?:@[^/]+\/)?([^/@][^/]*))\/(?:-|download)\/(?:@[^/]+\/)?([^/]+)\.(?:tgz|tar\.gz)$/;

function namedBy(path: string): PackageId | undefined {
  const [, name, base, file] = usual.exec(path) ?? [];
  if (name === undefined || base === undefined || !file?.startsWith(`${base}-`)) return undefined;
  return { name, version: file.slice(base.length + 1) };
}

function pathOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  try {
    return decodeURIComponent(new URL(address).pathname);
  } catch (error) {
    // `%zz` is no encoding, and no registry publishes it.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
