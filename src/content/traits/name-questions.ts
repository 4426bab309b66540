import { type Matcher, near, windowReach } from './matcher.ts';

/**
 * Questions to name servers that carry data in front of somebody's domain, where the question is put together
 * elsewhere than in the call.
 */

const asks = String.raw`(?:\.|(?<![\w$.]))(?:lookup|resolve(?:4|6|Txt|Any|Cname|Mx|Ns|Srv)?|query)(?:\s{0,4}\)|Async)?\s{0,4}\(\s{0,4}`;
/** What fits into labels, and is no name of anything. */
const encodes =
  /['"`](?:hex|base64|base64url|base32)['"`]|\bmatch\s{0,4}\(\s{0,4}\/\.\{1,\d|\bencodeURIComponent\b|\b(?:base32|b32|b64|hex)\w{0,12}\s{0,4}\(|\bJSON\.stringify\b|\bbtoa\s{0,4}\(|\btoString\s{0,4}\(\s{0,4}(?:16|32|36)\s{0,4}\)/i;
const domainBehind = /(?:\}|['"`]|\+\s{0,4}['"`])\.?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\.?['"`]\s{0,4}$/;

export const dnsQuestions: Matcher = near(
  'dns-exfiltration',
  [
    ...['resolve4(', 'resolve6(', 'resolvetxt(', 'resolveany(', 'resolvecname(', 'resolvemx(', 'resolvens('],
    ...['dns.lookup(', 'dns.resolve(', 'promises.resolve(', 'promises.lookup(', 'resolver.resolve('],
    ...['dns).', 'dns")', "dns')", 'lookup)(', 'resolve4)(', 'resolvetxt)(', '.query('],
  ],
  new RegExp(asks),
  {
    before: 40,
    behind: 60,
    and: ({ text }, index, [call]) => {
      if (!/\bdns\b|[rR]esolve/.test(text.slice(Math.max(0, index - windowReach), index + call.length)))
        return false;
      const argument = firstArgument(text.slice(index + call.length, index + call.length + 600));
      const before = text.slice(0, index);
      const asked = /^[A-Za-z_$][\w$]{0,40}$/.test(argument) ? givenTo(argument, before) : argument;
      if (asked === undefined || !domainBehind.test(asked)) return false;
      if (/^['"][^'"]*['"]\s{0,4}$/.test(asked)) return false;
      return isEncoded(asked, before, 2);
    },
  },
);

/** By itself, or by what its names stand for. */
function isEncoded(asked: string, before: string, deeper: number): boolean {
  if (encodes.test(asked)) return true;
  if (deeper === 0) return false;
  return namesIn(asked).some((name) => {
    const given = givenTo(name, before);
    return given !== undefined && isEncoded(given, before, deeper - 1);
  });
}

/** Up to the comma or the bracket that ends it, whatever brackets and templates stand in it. */
function firstArgument(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    if (depth < 0 || (depth === 0 && sign === ',')) return text.slice(0, at).trim();
  }
  return '';
}

/** The last value that stands behind a name before this place, to the end of its statement. */
function givenTo(name: string, before: string): string | undefined {
  const found = [
    ...before.matchAll(
      new RegExp(
        String.raw`(?<![\w$.])${name.replaceAll('$', String.raw`\$`)}\s{0,4}=(?![=>])\s{0,4}([^;\n]{1,400})`,
        'g',
      ),
    ),
  ];
  return found.at(-1)?.[1]?.trim();
}

const mostNames = 6;

function namesIn(text: string): readonly string[] {
  return [
    ...new Set(
      text.replace(/(['"])(?:(?!\1)[^\\\n]){0,120}\1/g, '').match(/(?<![\w$.])[A-Za-z_$][\w$]{0,40}/g),
    ),
  ].slice(0, mostNames);
}
