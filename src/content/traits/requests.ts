import { around, type Matcher, near } from './matcher.ts';

/**
 * Whom a program talks to, and not only whom it names: an address that stands where a request is made. Of a
 * secret that leaves by headers, to a host that no list has, this is all that there is to see.
 */

const clients = String.raw`(?:\b(?:fetch|axios|got|ky|needle|superagent|request|phin|bent|undici|sendBeacon|WebSocket|EventSource)|\b(?:https?|axios|got|ky|needle|superagent|client|undici)\.(?:patch|stream|default)|\.(?:get|post|put)|(?<![\w$])connect|\.open\s{0,3}\(\s{0,3}['"\`]\w{3,7}['"\`]\s{0,3},)`;
const address = String.raw`['"\`](?:https?|wss?):\/\/(?:[^@/\s'"\`]{1,60}@)?([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})`;
/** Some clients are told first how to ask. */
const way = String.raw`(?:['"\`][A-Z]{3,7}['"\`]\s{0,3},\s{0,3})?`;
const schemes = ['https://', 'http://', 'wss://', 'ws://'];

const direct = near(
  'request',
  schemes,
  new RegExp(
    `${clients}\\s{0,3}(?:\\?\\.)?\\(?\\s{0,9}${way}(?:new\\s{1,3}URL\\s{0,3}\\(\\s{0,3})?${address}`,
  ),
  { before: 90, behind: 300, what: ([, host]) => host?.toLowerCase() },
);

/** What stands before that which a client is told. */
const callOf = String.raw`${clients}\s{0,3}\(?\s{0,9}(?:\`\$\{\s{0,3})?(?:\w{1,30}\.){0,2}`;
const behindCall = new RegExp(`${callOf}$`);
/** More characters than that can be, with the one before it. */
const longestCall = 160;

/** A letter stands everywhere; to look at each place of it would take longer than the pattern. */
const mostPlaces = 16;

/** Whether the name stands behind a client anywhere, whatever follows it; or so often that it may. */
function mayBeHandedOver(text: string, name: string): boolean {
  let seen = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    seen += 1;
    if (seen > mostPlaces || behindCall.test(text.slice(Math.max(0, at - longestCall), at))) return true;
  }
  return false;
}

/** `const api = 'https://…'`, and a request to it further on. */
const byName = near(
  'request',
  schemes,
  new RegExp(`\\b([A-Za-z_$][\\w$]{0,40})\\s{0,3}[=:]\\s{0,3}${address}`),
  {
    before: 60,
    behind: 300,
    what: ([, , host]) => host?.toLowerCase(),
    and: (window, index, [, name = '']) => {
      const text = around(window, index, 4_000, 4_000);
      // A pattern of its own for each name takes longer than all else: most names are handed to nobody.
      if (!mayBeHandedOver(text, name)) return false;
      return new RegExp(`${callOf}${name.replaceAll('$', '\\$')}\\b`).test(text);
    },
  },
);

const byOption = near(
  'request',
  ['hostname', 'host:', 'host":', "host':"],
  /\bhost(?:name)?['"]?\s{0,3}:\s{0,3}['"`]([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})['"`]/,
  {
    before: 2,
    behind: 300,
    what: ([, host]) => host?.toLowerCase(),
    and: (window, index) =>
      /\b(?:request|get|connect|createConnection)\w{0,8}(?:\.(?:call|apply))?\s{0,3}\(|\bhttps?\.request\b|\bnew\s{1,3}(?:\w{1,20}\.)?\w{0,20}Http\w{0,10}\s{0,3}\(/.test(
        around(window, index, 400, 900),
      ),
  },
);

/** A page asks whomever it takes an image or a script from, and what is asked for tells as much as a request does. */
const bySource = near(
  'request',
  ['.src', "'src'", '"src"', '.action', '<script'],
  /(?:\.(?:src|action)\s{0,3}=\s{0,3}|\bsetAttribute\s{0,3}\(\s{0,3}['"`]src['"`]\s{0,3},\s{0,3})['"`](?:https?:)?\/\/([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})|<script\b[^<>]{0,200}?\bsrc\s{0,3}=\s{0,3}\\?["']?(?:https?:)?\/\/([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/i,
  { before: 20, behind: 330, inData: true, what: ([, host, other = host]) => other?.toLowerCase() },
);

/** Datagrams and bare connections are told a number and a name; a client, where everything it asks begins. */
const byPort = near(
  'request',
  ['.send(', 'connect(', 'createconnection(', 'baseurl'],
  /(?:\.send|\b(?:connect|createConnection))\s{0,3}\([^;\n'"`]{0,160}?\b\d{2,5}\s{0,3},\s{0,3}['"`]([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})['"`]|\bbaseU(?:RL|rl)\s{0,3}=\s{0,3}['"`]https?:\/\/([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/,
  { before: 12, behind: 330, what: ([, host, other = host]) => other?.toLowerCase() },
);

/** A page that opens a channel to another one asks a third how to get there, and tells it who it is. */
const byRelay = near(
  'request',
  ["'turn:", '"turn:', '`turn:', "'stun:", '"stun:', '`stun:', 'turns:', 'stuns:'],
  /['"`](?:turn|stun)s?:([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/,
  { before: 2, behind: 300, what: ([, host]) => host?.toLowerCase() },
);

export const requestMatchers: readonly Matcher[] = [direct, byName, byOption, bySource, byPort, byRelay];
