import { around, type Matcher, near } from './matcher.ts';

/**
 * Services that take whatever is sent to them and ask nobody who he is, spelled out in full: a part of such a
 * name is a word of many programs. Below them are names that anybody can have made.
 */
const collectors = [
  ...[
    'webhook.site',
    'webhook.cool',
    'requestcatcher.com',
    'requestbin.com',
    'requestbin.net',
    'hookbin.com',
  ],
  ...['oast.fun', 'oast.live', 'oast.me', 'oast.online', 'oast.pro', 'oast.site', 'oast.us', 'oastify.com'],
  ...['burpcollaborator.net', 'interact.sh', 'interactsh.com', 'pipedream.net', 'beeceptor.com', 'postb.in'],
  ...[
    'canarytokens.com',
    'canarytokens.org',
    'dnslog.cn',
    'dnslog.link',
    'ceye.io',
    'eyes.sh',
    'dnsbin.zhack.ca',
  ],
  ...['bxss.me', 'xss.ht', 'ptsv2.com', 'ptsv3.com', 'mockbin.org', 'webhookinbox.com', 'typedwebhook.tools'],
];
const tunnels = [
  ...[
    'ngrok.io',
    'ngrok-free.app',
    'ngrok-free.dev',
    'ngrok.app',
    'trycloudflare.com',
    'serveo.net',
    'loca.lt',
  ],
  ...['localhost.run', 'lhr.life', 'bore.pub', 'telebit.io', 'pagekite.me', 'loclx.io', 'tunnelto.dev'],
];
const dumps = [
  ...[
    'rentry.co',
    'rentry.org',
    'transfer.sh',
    'termbin.com',
    'catbox.moe',
    'gofile.io',
    'file.io',
    'temp.sh',
  ],
  ...['anonfiles.com', 'anonfile.com', 'bashupload.com', '0x0.st', 'paste.ee', 'dpaste.com', 'ghostbin.com'],
  ...['tmpfiles.org', 'filebin.net', 'uguu.se', 'pixeldrain.com', 'ix.io', 'sprunge.us', 'paste.rs'],
];
/** Networks that gave out other scripts than they were asked for. */
const takenOver = [
  ...['polyfill.io', 'polyfill.com', 'bootcss.com', 'bootcdn.net', 'staticfile.net', 'staticfile.org'],
  ...['unionadjs.com', 'xhsbpza.com', 'newcrbpc.com'],
];

const hosts = [...collectors, ...tunnels, ...dumps, ...takenOver];
const choice = hosts.map((host) => host.replaceAll('.', '\\.')).join('|');

/** Among many bare names it is one of a list of domains: of public suffixes, or of what is blocked. */
function isInList(text: string): boolean {
  return (text.match(/['"`][\w*.-]{1,60}\.[a-z]{2,12}['"`]\s{0,3}[,:]/g) ?? []).length >= 10;
}

/** In an address, a string or a command: between signs that end a host's name on both sides. */
const named = near(
  'sink',
  hosts,
  new RegExp(
    String.raw`(?:[@=\s\\/](?:[\w$\{\}-]{1,120}\.){0,6}(${choice})(?=[:/'"\`\s\\?#)\]<]|$)|['"\`](?:[\w$\{\}-]{1,120}\.){0,6}(${choice})(?=[:/'"\`\\?#]|$))`,
    'i',
  ),
  {
    before: 160,
    behind: 60,
    inData: true,
    what: (match) => (match[1] ?? match[2] ?? '').toLowerCase(),
    and: (window, index, match) => match[1] !== undefined || !isInList(around(window, index, 300, 300)),
  },
);

const discord = near(
  'sink',
  ['discord.com/api/', 'discordapp.com/api/', 'discord.com\\/api'],
  /discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{15,21}\/[\w-]{20,}/i,
  { before: 8, behind: 200, inData: true, what: 'a Discord webhook' },
);

const telegram = near('sink', ['api.telegram.org'], /api\.telegram\.org\/bot\d{6,12}:[\w-]{20,60}/i, {
  behind: 120,
  inData: true,
  what: 'a Telegram bot',
});

/** The token apart from the address, as in `const t = '…'; fetch('https://api.telegram.org/bot' + t)`. */
const telegramToken = near('sink', [':aa'], /(?<![\w:.-])\d{8,10}:AA[\w-]{33}(?![\w-])/, {
  before: 12,
  behind: 40,
  inData: true,
  what: 'a Telegram bot',
});

const slack = near(
  'sink',
  ['hooks.slack.com/services/'],
  /hooks\.slack\.com\/services\/T[A-Z0-9]{7,12}\/B[A-Z0-9]{7,12}\/\w{20,}/i,
  {
    behind: 100,
    inData: true,
    what: 'a Slack webhook',
    and: (_window, _index, match) => !/T0{6,}|X{8,}/.test(match[0]),
  },
);

const pastes = near(
  'sink',
  ['pastebin.com', 'hastebin.com/raw', 'controlc.com'],
  /(?:pastebin\.com\/(?:raw|dl|api\/api_post)|hastebin\.com\/raw|pastebin\.com\/[A-Za-z0-9]{8}(?=['"`]))/i,
  { behind: 60, inData: true, what: 'pastebin.com' },
);

export const sinkMatchers: readonly Matcher[] = [named, discord, telegram, telegramToken, slack, pastes];
