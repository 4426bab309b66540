import { near, pathStep as step } from './matcher.ts';

/** Where other programs keep what lets people in. */

interface Secret {
  readonly what: string;
  readonly anchors: readonly string[];
  readonly pattern: string;
}

/** Each path is one that belongs to another program: nobody else has business there. */
const secrets: readonly Secret[] = [
  {
    what: 'SSH keys',
    anchors: ['.ssh'],
    pattern: `\\.ssh${step}(?:id_|\\*|known_hosts['"\`])|['"\`/]\\.ssh/?['"\`]`,
  },
  { what: '~/.aws/credentials', anchors: ['.aws'], pattern: `\\.aws${step}(?:credentials|config|sso)` },
  { what: '~/.git-credentials', anchors: ['.git-credentials'], pattern: '\\.git-credentials' },
  { what: '~/.kube/config', anchors: ['.kube'], pattern: `\\.kube${step}config` },
  { what: '~/.docker/config.json', anchors: ['.docker'], pattern: `\\.docker${step}config\\.json` },
  {
    what: 'a service account of kubernetes',
    anchors: ['serviceaccount'],
    pattern: `(?:run|secrets)${step}kubernetes\\.io${step}serviceaccount`,
  },
  { what: '~/.pypirc', anchors: ['.pypirc'], pattern: '\\.pypirc\\b' },
  { what: '~/.netrc', anchors: ['.netrc', '_netrc'], pattern: `['"\`/~\\\\][._]netrc['"\`\\s]` },
  {
    what: 'gcloud credentials',
    anchors: ['gcloud', 'application_default_credentials'],
    pattern: `gcloud${step}(?:credentials|application_default|access_tokens|legacy_credentials)|application_default_credentials\\.json`,
  },
  {
    what: 'Azure tokens',
    anchors: ['.azure'],
    pattern: `\\.azure${step}(?:msal_token|accesstokens|azureprofile|service_principal)`,
  },
  { what: 'gh hosts.yml', anchors: ['hosts.yml'], pattern: `\\bgh${step}hosts\\.yml` },
  { what: '~/.vault-token', anchors: ['.vault-token'], pattern: '\\.vault-token' },
  { what: '~/.cargo/credentials', anchors: ['.cargo'], pattern: `\\.cargo${step}credentials` },
  { what: '~/.gem/credentials', anchors: ['.gem'], pattern: `\\.gem${step}credentials` },
  { what: '~/.gnupg', anchors: ['.gnupg'], pattern: `\\.gnupg\\b` },
  {
    what: 'shell history',
    anchors: ['_history'],
    pattern: `\\.(?:bash|zsh|sh|node_repl|python|psql|mysql)_history\\b`,
  },
  { what: '/etc/shadow', anchors: ['/etc/shadow'], pattern: '/etc/shadow\\b' },
  {
    what: 'passwords of browsers',
    anchors: ['login data', 'logins.json', 'key4.db', 'cookies.sqlite', 'user data'],
    pattern: `['"\`\\\\/]Login Data(?: For Account)?['"\`]|\\blogins\\.json['"\`]|\\bkey4\\.db['"\`]|cookies\\.sqlite|(?:Chrome|Edge|Brave-Browser)${step}User Data${step}`,
  },
  {
    what: 'Keychain',
    anchors: ['keychain', 'generic-password', 'internet-password'],
    pattern: 'login\\.keychain|find-(?:generic|internet)-password|dump-keychain',
  },
  {
    what: "git's logins",
    anchors: ['credential'],
    pattern: `\\bgit\\s{1,4}credential(?:-[\\w-]{1,30})?\\s{1,4}(?:fill|get)\\b|['"\`]credential(?:-[\\w-]{1,30})?['"\`]\\s{0,4},\\s{0,4}['"\`](?:fill|get)['"\`]`,
  },
  {
    what: 'a keyring',
    anchors: ['secret-tool', '--export-secret-key', 'cmdkey'],
    pattern: `\\bsecret-tool\\b['"\`]?[\\s,[]{1,6}['"\`]?(?:lookup|search)\\b|--export-secret-keys?\\b|\\bcmdkey(?:\\.exe)?\\s{1,4}/list\\b`,
  },
  {
    what: 'the memory or environment of other programs',
    anchors: ['/proc/', "'/proc'", '"/proc"'],
    pattern: `/proc/(?:\\d{1,7}|\\$\\{[^{}\\n]{1,60}\\}|['"\`]\\s{0,4}\\+\\s{0,4}[\\w$.()[\\]]{1,60}\\s{0,4}\\+\\s{0,4}['"\`]|\\*|\\$\\{?\\w{1,20}\\}?)/(?:mem|environ)\\b|['"\`]/proc['"\`]\\s{0,4},\\s{0,4}[\\w$.()]{1,60}\\s{0,4},\\s{0,4}['"\`](?:mem|environ)['"\`]`,
  },
  {
    what: 'sessions that other programs keep',
    anchors: ['leveldb'],
    pattern: `['"\`\\\\/]Local Storage${step}leveldb\\b`,
  },
  {
    what: 'wallets',
    anchors: [
      'wallet',
      'solana',
      'electrum',
      'exodus',
      'keystore',
      'nkbihfbeogaeaoehlefnkodbefgpgknn',
      'bfnaelmomeimhlpmgjnjophhpkkoljpa',
      'local extension settings',
      'leveldb',
    ],
    pattern: `exodus\\.wallet|\\.electrum${step}|Electrum${step}wallets|solana${step}id\\.json|\\bwallet\\.dat\\b|\\.ethereum${step}keystore|\\.bitcoin${step}|nkbihfbeogaeaoehlefnkodbefgpgknn|bfnaelmomeimhlpmgjnjophhpkkoljpa|Local Extension Settings|(?:Exodus|atomic|Guarda|Coinomi|discord|discordcanary|discordptb)${step}(?:exodus\\.wallet|Local Storage)${step}leveldb`,
  },
];

export const credentialPaths = secrets.map(({ what, anchors, pattern }) =>
  near('credential-path', anchors, new RegExp(pattern, 'i'), { before: 60, behind: 120, what }),
);
