import type { Source } from './lock.ts';

export function withoutFragment(address: string): string {
  const at = address.indexOf('#');
  return at < 0 ? address : address.slice(0, at);
}

export function isTarballPath(path: string): boolean {
  return /\.(?:tgz|tar\.gz|tar)$/i.test(path);
}

export function isGitAddress(address: string): boolean {
  return (
    /^(?:git(?:\+[a-z]+)?:|ssh:|github:|gitlab:|bitbucket:|gist:)/.test(address) ||
    /^[^@/\s]+@[^:/\s]+:/.test(address) ||
    /^https?:[^#]*\.git(?:#|$)/.test(address) ||
    /^https?:[^#]*#.*\bcommit=/.test(address)
  );
}

/** In the form that npm's own libraries read: the commit alone behind `#`. */
export function gitSource(address: string): Source {
  const [where = '', fragment = ''] = [
    withoutFragment(address),
    address.slice(withoutFragment(address).length + 1),
  ];
  const commit = /(?:^|[&:])(?:commit=)?([0-9a-f]{7,64})(?:$|[&:])/.exec(fragment)?.[1];
  const spec = /^(?:https?|ssh):/.test(where) ? `git+${where}` : where;
  const full = commit !== undefined && commit.length >= 40 ? { commit } : {};
  return { kind: 'git', spec: commit === undefined ? spec : `${spec}#${commit}`, ...full };
}

/** yarn 1 binds old entries by a SHA-1 behind the address alone. */
export function sha1OfFragment(resolved: string | undefined): string | undefined {
  const hex = /#([0-9a-f]{40})$/.exec(resolved ?? '')?.[1];
  if (hex === undefined || isGitAddress(resolved ?? '')) return undefined;
  return `sha1-${Buffer.from(hex, 'hex').toString('base64')}`;
}
