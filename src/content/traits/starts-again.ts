import { around, type Matcher, near, pathStep as step } from './matcher.ts';

/** Places where something is left that the machine starts by itself, later and again. */

const persistence = near(
  'persistence',
  [
    'launchagents',
    'launchdaemons',
    'systemctl',
    'systemd',
    'crontab',
    '/etc/cron',
    'currentversion',
    'schtasks',
    'autostart',
    'startup',
    '@reboot',
    'authorized_keys',
    'update-rc.d',
    'register-scheduledtask',
  ],
  new RegExp(
    [
      `Library${step}Launch(?:Agents|Daemons)`,
      String.raw`\bsystemctl\s{1,4}(?:--user\s{1,4}(?:enable|daemon-reload|start)|enable)\b|\.config${step}systemd${step}user|\/etc\/systemd\/system\b`,
      String.raw`\bcrontab\s{1,4}(?:-(?!l)|\/|['"\`])|\|\s{0,4}crontab\b|\/etc\/cron(?:\.\w{1,10}|tab)|@reboot\s`,
      String.raw`CurrentVersion(?:\\{1,4})Run\b|\bschtasks(?:\.exe)?\b[^\n]{0,40}\/create|Register-ScheduledTask`,
      String.raw`\b(?:append|write)File(?:Sync)?\s{0,4}\([^;\n]{0,160}(?:\.ssh${step}authorized_keys|['"\`/]authorized_keys2?['"\`])|>>\s{0,4}\S{0,60}\.ssh\/authorized_keys|Start Menu${step}Programs${step}Startup|\.config${step}autostart|\bupdate-rc\.d\s`,
    ].join('|'),
    'i',
  ),
  {
    before: 190,
    behind: 120,
    what: (match) =>
      match[0].includes('authorized_keys') ? '~/.ssh/authorized_keys' : match[0].trim().slice(0, 40),
  },
);

/** The same file by a name that it was given before. */
const keysByName = near(
  'persistence',
  ['authorized_keys'],
  /(?<![\w$.])([A-Za-z_$][\w$]{0,40})\s{0,4}=(?!=)[^;\n]{0,160}authorized_keys2?['"`]/,
  {
    before: 220,
    behind: 40,
    what: '~/.ssh/authorized_keys',
    and: (window, index, [, name = '']) => {
      const held = name.replaceAll('$', String.raw`\$`);
      return new RegExp(
        String.raw`\b(?:append|write|output)File(?:Sync)?\s{0,4}\(\s{0,4}${held}\s{0,4},|\bcreateWriteStream\s{0,4}\(\s{0,4}${held}\b|\bopen(?:Sync)?\s{0,4}\(\s{0,4}${held}\s{0,4},\s{0,4}['"\`][aw]|>>\s{0,4}["']?\$\{\s{0,4}${held}\s{0,4}\}`,
      ).test(around(window, index, 0, 2_500));
    },
  },
);

/** What reads these files runs what stands in them: a shell, an editor, an assistant. */
const startFiles = near(
  'persistence',
  [
    '.bashrc',
    '.zshrc',
    '.bash_profile',
    '.profile',
    '.zprofile',
    '.zshenv',
    '.claude',
    '.cursor',
    '.vscode',
    '.gemini',
  ],
  new RegExp(
    String.raw`(?<![\w$)\]])\.(?:bashrc|zshrc|bash_profile|profile|zprofile|zshenv)\b|\.claude${step}settings(?:\.local)?\.json|\.vscode${step}tasks\.json|\.gemini${step}settings\.json|\.cursor${step}(?:hooks|mcp)\.json`,
  ),
  {
    before: 2,
    behind: 60,
    what: (match) => match[0],
    and: (window, index) => {
      // A hint in what a command prints: `# add this to ~/.bashrc`.
      if (/(?:^|\n|\\n)\s{0,9}#[^\n]{0,200}$/.test(around(window, index, 220, 0))) return false;
      const beside = around(window, index, 120, 260);
      return /\b(?:append|write)File(?:Sync)?\s{0,9}\(|>>\s{0,4}["'\\]{0,2}(?:~|\$HOME|\$\{)|\btee\s{1,4}-a\b/.test(
        beside,
      );
    },
  },
);

/** Git runs what lies there at each commit, with the rights and the keys of whoever commits. */
const gitHooks = near(
  'persistence',
  ['.git'],
  new RegExp(String.raw`(?<![\w$)\]])\.git${step}hooks\b(?!\.)`),
  {
    before: 2,
    behind: 60,
    what: '.git/hooks',
    and: (window, index) =>
      /\b(?:append|write|copy)File(?:Sync)?\s{0,9}\(|\bcreateWriteStream\s{0,9}\(|>>?\s{0,4}["'\\]{0,2}[\w$./{}]{0,60}\.git\/hooks/.test(
        around(window, index, 300, 500),
      ),
  },
);

/** For every repository of this user, and not only for the one in which a package is installed. */
const gitSettings = near(
  'persistence',
  ['git config', 'core.sshcommand', 'core.hookspath', 'credential.helper'],
  /\bgit(?:\s{1,4}|['"`]\s{0,4},\s{0,4}\[\s{0,4}['"`])config(?:\s{1,4}|['"`]\s{0,4},\s{0,4}['"`])(?:--(?:global|system)(?:\s{1,4}|['"`]\s{0,4},\s{0,4}['"`]))(?:--\w{1,12}(?:\s{1,4}|['"`]\s{0,4},\s{0,4}['"`])){0,2}(core\.(?:sshCommand|hooksPath|fsmonitor|editor|pager)|credential\.helper)(?:\s{1,4}(?=\S)|['"`]\s{0,4},\s{0,4}\S)/i,
  { before: 60, behind: 80, what: (match) => match[1] },
);

/** Every node that this user starts from then on loads it first. */
const nodeOptions = near(
  'persistence',
  ['node_options'],
  /\b(?:setx\s{1,4}NODE_OPTIONS|launchctl\s{1,4}setenv\s{1,4}NODE_OPTIONS|(?:export|set\s{1,4}-[Ugx]{1,3})\s{1,4}NODE_OPTIONS)\b[^\n]{0,60}--(?:require|import|loader|experimental-loader)\b|['"`]NODE_OPTIONS['"`][^;\n]{0,60}--(?:require|import)\b/i,
  {
    before: 40,
    behind: 140,
    what: 'NODE_OPTIONS',
    and: (window, index) =>
      /\b(?:append|write)File(?:Sync)?\s{0,9}\(|>>|\b(?:exec|spawn)\w{0,10}\s{0,4}\(\s{0,4}['"`](?:setx|launchctl)\b|\/etc\/environment/.test(
        around(window, index, 400, 400),
      ),
  },
);

export const startingAgainMatchers: readonly Matcher[] = [
  ...[persistence, keysByName, startFiles, gitHooks, gitSettings, nodeOptions],
];
