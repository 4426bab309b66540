import { secretFile } from './flows.ts';
import { endOfCall } from './handed-in.ts';
import { around, type Matcher, near, type Sweep } from './matcher.ts';

/** What a program is trusted with by whoever calls it, passed on to somebody who stands in its code. */

const mostCharacters = 64_000;
const foreignHost = String.raw`(?:['"\`](?:https?|wss?):\/\/|\bhost(?:name)?['"]?\s{0,4}[:=]\s{0,4}['"\`])(?!localhost|127\.|0\.0\.0\.0)[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}`;

export const aCopy = 'a copy of each mail';

/** A copy of each mail for somebody whom the one who writes it has not named; examples are for nobody. */
const mailbox = String.raw`['"\`](?:[^'"\`<>\n]{0,40}<)?([\w.+-]{1,64}@(?!(?:[\w-]{1,30}\.)?(?:example|test|domain|email|mail|foo|acme|localhost|host|server|company|your[\w-]{0,20})\.)[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})>?['"\`]`;
const hiddenReceiver = near(
  'takes-input',
  ['bcc'],
  new RegExp(
    String.raw`\bbcc['"\`]?\s{0,4}\]?\s{0,4}(?:[:=,]|\.push\s{0,4}\(|\(|\?\?=|\+=)\s{0,4}\[?\s{0,4}(?:[\w$.]{1,40}\s{0,4}(?:,|\|\||\?\?|\+)\s{0,4})?(?:${mailbox}|([A-Za-z_$][\w$]{0,40})\s{0,4}[,;)\]}\n])`,
    'i',
  ),
  {
    before: 12,
    behind: 200,
    what: aCopy,
    and: ({ text }, _index, [, address, name]) => {
      if (address !== undefined) return true;
      const escaped = (name ?? '').replaceAll('$', String.raw`\$`);
      return new RegExp(String.raw`\bconst\s{1,4}${escaped}\s{0,4}=\s{0,4}${mailbox}`).test(text);
    },
  },
);

/** What others log in with is read off their requests by who put himself between. */
const headerOfOthers =
  /\.(?:getHeader|get)\s{0,4}\(\s{0,4}['"`](?:authorization|cookie|proxy-authorization|x-api-key)['"`]\s{0,4}\)|\bheaders\b[\w$.()?\s]{0,40}(?:\.(?:authorization|cookie)\b|\[\s{0,4}['"`](?:authorization|cookie|x-api-key)['"`]\s{0,4}\])(?!\s{0,4}=(?!=))/i;
