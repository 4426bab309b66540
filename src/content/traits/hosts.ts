/** With them addresses begin. */
export const hostAnchors = ['http://', 'https://', 'ws://', 'wss://', 'ftp://'];

/** So many characters behind one of them are looked at. */
export const hostReach = 360;

const most = 32;
const authority = /^(?:[^@/\s'"`<>\\?#]{0,100}@)?([a-z0-9_.-]{1,255})(?![$*{\w])/i;
const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const topLevel = /^(?:[a-z]{2,24}|xn--[a-z0-9-]{1,58})$/;

/** Of addresses at these places: lower case, without ports and credentials, sorted; at most 32. */
export function hostsAt(text: string, places: Iterable<number>): readonly string[] {
  const hosts = new Set<string>();
  for (const place of places) {
    const scheme = text.slice(place, place + 8).indexOf('//');
    // What stood there was a comment.
    if (scheme < 0) continue;
    const start = place + scheme + 2;
    const host = authority
      .exec(text.slice(start, start + hostReach))?.[1]
      ?.toLowerCase()
      .replace(/\.$/, '');
    if (host === undefined || !isName(host)) continue;
    hosts.add(host);
    if (hosts.size >= most) break;
  }
  return [...hosts].sort();
}

/** A name with a top-level domain, or an address in four numbers. */
function isName(host: string): boolean {
  if (host.length > 253) return false;
  const labels = host.split('.');
  if (labels.length < 2 || !labels.every((one) => label.test(one))) return false;
  const isAddress = labels.length === 4 && labels.every((one) => /^\d{1,3}$/.test(one) && Number(one) < 256);
  return isAddress || topLevel.test(labels.at(-1) ?? '');
}
