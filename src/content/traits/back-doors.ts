import { arrivalsIn, followingSteps, givenIn, reaching, runsHeld } from './held-names.ts';
import { around, type Matcher, near, type Sweep } from './matcher.ts';

/** Ways in that stay open for one who knows of them: a key that only a digest is kept of, orders in a request. */

const hashed = String.raw`\bcreate(?:Hash|Hmac)\s{0,4}\([^()]{1,60}\)\s{0,9}\.update\s{0,4}\((?:[^()]|\([^()]{0,80}\)){1,120}\)\s{0,9}\.digest\s{0,4}\([^()]{0,20}\)(?:\s{0,9}\.\w{1,20}\([^()]{0,20}\)){0,3}`;
const digest = String.raw`['"\`][A-Za-z0-9+/=_-]{16,128}['"\`]`;

/** What somebody else sent, beside it. */
const sentIn =
  /\b(?:req|request|ctx|context|event|msg|message|socket)(?:\.\w{1,12})?\.(?:headers|query|body|params|cookies|url|get)\b|\.headers\s{0,3}(?:\.|\[)|\bheaders\s{0,3}\[|\bgetHeader\s{0,3}\(|\bJSON\.parse\s{0,3}\(|\.searchParams\b/;
const opens =
  /\brunIn(?:This|New)?Context\s{0,4}\(|(?<![\w$.])eval\)?\s{0,4}\(|(?<![\w$.])(?:new\s{1,4})?Function\s{0,4}\(|\b_compile\s{0,4}\(|(?:(?<![\w$.])|\b(?:cp|child_process|process|child)['"`]?\)?\.)(?:exec|execSync|spawn|spawnSync|execFile|execFileSync)\s{0,4}\(|\bdotfiles\b/;

/** Whose checksum something has is told of files; what is sent in has a password's, and the password is nowhere. */
const keyed = near('told-from-outside', ['.digest('], new RegExp(hashed), {
  before: 260,
  behind: 80,
  what: 'by whoever knows a key',
  and: ({ text }, index, [call]) => {
    const before = text.slice(Math.max(0, index - 120), index);
    const behind = text.slice(index + call.length, index + call.length + 500);
    if (!isCompared(before, behind, text)) return false;
    const beside = text.slice(Math.max(0, index - 700), index + 900);
    return sentIn.test(text.slice(Math.max(0, index - 700), index + call.length)) || opens.test(beside);
  },
});

/** With a text that stands in the code, at once or by way of a name. */
function isCompared(before: string, behind: string, text: string): boolean {
  if (new RegExp(String.raw`^\s{0,4}[=!]==?\s{0,4}${digest}`).test(behind)) return true;
  if (
    new RegExp(String.raw`${digest}\s{0,4}[=!]==?\s{0,4}(?:[\w$'"()]{1,40}\s{0,4}\.\s{0,4}|\()?$`).test(
      before,
    )
  )
    return true;
  const [, constant] = /^\s{0,4}[=!]==?\s{0,4}([A-Za-z_$][\w$]{0,40})\b/.exec(behind) ?? [];
  if (constant !== undefined) return isDigest(constant, text);
  const [, held] =
    /([A-Za-z_$][\w$]{0,40})\s{0,4}=\s{0,4}(?:[\w$'"()]{1,40}\s{0,4}\.\s{0,4})?$/.exec(before) ?? [];
  if (held === undefined) return false;
  const name = held.replaceAll('$', String.raw`\$`);
  if (
    new RegExp(
      String.raw`(?<![\w$.])${name}\s{0,4}[=!]==?\s{0,4}${digest}|${digest}\s{0,4}[=!]==?\s{0,4}${name}(?![\w$])`,
    ).test(behind)
  )
    return true;
  const [, other] =
    new RegExp(String.raw`(?<![\w$.])${name}\s{0,4}[=!]==?\s{0,4}([A-Za-z_$][\w$]{0,40})\b`).exec(behind) ??
    [];
  return other !== undefined && isDigest(other, text);
}

function isDigest(name: string, text: string): boolean {
  return new RegExp(
    String.raw`(?<![\w$.])${name.replaceAll('$', String.raw`\$`)}\s{0,4}[=:]\s{0,4}${digest}`,
  ).test(text);
}

/** The same where a library compares: what was sent in, with a hash that stands in the code. */
const compared = near(
  'told-from-outside',
  ["'$2a$", '"$2a$', "'$2b$", '"$2b$', "'$argon2", '"$argon2'],
  /['"]\$(?:2[aby]\$\d\d\$|argon2)[^'"\n]{20,200}['"]/,
  {
    before: 2,
    behind: 220,
    what: 'by whoever knows a key',
    and: (window, index) => opens.test(around(window, index, 900, 1_500)),
  },
);

const requested =
  /\b(?:req|request|ctx|context)(?:\.\w{1,12})?\.(?:(?:headers|query|body|params|cookies)\b|(?:get|header)\s{0,4}\()/g;

/** Whoever asks says what is run, by way of however many names. */
const runsRequested: Sweep = {
  kind: 'told-from-outside',
  anchors: [
    'req.headers',
    'req.query',
    'req.body',
    'req.params',
    'req.cookies',
    'req.get(',
    'request.headers',
    'request.query',
    'request.body',
    'ctx.query',
    'ctx.request',
  ],
  sweep: ({ code }) => {
    for (const { index, names } of givenIn(code, requested)) {
      const piece = code.slice(index, index + 1_500);
      const at = runsHeld(piece, reaching(names, piece));
      if (at !== undefined) return [{ index: index + at, what: 'by what a request says' }];
    }
    return [];
  },
};

const answers = [
  /(?<![\w$.])([A-Za-z_$][\w$]{0,40}|\{[^{}]{1,80}\})\s{0,4}=(?![=>])\s{0,4}\(?\s{0,4}await\b[^;\n]{1,240}?\.(?:text|json)\s{0,4}\(\s{0,4}\)/g,
  /\.(?:text|json)\s{0,4}\(\s{0,4}\)\s{0,4}\)?\s{0,9}\.then\s{0,4}\(\s{0,4}(?:async\s{1,4})?(?:function\s{0,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,40})/g,
  /\.on\s{0,4}\(\s{0,4}['"`]data['"`]\s{0,4},[^;\n]{1,60}?(?<![\w$.])([A-Za-z_$][\w$]{0,40})\s{0,4}(?:\+=|\.push)/g,
  /(?<![\w$.])([A-Za-z_$][\w$]{0,40}|\{[^{}]{1,80}\})\s{0,4}=(?![=>])\s{0,4}\(?\s{0,4}await\s{1,4}(?:axios|got|ky)\b/g,
];
const flagsOfAgents =
  /--(?:dangerously-skip-permissions|dangerously-bypass-approvals-and-sandbox|dangerously-allow-all|trust-all-tools|yolo)(?![\w-])/;

/** An assistant that asks nobody, and is told what to do by an answer from elsewhere. */
const ordersAgent = near(
  'told-from-outside',
  ['--dangerously-', '--trust-all-tools', '--yolo'],
  flagsOfAgents,
  {
    before: 1,
    behind: 60,
    what: 'by what it fetches, and tells an assistant that asks nobody',
    and: (window, index) => {
      window.spend(followingSteps);
      const text = around(window, index, 2_500, 2_500);
      return arrivalsIn(text, answers).some(({ index: from, names }) => {
        const piece = text.slice(from, from + 1_500);
        const held = reaching(names, piece)
          .map((name) => name.replaceAll('$', String.raw`\$`))
          .join('|');
        return new RegExp(
          String.raw`\b(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|execa|fork|\$)\s{0,4}[(\`][^;]{0,200}(?<![\w$.])(?:${held})(?![\w$])`,
        ).test(piece);
      });
    },
  },
);

/** An address that is read from a chain nobody can be made to take down. */
const keptInChain = near(
  'told-from-outside',
  ['eth_call', 'eth_gettransactionbyhash', 'getsignaturesforaddress', 'eth_getlogs', 'eth_getstorageat'],
  /['"`](?:eth_call|eth_getTransactionByHash|eth_getLogs|eth_getStorageAt|getSignaturesForAddress)['"`]/,
  {
    before: 2,
    behind: 40,
    what: 'by what it reads from a blockchain',
    and: (window, index) => {
      const beside = around(window, index, 1_200, 1_800);
      const undone =
        /\.from\s{0,4}\([^;\n]{1,160},\s{0,4}['"`](?:hex|base64)['"`]\s{0,4}\)|\b(?:hexToString|toUtf8String|hexToUtf8|parseBytes32String|atob)\s{0,4}\(|\bfromCharCode\b/;
      return undone.test(beside) && usesAsked.test(beside);
    },
  },
);

/** An address that is no text of the code's, or a text that is run. */
const usesAsked = new RegExp(
  String.raw`(?:(?<![\w$.])fetch|\baxios(?:\.\w{3,5})?|\bhttps?\.(?:get|request))\s{0,4}\(\s{0,4}(?!.{0,6}\brpc|\bendpoint|\bprovider)[a-z_$][\w$]{0,40}\s{0,4}[,)]|${opens.source}`,
);

export const backDoorMatchers: readonly Matcher[] = [keyed, compared, ordersAgent, keptInChain];
export const backDoorSweeps: readonly Sweep[] = [runsRequested];
