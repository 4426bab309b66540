/**
 * Domains that are not a maintainer's own: their loss would be in every newspaper, and it would say nothing
 * about one package. Kept by hand; a host that is missing here only costs a question.
 */

/** Mail providers that give an address to anybody. */
const mailProviders = [
  ...['gmail.com', 'googlemail.com', 'google.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com'],
  ...['hotmail.co.uk', 'hotmail.fr', 'hotmail.de', 'hotmail.it', 'hotmail.es', 'live.co.uk', 'live.nl'],
  ...['outlook.de', 'outlook.fr', 'outlook.es', 'microsoft.com', 'live.fr', 'live.cn'],
  ...[
    'yahoo.com',
    'yahoo.co.uk',
    'yahoo.fr',
    'yahoo.de',
    'yahoo.it',
    'yahoo.es',
    'yahoo.co.jp',
    'yahoo.co.in',
  ],
  ...[
    'yahoo.com.br',
    'yahoo.in',
    'ymail.com',
    'rocketmail.com',
    'aol.com',
    'icloud.com',
    'me.com',
    'mac.com',
  ],
  ...['gmx.com', 'gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'web.de', 'mail.com', 't-online.de', 'freenet.de'],
  ...['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me', 'tutanota.com', 'tuta.io', 'tutamail.com'],
  ...['fastmail.com', 'fastmail.fm', 'hey.com', 'zoho.com', 'mailbox.org', 'posteo.de', 'posteo.net'],
  ...['riseup.net', 'disroot.org', 'duck.com', 'simplelogin.com', 'addy.io', 'runbox.com', 'hushmail.com'],
  ...['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'yandex.ru', 'yandex.com', 'ya.ru', 'rambler.ru', 'ukr.net'],
  ...[
    'qq.com',
    'foxmail.com',
    '163.com',
    '126.com',
    'yeah.net',
    'sina.com',
    'sina.cn',
    'sohu.com',
    'aliyun.com',
  ],
  ...[
    'naver.com',
    'daum.net',
    'hanmail.net',
    'kakao.com',
    'libero.it',
    'virgilio.it',
    'tin.it',
    'wp.pl',
    'o2.pl',
  ],
  ...[
    'onet.pl',
    'interia.pl',
    'seznam.cz',
    'centrum.cz',
    'orange.fr',
    'wanadoo.fr',
    'free.fr',
    'laposte.net',
  ],
  ...['sfr.fr', 'bluewin.ch', 'telenet.be', 'skynet.be', 'ziggo.nl', 'xs4all.nl', 'kpnmail.nl', 'uol.com.br'],
  ...['comcast.net', 'verizon.net', 'att.net', 'sbcglobal.net', 'cox.net', 'charter.net', 'earthlink.net'],
  ...['btinternet.com', 'sky.com', 'shaw.ca', 'rogers.com', 'bigpond.com', 'optusnet.com.au'],
];

/** Hosts whose addresses belong to a machine: npm's own OIDC publisher, GitHub's no-reply addresses, npm itself. */
const roleHosts = ['github.com', 'githubusercontent.com', 'gitlab.com', 'npmjs.com', 'npmjs.org'];

/** Where projects keep their code and pages. */
const forges = [
  ...['github.com', 'github.io', 'gitlab.com', 'gitlab.io', 'bitbucket.org', 'codeberg.org', 'codeberg.page'],
  ...['sr.ht', 'sourceforge.net', 'gitee.com', 'npmjs.com', 'npmjs.org', 'jsr.io', 'readthedocs.io'],
  ...['azure.com', 'visualstudio.com', 'googlesource.com', 'netlify.app', 'netlify.com', 'vercel.app'],
  ...['medium.com', 'google.com', 'microsoft.com', 'amazon.com', 'apache.org', 'npm.im', 'git.io', 'goo.gl'],
];

/** RFC 2606 and 6761: nobody can register anything below or in place of these. */
const reserved = [
  'example',
  'test',
  'invalid',
  'localhost',
  'local',
  'example.com',
  'example.net',
  'example.org',
];

const notTheirMail: ReadonlySet<string> = new Set([...mailProviders, ...roleHosts]);
const notTheirSite: ReadonlySet<string> = new Set([...forges, ...roleHosts]);
const never: ReadonlySet<string> = new Set(reserved);

/** Whether a domain's loss would be this package's trouble at all. */
export function isOwnDomain(domain: string, use: 'mail' | 'site'): boolean {
  const topLevel = domain.slice(domain.lastIndexOf('.') + 1);
  if (never.has(domain) || never.has(topLevel)) return false;
  return !(use === 'mail' ? notTheirMail : notTheirSite).has(domain);
}
