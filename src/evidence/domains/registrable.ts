import { domainToASCII } from 'node:url';

const mostCharacters = 253;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * The part of a host that somebody registers, in the letters that registries know (`xn--…`). Undefined for
 * addresses, names of one word, and hosts below a provider's own suffix (`user.github.io`), which nobody
 * registers either.
 */
export async function registrableDomain(host: string): Promise<string | undefined> {
  // Longer than any name, even where each letter is written as many: not worth the parsing.
  if (host.length > 4 * mostCharacters) return undefined;
  const ascii = domainToASCII(host.trim().replace(/\.$/, '').toLowerCase());
  if (ascii === '' || ascii.length > mostCharacters) return undefined;
  if (!ascii.split('.').every((part) => label.test(part))) return undefined;
  const { parse } = await import('tldts');
  const { domain, isIp, isPrivate } = parse(ascii, { allowPrivateDomains: true });
  return domain === null || isIp === true || isPrivate === true ? undefined : domain;
}

/** The host of `name@host`, as `_npmUser` and `maintainers` have it. */
export function mailHost(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const host = address.slice(at + 1).trim();
  return at > 0 && host !== '' && !/[\s<>"'/\\:]/.test(host) ? host : undefined;
}

/** The host of a homepage or of any of the ways to write a repository; undefined for `user/repo` and `github:…`. */
export function siteHost(address: string): string | undefined {
  const scp = /^(?:[\w.-]+@)([\w.-]+):(?!\/\/)/.exec(address);
  if (scp) return scp[1];
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  return new URL(address).hostname || undefined;
}
