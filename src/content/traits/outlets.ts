import { decodesToInput, decodesToOption } from './inputs.ts';
import { around, type Matcher, near, type Sight, type Window } from './matcher.ts';
import { dnsQuestions } from './name-questions.ts';

/** Where things are sent to and fetched from. */

const octets = String.raw`(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})`;
const address = new RegExp(String.raw`^(?:[^@/\s'"\`]{0,100}@)?${octets}(?![\w.-]|\.\d)`);
/** As one number, which every resolver takes for an address too. */
const asNumber = /^(?:0x[0-9a-f]{8}|(?:1[6-9]|[2-9]\d|\d{3})\d{7})(?=[:/'"`])/i;

/** Texts for people have the addresses of manuals; in a program they are a place like every other. */
function publicAddress(text: string, alsoManuals = false): string | undefined {
  const match = address.exec(text);
  if (match === null) return asNumber.exec(text)?.[0];
  const parts = match.slice(1).map(Number);
  return isPublic(parts) || (alsoManuals && isOfManuals(parts)) ? parts.join('.') : undefined;
}

function isOfManuals([a, b, c]: readonly number[]): boolean {
  return (
    (a === 192 && b === 0 && c === 2) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113)
  );
}

/** Of everybody, and not an example, a well-known resolver or a version that looks like an address. */
function isPublic([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  const octet = [a, b, c, d];
  if (octet.some((part) => part > 255) || octet.every((part) => part < 10)) return false;
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if ((a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return false;
  if (a === 100 && b >= 64 && b < 128) return false;
  if (a === 192 && b === 0) return false;
  if ((a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) || (a === 203 && b === 0 && c === 113))
    return false;
  if (a === 192 && b === 88 && c === 99) return false;
  // Examples of manuals and tests: 12.34.56.78, 123.123.123.123, 111.222.33.44.
  if ((a === b && b === c) || octet.join('.') === '12.34.56.78' || octet.join('.') === '123.45.67.89')
    return false;
  if (a === 1 && (b === 1 || b === 0 || b === 2)) return false;
  return !(a === 8 && b === 8) && !(a === 9 && b === 9) && !(a === 4 && b === 4) && !(a === 208 && b === 67);
}

const schemes = ['http://', 'https://', 'ws://', 'wss://', 'tcp://', 'ftp://', 'socks5://'];

function addressAt({ text, at }: Window, alsoManuals: boolean): Sight | undefined {
  const scheme = text.slice(at, at + 11).indexOf('//');
  // What stood there was a comment.
  if (scheme < 0) return undefined;
  const start = at + scheme + 2;
  const what = publicAddress(text.slice(start, start + 160), alsoManuals);
  return what === undefined ? undefined : { index: at, what };
}

const rawAddress: Matcher = {
  kind: 'raw-address',
  anchors: schemes,
  reach: 160,
  inData: true,
  test: (window) => addressAt(window, false),
};

/** An address of manuals where it is called, not where it is told. */
const called =
  /(?:\b(?:get|post|put|fetch|request|io|connect|open|WebSocket|axios|got|exec\w{0,8}|spawn\w{0,8}|download\w{0,12}|curl|wget)\s{0,4}\(\s{0,4}|\burl\s{0,4}:\s{0,4})(?:\{\s{0,4}url\s{0,4}:\s{0,4})?['"`][^'"`\n]{0,120}$/;

const calledAddress: Matcher = {
  kind: 'raw-address',
  anchors: schemes,
  reach: 320,
  test: (window) => {
    const sight = addressAt(window, true);
    if (sight?.what === undefined || !isOfManuals(sight.what.split('.').map(Number))) return undefined;
    return called.test(around(window, sight.index, 160, 0)) ? sight : undefined;
  },
};

/** Without a scheme: where a host is named, or what a command fetches. */
const bare = new RegExp(
  String.raw`(?:\bhost(?:name)?['"]?\s{0,9}[:=]\s{0,9}['"\`]|\bconnect\s{0,9}\(\s{0,9}(?:\{[^}]{0,80})?(?:\d{1,5}\s{0,9},\s{0,9})?['"\`]|\b(?:curl|wget|iwr|nc|ncat)\s(?:[-\w./$:@'"]{1,60}\s{1,4}){0,8}|\.send\s{0,4}\([^'"\`;]{1,80},\s{0,4}\d{1,5},\s{0,4}['"\`])(?=${octets})`,
);

const rawHost: Matcher = {
  kind: 'raw-address',
  anchors: [
    'host:',
    'hostname:',
    'host =',
    'host=',
    'hostname =',
    'hostname=',
    "host':",
    'host":',
    'connect(',
    '.send(',
    'curl ',
    'wget ',
    'iwr ',
    'ncat ',
    'nc ',
  ],
  reach: 250,
  test: ({ text, at }) => {
    const from = Math.max(0, at - 6);
    const match = bare.exec(text.slice(from, at + 200));
    if (match === null) return undefined;
    const index = from + match.index + match[0].length;
    const what = publicAddress(text.slice(index, index + 40), true);
    return what === undefined ? undefined : { index, what };
  },
};

/** Of what leaves in questions: it was made to fit into the name of a host. */
export const encodedInNames = 'encoded to fit into names';

/** Data in front of somebody's domain; what is behind a fixed beginning (`_dmarc.` + domain) is looked up honestly. */
const dnsExfiltration = near(
  'dns-exfiltration',
  [
    '.lookup(',
    '.resolve(',
    '.resolve4(',
    '.resolve6(',
    '.resolvetxt(',
    '.resolveany(',
    '.resolvecname(',
    '.resolvemx(',
    '.resolvens(',
    '.lookup`',
    'lookup(',
    'resolvetxt(',
  ],
  /(?:\b(?:dns\w{0,20}['"`]?\)?(?:\.promises)?|promises|[rR]esolver\w{0,20})\.(?:lookup|resolve(?:4|6|Txt|Any|Cname|Mx|Ns)?)|(?<![\w$.])(?:lookup|resolve(?:4|6|Txt|Any|Cname)))\s{0,9}\(\s{0,9}(?:`[^`\n]{0,60}\$\{[^`\n]{0,160}\}(?:\.[\w-]{1,60}){1,5}\.?`|[\w$.()[\]'"+ ,|&?]{1,120}\+\s{0,9}['"`](?:\.[\w-]{1,60}){2,5}\.?['"`])/,
  { before: 40, behind: 320 },
);

const dnsCalls = String.raw`(?:\b(?:dns\w{0,20}['"\`]?\)?(?:\.promises)?|promises|[rR]esolver\w{0,20})\.(?:lookup|resolve(?:4|6|Txt|Any|Cname|Mx|Ns)?)|(?<![\w$.])(?:lookup|resolve(?:4|6|Txt|Any|Cname)))`;

/** The domain stands elsewhere in it; only what is encoded to fit into a name was no name before. */
const dnsByName = near(
  'dns-exfiltration',
  ['lookup(', '.resolve(', 'resolve4(', 'resolve6(', 'resolvetxt(', 'resolveany(', 'resolvecname('],
  new RegExp(
    String.raw`${dnsCalls}\s{0,9}\(\s{0,9}(?:[\w$.()[\]'"\`+ |&?{}]{1,120}\+\s{0,9}|\`[^\`\n]{0,120}\$\{[^\`\n]{0,120}\.\$\{\s{0,3}|\[[^\]\n]{1,120},\s{0,4})([A-Za-z_$][\w$]{0,40})\s{0,4}(?:\}\`|\]\s{0,3}\.join\([^)]{0,6}\))?\s{0,4}[,)]`,
  ),
  {
    before: 40,
    behind: 320,
    what: encodedInNames,
    and: (window, index, [, name = '']) => {
      const beside = around(window, index, 2_000, 2_000);
      const escaped = name.replaceAll('$', String.raw`\$`);
      const fixed = String.raw`(?<![\w$.])${escaped}\s{0,4}=\s{0,4}(['"\`])\.?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\.?\1`;
      return (
        new RegExp(fixed).test(beside) &&
        /\.toString\(\s{0,3}['"`](?:hex|base64url|base64|base32)['"`]|\bbtoa\s{0,3}\(|\btoHex\b|base32/i.test(
          beside,
        )
      );
    },
  },
);

const dnsCommand = near(
  'dns-exfiltration',
  ['nslookup ', 'dig ', 'host ', 'ping '],
  /(?:\b(?:nslookup|dig)\s(?:[-+\w@.]{1,30}\s){0,5}['"]?(?:\$\(|`|\$\{?\w{1,40}|%\w{1,40}%)|\b(?:host|ping)\s(?:-\w{1,3}\s{1,3}(?:\d{1,3}\s)?){0,3}['"]?(?:\$\(|`)\s{0,3}(?:whoami|hostname|id|cat|pwd|env|uname)\b)[^\s;|&]{0,160}\.[\w-]{2,60}/,
  { before: 2, behind: 300 },
);

const runtimeDownload = near(
  'runtime-download',
  [
    'oven-sh/bun/releases',
    'bun.sh/install',
    'bun.com/install',
    'denoland/deno/releases',
    'deno.land/install',
    'deno.land/x/install',
    'dl.deno.land/release',
    'embed-amd64.zip',
    'embed-win32.zip',
    'python-build-standalone',
  ],
  /oven-sh\/bun\/releases|bun\.(?:sh|com)\/install|denoland\/deno\/releases|(?:dl\.)?deno\.land\/(?:x\/)?(?:install|release)|python[\w.${}-]{0,40}embed-(?:amd64|win32)\.zip|python-build-standalone\/releases/i,
  { before: 80, behind: 60, inData: true, what: (match) => match[0].slice(0, 40) },
);

const shells = String.raw`(?:sudo\s{1,4}(?:-\w{1,4}\s{1,4})?)?(?:\/(?:usr\/)?bin\/(?:env\s{1,4})?)?(?:(?:ba|z|da|k|a)?sh|node|bun|deno run|python[23]?|perl|php|ruby|osascript|iex|invoke-expression)\b`;

const pipeToShell = near(
  'pipe-to-shell',
  ['curl', 'wget', 'fetch ', 'iwr', 'invoke-webrequest', 'invoke-restmethod', 'irm ', 'downloadstring'],
  new RegExp(
    // What is fetched and made a program at once is run as well; a text's line may begin with the letter of `\n`.
    String.raw`(?:\b|\\[nrt])(?:curl|wget)\b[^|;\n]{1,300}(?:&&|;|\\n|\n)\s{0,9}(?:sudo\s{1,4})?chmod\s{1,4}(?:[ugoa]{0,4}\+x|0?[1357]\d\d)\b|(?:\b|\\[nrt])(?:curl|wget)\b[^|;\n]{0,200}\s(?:-[a-zA-Z]{0,6}[oO]|--output(?:-document)?)\s{0,2}[^|;\n]{1,200}(?:&&|;|\\n|\n)\s{0,9}(?:sudo\s{1,4})?(?:(?:ba|z|da)?sh\s{1,4}[\w./~$%"']|start\s{1,4}\/(?:b|min)\b)|(?:\b|\\[nrt])(?:curl|wget|fetch|iwr|irm|invoke-webrequest|invoke-restmethod)\b(?:[^|;\n$]|\$(?!\()|\$\([^()\n]{0,200}\)){1,300}\|\s{0,9}${shells}(?!\s{0,9}[=:(])|\b(?:ba|z|da)?sh\s{1,4}(?:-\w{1,4}\s{1,4})?(?:<\(|['"]?\$\()\s{0,9}(?:curl|wget)\b|\b(?:iex|invoke-expression)\b\s{0,4}["'$&(]{1,4}[^\n]{0,80}(?:downloadstring|iwr|irm|invoke-webrequest|invoke-restmethod)|\beval\s{1,4}['"\\]{0,3}\$\(\s{0,9}(?:curl|wget)\b`,
    'i',
  ),
  { before: 90, behind: 400 },
);

const decodeToShell = near(
  'decode-to-shell',
  [
    'base64 -',
    'base64 --',
    'openssl enc',
    'openssl base64',
    'xxd -r',
    'base32 -',
    'powershell',
    'pwsh',
    'echo ',
    'frombase64string',
    'certutil',
  ],
  new RegExp(
    String.raw`\b(?:base(?:64|32)\s{1,4}(?:-\w{0,3}[dD]\w{0,3}|--decode)|openssl\s{1,4}(?:enc|base64)\b[^|\n]{0,60}\s-d|xxd\s{1,4}-r)\b[^|\n]{0,80}\|\s{0,9}${shells}|\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,120}\s-e(?:nc?|ncodedcommand)?\s{1,4}['"]?[A-Za-z0-9+/=$]{8}|\b(?:ba|z)?sh\s{1,4}-c\s{1,4}['"\\]{0,3}\$\(\s{0,9}echo\s[^)]{8,400}base64\s{1,4}-|frombase64string\s{0,9}\([^\n]{0,400}(?:iex|invoke-expression)|(?:iex|invoke-expression)[^\n]{0,200}frombase64string|certutil(?:\.exe)?\s{1,4}-decode\b`,
    'i',
  ),
  { before: 160, behind: 500 },
);

export const outletMatchers: readonly Matcher[] = [
  ...[rawAddress, calledAddress, rawHost, dnsExfiltration, dnsQuestions, dnsByName, dnsCommand],
  ...[runtimeDownload, pipeToShell, decodeToShell, decodesToInput, decodesToOption],
];
