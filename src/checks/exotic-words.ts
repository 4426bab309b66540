import type { Json } from '../model/finding.ts';
import type { Origin, PlannedPackage } from '../model/plan.ts';
import { shortened } from './wording.ts';

export type Exotic = Exclude<Origin, { readonly kind: 'registry' | 'workspace' }>;

const addressLimit = 80;

export function messageOf(origin: Exotic, pkg: PlannedPackage): string {
  if (origin.kind === 'git' || origin.kind === 'remote') {
    const address = shortened(withoutSecrets(origin.kind === 'git' ? origin.spec : origin.url), addressLimit);
    const what = `comes from ${address}`;
    if (!pkg.looked) {
      return `${what}; npq has not contacted ${shortened(origin.host, addressLimit)} yet, so nothing is known of it or of what it depends on`;
    }
    return `${what}; ${isPinned(origin, pkg) ? pinnedWords[origin.kind] : unpinnedWords[origin.kind]}`;
  }
  if (origin.kind === 'bundled') {
    const by = shortened(origin.by, addressLimit);
    return `comes inside the tarball of ${by}; its name and version are only what that claims`;
  }
  if (pkg.madeBy !== undefined) {
    return `is made by ${shortened(pkg.madeBy, addressLimit)}, a script that runs while it is installed; what it makes nobody can look at before`;
  }
  const what = origin.kind === 'file' ? 'the tarball' : 'the folder';
  return `comes from ${what} ${shortened(origin.path, addressLimit)}`;
}

const pinnedWords = {
  git: 'pinned to one commit',
  remote: 'the lockfile pins its bytes',
};
const unpinnedWords = {
  git: 'not pinned to a commit, so it can change without notice',
  remote: 'what that address serves can change without notice',
};

/** A short hash or a branch named like one can be made to mean another commit; forty digits cannot. */
function isPinned(origin: Extract<Exotic, { kind: 'git' | 'remote' }>, pkg: PlannedPackage): boolean {
  if (origin.kind === 'git') return /#[0-9a-f]{40}$/i.test(origin.spec);
  return pkg.locked && pkg.integrity !== undefined;
}

export function adviceFor(origin: Exotic, pkg: PlannedPackage, ownCode: boolean): string {
  switch (origin.kind) {
    case 'git':
    case 'remote':
      if (!pkg.looked) return permitAdvice(pkg);
      if (!ownCode) return 'Ask its dependent why; packages of a registry hardly ever need this.';
      return origin.kind === 'git' && !isPinned(origin, pkg)
        ? 'Pin it to a full commit hash, or take it from the registry.'
        : 'Take it from the registry if it is there.';
    case 'file':
    case 'directory':
      if (pkg.madeBy !== undefined) return 'Read the script, and what it starts, before you install.';
      return ownCode
        ? 'Nothing to do if it is yours.'
        : 'A package has no business with your folders: find out why it asks for one.';
    case 'bundled':
      return 'What was checked of it is what that tarball holds; trust it as far as its carrier.';
  }
}

function permitAdvice({ permit }: PlannedPackage): string {
  const spec = permit === undefined ? '' : withoutSecrets(permit.spec);
  const option = spec === '' || spec !== permit?.spec ? '--permit and that address' : `--permit=${spec}`;
  return (
    'Permit the contact only if you know who is behind that address: ' +
    `npq asks for it at a terminal; elsewhere repeat the command with ${option}`
  );
}

export function dataOf(origin: Exotic, pkg: PlannedPackage): { readonly [key: string]: Json } {
  const { kind } = origin;
  switch (kind) {
    case 'git': {
      const commit = origin.commit === undefined ? {} : { commit: origin.commit };
      const spec = withoutSecrets(origin.spec);
      return { kind, spec, host: origin.host, pinned: isPinned(origin, pkg), looked: pkg.looked, ...commit };
    }
    case 'remote': {
      const url = withoutSecrets(origin.url);
      return { kind, url, host: origin.host, pinned: isPinned(origin, pkg), looked: pkg.looked };
    }
    case 'file':
    case 'directory':
      return { kind, path: origin.path, ...(pkg.madeBy === undefined ? {} : { madeBy: pkg.madeBy }) };
    case 'bundled':
      return { kind, by: origin.by };
  }
}

/** Addresses of private repositories carry tokens, and reports are passed on. */
function withoutSecrets(address: string): string {
  return address.replace(/\/\/(?!git@)[^/@\s]*@/, '//***@').replace(/\?[^#]*/, '?***');
}
