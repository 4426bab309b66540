import { around, type Matcher, near, type Sweep } from './matcher.ts';

/** What somebody pays, to whom: replaced on its way, wherever that leads through. */

const mostCharacters = 512_000;

interface Coin {
  /** What finds its addresses in a text, up to the class of their letters. */
  readonly shape: RegExp;
  readonly own: RegExp;
}

/** So many of a class of letters and digits: `[a-f0-9]{40}`. Hardly any other expression counts so far. */
const counted = /\]\{(?:2[4-9]|3\d|4[0-4])(?:,\d{0,2})?\}/g;
const longestShape = 80;
/** No anchor at the beginning, or it would find nothing but a whole one. */
const from = String.raw`(?:[/(|'"\`[,:\s]|\\b|\?:)`;
const coins: readonly Coin[] = [
  { shape: new RegExp(String.raw`${from}0x\[[^\]\n]{3,14}$`, 'i'), own: /['"`]0x[0-9a-fA-F]{36,44}['"`]/ },
  {
    shape: new RegExp(
      String.raw`${from}(?:bc1q?|\[13\]|\[13[a-z]{1,3}\])(?:[|)\]][^\n/]{0,12})?\[[^\]\n]{5,40}$`,
    ),
    own: /['"`](?:bc1[02-9ac-hj-np-z]{20,62}|[13][1-9A-HJ-NP-Za-km-z]{24,36})['"`]/,
  },
  { shape: new RegExp(String.raw`${from}T\[[^\]\n]{5,40}$`), own: /['"`]T[1-9A-HJ-NP-Za-km-z]{30,36}['"`]/ },
  {
    shape: new RegExp(String.raw`${from}(?:\[LM3?\]|\[48\]|ltc1)?\[1-9A-HJ-NP-Za-km-z$`),
    own: /['"`][1-9A-HJ-NP-Za-km-z]{32,44}['"`]/,
  },
];
/** Nobody's. */
const nobodys = /0x(?:0{30}|e{30}|f{30}|1{30})|0x[0-9a-f]{0,4}0{30}/i;
const replaces =
  /\.replace(?:All)?\s{0,4}\(|\[Symbol\.replace\]|\.split\s{0,4}\([^)\n]{1,60}\)\s{0,4}\.join\s{0,4}\(/;

const nearby = 1_500;
const mostShapes = 200;

/** Whoever checks an address has a shape, and whoever sends somewhere has an address; to replace takes both. */
export const swapsAddresses: Sweep = {
  kind: 'wallet-hook',
  anchors: [']{40}', ']{33}', ']{25,', ']{26,', ']{32,', ']{33,', 'bc1'],
  sweep: ({ code }) => {
    if (code.length > mostCharacters || !replaces.test(code)) return [];
    let looked = 0;
    for (const { index } of code.matchAll(counted)) {
      looked += 1;
      if (looked > mostShapes) break;
      const before = code.slice(Math.max(0, index - longestShape), index);
      const coin = coins.find(({ shape }) => shape.test(before));
      if (coin === undefined) continue;
      const beside = code.slice(Math.max(0, index - nearby), index + nearby);
      const [found] = coin.own.exec(beside) ?? [];
      if (found === undefined || nobodys.test(found) || !replaces.test(beside)) continue;
      // Tests of honest libraries have an address beside each shape.
      if (/\b(?:expect|assert|describe)\s{0,2}[.(]/.test(beside)) continue;
      return [{ index, what: 'an address by another' }];
    }
    return [];
  },
};

/** The wallet's own function is kept, and asked with another receiver. */
export const wrapsWallet: Matcher = near(
  'wallet-hook',
  ['eth_sendtransaction', 'sendtransaction', 'signandsendtransaction', 'a9059cbb'],
  /['"`]?(?:eth_sendTransaction|signAndSendTransaction|sendTransaction)['"`]?|a9059cbb/,
  {
    before: 2,
    behind: 40,
    what: 'the receiver of a payment',
    and: (window, index) => {
      const beside = around(window, index, 1_600, 1_600);
      return keepsOld.test(beside) && otherReceiver.test(beside);
    },
  },
);

const method = '(?:request|send|sendAsync|sendTransaction|signTransaction|signAndSendTransaction|transfer)';
/** `const old = wallet.request.bind(wallet); wallet.request = …`, or a Proxy in its place. */
const keepsOld = new RegExp(
  String.raw`=\s{0,4}[\w$.]{1,40}\.${method}(?:\.bind\s{0,4}\([^()\n]{0,40}\))?\s{0,4}[;,\n][\s\S]{0,1200}?\.${method}\s{0,4}=(?!=)|\bnew\s{1,4}Proxy\s{0,4}\([\s\S]{0,300}\b(?:get|apply)\b|\bdefineProperty\s{0,4}\([^;\n]{0,60}['"\`]${method}['"\`]|\.${method}\s{0,4}=(?!=)[\s\S]{0,200}\b(?:old|orig\w{0,8}|real|inner)\b`,
);
const otherReceiver =
  /\{\s{0,4}\.\.\.\s{0,4}[\w$.?[\]]{1,60}\s{0,4},[^{}]{0,80}(?<![\w$])(?:to|recipient|destination|toPubkey)\b\s{0,4}(?:[,}]|:(?!\s{0,4}[\w$.]{0,40}\.to\b))|\bparams\s{0,4}(?:\?\.)?\[0\](?:\.to|\[['"]to['"]\])\s{0,4}=(?!=)|\bassign\s{0,4}\([^;]{0,120}\{[^{}]{0,60}(?<![\w$])to\b|(?<![\w$])(?:tx|transaction|txn|t|o|params)\.(?:to|recipient)\s{0,4}=(?!=)/;
