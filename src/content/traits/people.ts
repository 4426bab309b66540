import { around, type Matcher, near, type Sweep } from './matcher.ts';
import { swapsAddresses, wrapsWallet } from './swaps.ts';

/** What is taken from the people in front of a screen: keys they press, forms they fill in, what they pay. */

/** Where data leaves for a fixed address. */
const leaves =
  /(?:\bsendBeacon\s{0,4}\(\s{0,4}|\bfetch\s{0,4}\(\s{0,4}|\bnew\s{1,4}WebSocket\s{0,4}\(\s{0,4}|\.src\s{0,4}=\s{0,4}|\.open\s{0,4}\(\s{0,4}['"](?:POST|GET)['"]\s{0,4},\s{0,4}|\.post\s{0,4}\(\s{0,4})['"`](?:https?:|wss?:)?\/\/[\w.-]{3,100}/i;

/** Beside it, no further than one function is long. */
const nearby = 1_500;

const keystrokes = near(
  'takes-input',
  ["'keydown'", '"keydown"', "'keypress'", '"keypress"', "'keyup'", '"keyup"', 'onkeypress', 'onkeydown'],
  /(?:addEventListener\s{0,4}\(\s{0,4}['"]key(?:down|press|up)['"]|\bonkey(?:press|down|up)\s{0,4}=)[\s\S]{0,160}?(?:\+=\s{0,4}[\w$.]{0,30}\.(?:key|code|which|keyCode)\b|\.push\(\s{0,4}[\w$.]{0,30}\.(?:key|code|which|keyCode)\b|\+=\s{0,4}String\.fromCharCode\()/,
  {
    before: 30,
    behind: 260,
    what: 'what is typed',
    and: (window, index) => leaves.test(around(window, index, nearby, nearby)),
  },
);

const forms = near(
  'takes-input',
  [
    'type=password',
    'type="password"',
    "type='password'",
    'type=\\"password',
    'cc-number',
    'cardnumber',
    'cvv',
  ],
  /querySelector(?:All)?\s{0,4}\([^)\n]{0,160}(?:type=\\?["']?password|cc-number|card-?number|\bcvv\b)/i,
  {
    before: 200,
    behind: 60,
    what: 'what is filled in',
    and: (window, index) => {
      const beside = around(window, index, nearby, nearby);
      return /\.value\b/.test(beside) && leaves.test(beside);
    },
  },
);

/** In one call with the address that they go to: who counts visits reads one cookie, by its name. */
const cookies = near(
  'takes-input',
  ['document.cookie', 'localstorage', 'sessionstorage'],
  new RegExp(
    String.raw`${leaves.source}[^;\n]{0,160}(?:\+|,|:|\$\{)\s{0,4}(?:encodeURIComponent\(|btoa\(|escape\(|JSON\.stringify\(){0,3}\s{0,4}(?:document\.cookie|\{?\s{0,4}(?:\.\.\.)?(?:local|session)Storage\s{0,4}[)}])`,
    'i',
  ),
  { before: 330, behind: 20, what: 'all cookies' },
);

/** Another receiver is written into what a wallet is asked to sign. */
const receiver = near(
  'wallet-hook',
  ['params[0].to', "params[0]['to", 'params[0].data', 'params[0].value'],
  /\bparams\s{0,4}(?:\?\.)?\[0\]\s{0,4}(?:\.to|\['to'\])\s{0,4}=(?!=)/,
  {
    before: 20,
    behind: 40,
    what: 'the receiver of a payment',
    and: ({ text }) => /eth_sendTransaction|ethereum\b/.test(text),
  },
);

/** A payment that the page asks a wallet for, to whoever stands in the code. */
const payment = near(
  'wallet-hook',
  ['eth_sendtransaction'],
  /['"`]eth_sendTransaction['"`][^;]{0,300}\bto\s{0,4}:\s{0,4}['"`]0x[0-9a-fA-F]{40}['"`]/,
  { before: 4, behind: 400, what: 'a payment to an address that stands in it' },
);

/** A clipboard that is watched for addresses of wallets, and has one of its own put there. */
const clipboard: Sweep = {
  kind: 'wallet-hook',
  anchors: ['clipboard', 'pbcopy', 'xclip', 'set-clipboard', 'clip.write'],
  sweep: ({ code }) => {
    const text = code.slice(0, 200_000);
    const writes =
      /\b(?:clip\w{0,12}|clipboard\w{0,12})\.(?:write|writeSync|writeText|copy)\s{0,4}\(|\bpbcopy\b|Set-Clipboard|\bxclip\b/i.exec(
        text,
      );
    const reads = /\b(?:read|readSync|readText|paste)\s{0,4}\(|\bpbpaste\b|Get-Clipboard/.test(text);
    const seeks =
      /\/[^/\n]{0,160}(?:bc1\[|0x\[a-f|0x\[0-9|\[13\]\[|\bT\[1-9A-HJ)[^\n]{0,160}\{\d{1,2}(?:,\d{0,2})?\}/i.test(
        text,
      );
    // Nobody who copies something is asked, and somebody else says what is put there.
    const keepsOn =
      /\bset(?:Interval|Timeout)\s{0,4}\(/.test(text) &&
      /\bpbpaste\b|Get-Clipboard|\bxclip\b|\bxsel\b|\bclip\w{0,12}\.(?:read|readSync|readText|paste)\s{0,4}\(/.test(
        text,
      ) &&
      /\bfetch\s{0,3}\(|\baxios\b|\bhttps?\.(?:get|request)\s{0,3}\(|\bnew\s{1,4}WebSocket\b/.test(text);
    return writes !== null && reads && (seeks || (keepsOn && code.length <= 32_000))
      ? [{ index: writes.index, what: 'the clipboard' }]
      : [];
  },
};

/** What a wallet is made of leaves in a request. */
const secretWords = '(?:mnemonic|seed_?phrase|PRIVATE_KEY|MNEMONIC|SEED_PHRASE|private_?key)';
const keysSent = near(
  'sends-keys',
  ['mnemonic', 'seedphrase', 'seed_phrase', 'private_key', 'privatekey'],
  new RegExp(
    String.raw`(?:\bfetch|\baxios(?:\.get)?|\bhttps?\.get|\bgot(?:\.get)?|\bsendBeacon|\.post|\.put)\s{0,4}\(\s{0,4}[^;]{0,240}?(?:JSON\.stringify\(\s{0,4}\{[^;{}]{0,160}?\b${secretWords}\b|,\s{0,4}\{\s{0,4}(?:[\w:.'" ]{1,60},\s{0,4}){0,4}${secretWords}\b\s{0,4}[,:}]|\$\{\s{0,4}[\w$.]{0,40}\b${secretWords}\s{0,4}\}|\+\s{0,4}(?:encodeURIComponent\(|btoa\(){0,2}\s{0,4}(?:[\w$]{1,30}\.){0,3}${secretWords}\b)`,
    'i',
  ),
  { before: 420, behind: 40, what: (match) => new RegExp(secretWords, 'i').exec(match[0])?.[0] },
);

/** The same by what a wallet's own library calls it. */
const secretSent = near(
  'sends-keys',
  ['.secretkey'],
  /(?:\bfetch|\.post|\.put|\bhttps?\.get|\bsendBeacon)\s{0,4}\(\s{0,4}['"`]https?:\/\/[^;]{0,300}?(?:\bBuffer\.from|\bencode|\bArray\.from)\s{0,4}\(\s{0,4}[\w$.]{1,40}\.secretKey\s{0,4}\)/,
  { before: 420, behind: 40, what: 'secretKey' },
);

/** What is to be seen on the whole screen, not what a page shows of itself. */
const screens = near(
  'takes-input',
  ['desktopcapturer'],
  /\bdesktopCapturer\s{0,4}(?:\.|\?\.)\s{0,4}getSources\b/,
  {
    before: 2,
    behind: 60,
    what: 'what the screen shows',
    and: (window, index) => leaves.test(around(window, index, nearby, nearby)),
  },
);

export const peopleMatchers: readonly Matcher[] = [
  ...[keystrokes, forms, cookies, screens, receiver, payment, keysSent, secretSent, wrapsWallet],
];
export const peopleSweeps: readonly Sweep[] = [clipboard, swapsAddresses];
