import { around, type Matcher, near, pathStep as step } from './matcher.ts';

/**
 * What other programs do for this user from then on, put into their own settings: where they fetch from, whom they
 * trust, what they start. No package needs to set up another program while it is installed.
 */

const changes =
  /\b(?:write|append|copy)(?:File|Json|JSON)(?:Sync)?\s{0,4}\(|\bcreateWriteStream\s{0,4}\(|\boutputFile(?:Sync)?\s{0,4}\(|>>?\s{0,4}["'\\]{0,2}(?:~|\$HOME|\/etc|\.git)|\btee\s{1,4}-a\b|\b(?:symlink|rename|cp)(?:Sync)?\s{0,4}\(/;

interface Settings {
  readonly what: string;
  readonly anchors: readonly string[];
  readonly pattern: string;
}

const files: readonly Settings[] = [
  {
    what: 'where another package manager fetches from',
    anchors: [
      'pip.conf',
      'pip.ini',
      '.gemrc',
      '.condarc',
      'settings.xml',
      'init.gradle',
      'nuget.config',
      '.cargo',
      'bunfig',
    ],
    pattern: `\\bpip\\.(?:conf|ini)\\b|\\.gemrc\\b|\\.condarc\\b|\\.m2${step}settings\\.xml|init\\.gradle\\b|nuget\\.config\\b|\\.cargo${step}config|\\.bunfig\\.toml`,
  },
  {
    what: 'whom ssh, git or docker go through',
    anchors: ['.ssh', '.gitconfig', '.docker', '.git'],
    pattern: `\\.ssh${step}config\\b|['"\`/]\\.gitconfig\\b|\\.docker${step}config\\.json|(?<![\\w$])\\.git${step}(?:info${step}attributes|config)\\b`,
  },
  {
    what: 'which names lead where',
    anchors: ['/etc/hosts', 'drivers', '/etc/resolv.conf'],
    pattern: `/etc/hosts\\b|drivers(?:\\\\{1,4}|/)etc(?:\\\\{1,4}|/)hosts\\b|/etc/resolv\\.conf`,
  },
  {
    what: 'what an editor or a terminal starts',
    anchors: [
      '.vimrc',
      '.nvim',
      'nvim',
      '.emacs',
      '.tmux.conf',
      '.inputrc',
      '.gdbinit',
      '.irbrc',
      '.pythonrc',
      '.psqlrc',
    ],
    pattern: `['"\`/]\\.(?:vimrc|emacs|tmux\\.conf|inputrc|gdbinit|irbrc|pythonrc\\.py|psqlrc|curlrc|wgetrc)['"\`]|\\.config${step}nvim${step}`,
  },
  {
    what: 'what a server of this machine does',
    anchors: [
      '/etc/nginx',
      '/etc/apache2',
      '/etc/httpd',
      '/etc/profile',
      '/etc/ld.so',
      '/etc/pam',
      '/etc/environment',
      'etc/nginx',
    ],
    pattern: `/etc/(?:nginx|apache2|httpd|profile|ld\\.so|pam\\.d|environment)\\b`,
  },
  {
    what: 'whom this machine trusts',
    anchors: ['ca-certificates', 'ca-trust'],
    pattern: `/(?:usr/local/share/ca-certificates|etc/ca-certificates|etc/pki/ca-trust)`,
  },
  {
    what: 'what a browser has to have',
    anchors: ['policies', 'extensioninstallforcelist'],
    pattern: `(?:chrome|chromium|edge|brave)${step}policies${step}managed|ExtensionInstallForcelist`,
  },
  {
    what: 'what runs with git or a package manager',
    anchors: ['.husky', '.pnpmfile', '.yarn'],
    pattern: `['"\`/]\\.husky(?:${step}|['"\`])|\\.pnpmfile\\.c?js|\\.yarn${step}plugins\\b`,
  },
];

const written = files.map(({ what, anchors, pattern }) =>
  near('alters-settings', anchors, new RegExp(pattern, 'i'), {
    before: 60,
    behind: 120,
    what,
    and: (window, index) => changes.test(around(window, index, 500, 900)),
  }),
);

/** The same by the tools that are there for it. */
const commands = near(
  'alters-settings',
  [
    'add-trusted-cert',
    'update-ca-',
    '-addstore',
    '--install-extension',
    'npm pkg set',
    'config set',
    'git config',
  ],
  /\badd-trusted-cert\b|\bupdate-ca-(?:certificates|trust)\b|-addstore\b|--install-extension\b|\bnpm\s{1,4}pkg\s{1,4}set\s{1,4}["']?scripts\.|\b(?:pip3?|yarn|pnpm|bundle|poetry)\s{1,4}config\s{1,4}set\s[^\n]{0,60}(?:index-url|registry|mirror)|\bgit\s{1,4}config\s[^\n]{0,40}(?:filter\.[\w.-]{1,40}\.(?:clean|smudge|process)|url\.[^\n]{1,100}\.insteadof)\b/i,
  { before: 40, behind: 160, what: (match) => match[0].slice(0, 40) },
);

const gitWords = near(
  'alters-settings',
  ["'config'", '"config"'],
  /['"`]config['"`]\s{0,4},\s{0,4}(?:['"`]--\w{1,12}['"`]\s{0,4},\s{0,4}){0,3}['"`](?:filter\.[\w.-]{1,40}\.(?:clean|smudge|process)|url\.[^'"`\n]{1,100}\.insteadof|core\.(?:hooksPath|sshCommand|fsmonitor))['"`]/i,
  { before: 10, behind: 200, what: 'what git runs' },
);

export const settingsMatchers: readonly Matcher[] = [...written, commands, gitWords];