const putBetween =
  /(?:\b[\w$]{1,40}|\])\s{0,3}(?:\.(?:request|fetch|setHeader|writeHead)|\[\s{0,3}['"`\w]{1,30}\s{0,3}\])\s{0,4}=(?![=>])\s{0,4}(?:async\s{1,4})?(?:function\b|\([^()]{0,80}\)\s{0,4}=>|[\w$]{1,30}\s{0,4}=>|new\s{1,4}Proxy\b)|\b(?:globalThis|window|global|self)\.fetch\s{0,4}=(?!=)|\bprototype\.(?:setHeader|setRequestHeader|end|write)\s{0,4}=(?!=)|\bnew\s{1,4}Proxy\s{0,4}\(\s{0,4}(?:https?|fetch|globalThis\.fetch)\b/;
const readsHeaders: Sweep = {
  kind: 'listens-in',
  anchors: ['authorization', "'cookie'", 'headers.cookie'],
  sweep: ({ code }) => {
    if (code.length > mostCharacters) return [];
    const read = headerOfOthers.exec(code);
    if (read === null || !putBetween.test(code) || !new RegExp(foreignHost).test(code)) return [];
    const collects = /\bJSON\.stringify\s{0,4}\(|\.(?:end|write|send)\s{0,4}\(|\bsendBeacon\b/.test(code);
    return collects ? [{ index: read.index, what: 'what others log in with' }] : [];
  },
};

/** To a fixed name whose certificate nobody looks at, and from which nothing is read. */
const overBareConnection: Sweep = {
  kind: 'sends-keys',
  anchors: ['rejectunauthorized'],
  sweep: ({ code }) => {
    if (code.length > mostCharacters) return [];
    const unchecked = /\brejectUnauthorized['"]?\s{0,4}:\s{0,4}(?:false|!1)/.exec(code);
    const connects =
      /\b(?:tls|net)\w{0,12}\.(?:connect|createConnection)\s{0,4}\(|(?<![\w$.])connect\s{0,4}\(/.test(code);
    if (unchecked === null || !connects || !/['"`](?:node:)?tls['"`]/.test(code)) return [];
    const beside = code.slice(Math.max(0, unchecked.index - 400), unchecked.index + 400);
    const fixed =
      new RegExp(foreignHost).test(beside) ||
      /\(\s{0,4}\d{2,5}\s{0,4},\s{0,4}['"`][\w-]{1,63}\.[\w.-]{2,80}['"`]/.test(beside);
    const writes =
      /\.(?:end|write)\s{0,4}\(\s{0,4}(?:Object\.(?:values|entries)|JSON\.stringify|Buffer\.from|\[|`[^`]{0,80}\$\{|[\w$.]{1,40}\s{0,4}[,)+])/.test(
        code,
      );
    const hears =
      /\.on(?:ce)?\s{0,4}\(\s{0,4}['"`](?:data|readable)['"`]|\.pipe\s{0,4}\(|\bfor\s{1,4}await\b/.test(code);
    return fixed && writes && !hears ? [{ index: unchecked.index, what: 'what it is handed' }] : [];
  },
};

/** A form for cards asks a bank; nobody who takes a payment asks for an image, or waits for no answer. */
const cards = near(
  'takes-input',
  ['cvc', 'cvv', 'cc-number', 'cardnumber', 'card_number'],
  /\b(?:cvc|cvv|securityCode|cc-number|cc-csc|cardNumber|card_number)\b/i,
  {
    before: 30,
    behind: 60,
    what: 'numbers of cards',
    and: (window, index) => {
      const beside = around(window, index, 2_500, 2_500);
      return /(?:\bnew\s{1,4}Image\s{0,4}\([^)]{0,20}\)[^;\n]{0,20}|\b(?:img|image|pixel|\w{0,12}Image)\w{0,6})\.src\s{0,4}=(?!=)[^;]{0,300}(?:btoa|JSON\.stringify|encodeURIComponent|URLSearchParams)\b|\bsendBeacon\s{0,4}\([^;]{0,200}(?:btoa|JSON\.stringify|FormData|URLSearchParams|\bstate\b|\bvalues\b)/i.test(
        beside,
      );
    },
  },
);

/** Read and put into a table first, and sent by a request of which nobody wants to hear. */
const sendsParsed: Sweep = {
  kind: 'sends-file',
  anchors: [".env'", '.env"', '.env`', '.env.', '.npmrc', 'credential', 'id.json'],
  sweep: ({ code }) => {
    if (code.length > mostCharacters) return [];
    const file = new RegExp(secretFile).exec(code);
    if (file === null || !/\breadFile(?:Sync)?\s{0,4}\(/.test(code)) return [];
    for (const match of code.matchAll(unheard)) {
      const behind = code.slice(match.index, match.index + 700);
      const call = behind.slice(0, endOfCall(behind));
      const sends = /\bbody\b|\bJSON\.stringify\b|\.post\b|sendBeacon/.test(call);
      if (sends && isIgnored(behind.slice(call.length)))
        return [{ index: match.index, what: file[0].slice(1, -1).slice(-40) }];
    }
    return [];
  },
};

/** A statement by itself: nothing is made of what comes back. */
const unheard =
  /(?<=[;{}\n]\s{0,40}|\bvoid\s{1,4})(?:(?:globalThis|window|self)\.)?(?:fetch|axios(?:\.(?:post|put|request))?|got\.post|navigator\.sendBeacon)\s{0,4}\(/g;

function isIgnored(behind: string): boolean {
  const [chain = ''] =
    /^(?:\s{0,40}\.(?:then|catch|finally)\s{0,4}\((?:[^()]|\((?:[^()]|\([^()]{0,80}\)){0,80}\)){0,200}\)){0,4}/.exec(
      behind,
    ) ?? [];
  // Whoever hears of it calls something, or keeps it.
  const heard = chain.replace(
    /\.(?:then|catch|finally)\s{0,4}\(|\bfunction\s{0,4}\w{0,20}\s{0,4}\(|\.(?:text|json|arrayBuffer|resume)\s{0,4}\(/g,
    '',
  );
  return !/[\w$]\s{0,4}\(|(?<![=!<>])=(?![=>])/.test(heard);
}

export const passedOnMatchers: readonly Matcher[] = [hiddenReceiver, cards];
export const passedOnSweeps: readonly Sweep[] = [readsHeaders, overBareConnection, sendsParsed];
