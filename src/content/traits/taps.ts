import { around, type Matcher, near } from './matcher.ts';

/** What all code of a program or a page goes through, replaced by a function of one's own that sees it pass. */

const replaced = String.raw`(?:JSON\.(?:stringify|parse)|Promise\.prototype\.then|console\.(?:log|error|info|debug)|(?:https?|net|tls)\.(?:request|get|connect|createConnection)|(?:net\.)?Socket\.prototype\.(?:write|connect)|(?:http\.)?(?:ClientRequest|OutgoingMessage)\.prototype\.(?:write|end|setHeader)|crypto\.(?:createHmac|createSign|createHash|pbkdf2|scrypt|createPrivateKey)|Storage\.prototype\.setItem|localStorage\.setItem|FormData\.prototype\.append|HTMLFormElement\.prototype\.submit|fs\.(?:readFileSync|readFile|writeFile|writeFileSync))\s{0,4}=(?!=)\s{0,4}(?:async\s{1,4})?(?:function\b|\(|[\w$]{1,30}\s{0,4}=>|new\s{1,4}Proxy\b)`;

const sends =
  /(?:\bfetch|\.sendBeacon|\bhttps?(?:['"]\s{0,3}\))?\.(?:request|get)|\baxios(?:\.\w{3,5})?|\bnew\s{1,4}WebSocket)\s{0,4}(?:\?\.\s{0,4})?\(\s{0,4}(?:['"`](?:https?|wss?):\/\/[\w-]{1,63}\.|\{[^{}]{0,200}\bhost(?:name)?\s{0,4}:\s{0,4}['"`][\w-]{1,63}\.)/;

const listens = near(
  'listens-in',
  [
    ...['json.stringify', 'json.parse', 'prototype.then', 'console.', 'https.', 'http.', 'net.', 'tls.'],
    ...['socket.prototype', 'clientrequest', 'outgoingmessage', 'crypto.', 'setitem', 'formdata.prototype'],
    ...['htmlformelement', 'fs.readfile', 'fs.writefile'],
  ],
  new RegExp(String.raw`(?<![\w$.])(?:globalThis\.|window\.|global\.)?${replaced}`),
  {
    before: 24,
    behind: 120,
    what: (match) => match[0].split('=')[0]?.trim(),
    and: (window, index) => sends.test(around(window, index, 1_500, 1_500)),
  },
);

/** Every variable that anybody asks for, as it is asked for. */
const listensToEnvironment = near(
  'listens-in',
  ['process.env =', 'process.env=', "process, 'env'", 'process, "env"'],
  /\bprocess\.env\s{0,4}=\s{0,4}new\s{1,4}Proxy\b|\bdefineProperty\s{0,4}\(\s{0,4}process\s{0,4},\s{0,4}['"]env['"]/,
  {
    before: 30,
    behind: 60,
    what: 'process.env',
    and: (window, index) => sends.test(around(window, index, 1_500, 1_500)),
  },
);

export const tapMatchers: readonly Matcher[] = [listens, listensToEnvironment];
