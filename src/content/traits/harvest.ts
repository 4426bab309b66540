import { credentialPaths } from './credential-paths.ts';
import { around, type Matcher, near, pathStep as step } from './matcher.ts';

/** What is taken: secrets, and what tells one machine from another. */

/** Far weaker than the others: everything that talks with a registry knows this file. */
const npmCredentials = near(
  'npm-credentials',
  ['.npmrc', '_authtoken', 'npm_token', 'node_auth_token', 'yarnrc'],
  /['"`\\/~]\.npmrc\b|_authToken\b|\bNPM_TOKEN\b|\bNODE_AUTH_TOKEN\b|\.yarnrc(?:\.yml)?['"`]/,
  {
    before: 12,
    behind: 40,
    what: (match) => (match[0].includes('npmrc') ? '~/.npmrc' : match[0].replace(/^['"`\\/~]/, '')),
  },
);

/** Not tokens: patterns that find them. */
const tokenPattern = near(
  'token-pattern',
  [
    'npm_[',
    'npm_\\w',
    'npm_(',
    'ghp_[',
    'ghp_\\w',
    'ghp_(',
    'gh[',
    'ghs_[',
    'gho_[',
    'github_pat_[',
    'github_pat_\\w',
    'github_pat_(',
    'akia[',
    'akia)',
    'akia|',
    'glpat-[',
    'glpat-\\',
    'xox[',
    'sk-ant-[',
    'sk-ant-\\',
    'aiza[',
    'sk_live_[',
    'npm_{',
    '(?:ghp|',
    '(ghp|',
    'gh(?:',
    'gh(',
    'mfa\\.[',
    ']{24}\\.[',
  ],
  /\b(?:npm_|ghp_|gho_|ghs_|github_pat_)(?:\(\??:?)?\[?(?:A-Z|a-z|0-9|\\w)|\bgh(?:\[[a-z]{2,6}\]|\((?:\?:)?[a-z]\|[a-z|]{1,12}\))_|\((?:\?:)?gh[a-z]\|gh[a-z][a-z|]{0,20}\)_|\bAKIA(?:\)|\|[A-Z|]{3,40}\))?\[(?:A-Z|0-9)|\bglpat-(?:\[|\\w)|\bxox\[|\bsk-ant-(?:\[|\\w)|\bAIza\[|\bsk_live_\[|\bmfa\\\.\[|\]\{24\}\\\.\[[\w\\-]{1,16}\]\{6\}\\\.\[/,
  { before: 24, behind: 80, what: (match) => match[0].slice(0, 24) },
);

const environmentDump = near(
  'environment-dump',
  [
    'process.env',
    'printenv',
    'environmentvariables',
    'os.environ',
    '$(env',
    "['env']",
    '["env"]',
    'env |',
    'env>',
  ],
  new RegExp(
    [
      String.raw`JSON\s{0,9}\.\s{0,9}stringify\s{0,9}\(\s{0,9}(?:Object\.assign\(\{\},\s{0,9})?process\s{0,9}\.\s{0,9}env\s{0,9}[,)]`,
      String.raw`JSON\s{0,9}\.\s{0,9}stringify\s{0,9}\(\s{0,9}\{[^;]{0,300}?(?:\.\.\.|[\w'"]\s{0,9}:\s{0,9}(?:(?:Object\.assign|structuredClone)\(\s{0,3}(?:\{\s{0,3}\}\s{0,3},\s{0,3})?)?)process\.env\s{0,9}[,})]`,
      String.raw`(?:querystring|qs|URLSearchParams)(?:\.stringify)?\s{0,9}\(\s{0,9}process\.env\s{0,9}[,)]`,
      String.raw`\b(?:body|data|payload)\s{0,9}:\s{0,9}process\.env\s{0,9}[,}]`,
      String.raw`\.(?:post|put|emit|sendBeacon)\s{0,9}\(\s{0,9}['"\`\w][^;]{0,200}?(?:[\w'"]\s{0,9}:\s{0,9}|\.\.\.|,\s{0,9})process\.env\s{0,9}[,})]`,
      String.raw`\b(?:util\.)?inspect\s{0,9}\(\s{0,9}process\.env\s{0,9}[,)]`,
      String.raw`Object\.(?:keys|entries)\(\s{0,9}process\.env\s{0,9}\)\s{0,20}\.(?:filter|map|forEach|reduce)\([^;]{0,160}(?:TOKEN|SECRET|PASSW|CREDENTIAL|\b(?:token|secret|passw(?:or)?d?|credentials?)\b\|?)`,
      String.raw`(?:JSON\.stringify|URLSearchParams)\(\s{0,3}(?:Object\.fromEntries\(\s{0,3})?Object\.entries\(\s{0,3}process\.env\s{0,3}\)`,
      String.raw`Object\.entries\(\s{0,3}process\.env\s{0,3}\)[^;]{0,120}\.(?:map|forEach)\([^;]{0,300}(?:\bhttps?\.(?:get|request)|\bfetch|\.post|\bresolve\w{0,6})\s{0,3}\(\s{0,3}['"\`\w]`,
      // Of several services at once, by a program that is of none of them.
      String.raw`\{(?=[^{}]{0,400}\b(?:NPM_TOKEN|NODE_AUTH_TOKEN)\b)(?=[^{}]{0,400}\b(?:GITHUB_TOKEN|GH_TOKEN|GITLAB_TOKEN)\b)(?=[^{}]{0,400}\b(?:AWS_SECRET_ACCESS_KEY|GOOGLE_APPLICATION_CREDENTIALS|AZURE_CLIENT_SECRET)\b)[^{}]{0,400}\}\s{0,3}=\s{0,3}process\.env\b`,
      String.raw`JSON\.stringify\(\s{0,9}process\[['"]env['"]\]`,
      String.raw`\$\(\s{0,4}(?:env|printenv)\s{0,4}[|)]|\b(?:env|printenv)\s{0,4}\|\s{0,4}(?:curl|base64|nc|openssl|gzip|wget)\b`,
      // What Node reports about itself has them all.
      String.raw`\bJSON\.stringify\(\s{0,4}[\w$.()]{0,60}\.environmentVariables\b`,
      String.raw`json\.dumps\(\s{0,9}(?:dict\()?\s{0,9}os\.environ`,
    ].join('|'),
  ),
  { before: 330, behind: 240 },
);

/** By way of a variable: `const all = { ...process.env }; send(JSON.stringify(all))`. */
const environmentCopy = near(
  'environment-dump',
  ['process.env', '= process', '=process'],
  /(?<![\w$])([A-Za-z_$][\w$]{0,40})\s{0,9}=\s{0,9}(?:\{\s{0,9}\.{3}process\.env\s{0,9}[,}]|Object\.assign\(\s{0,3}\{\}\s{0,3},\s{0,3}process\.env\b|process\.env\s{0,3}[;,\n)])|\{[^{}]{0,60}\b(env)\b[^{}]{0,60}\}\s{0,3}=\s{0,3}process\s{0,3}[;,\n]/,
  {
    before: 140,
    behind: 40,
    and: (window, index, match) => {
      const name = (match[1] ?? match[2] ?? '').replaceAll('$', '\\$');
      const behind = around(window, index, 0, 2_000);
      // One by one, each in an address of its own.
      const singly = new RegExp(
        `(?:\\.(?:get|request|post|put)|\\bfetch)\\s{0,3}\\([^;]{0,200}(?<![\\w$.])${name}\\[\\s{0,3}\\w`,
      );
      if (
        new RegExp(`Object\\.(?:keys|entries|values)\\(\\s{0,3}${name}\\s{0,3}\\)`).test(behind) &&
        singly.test(behind)
      )
        return true;
      return new RegExp(`JSON\\.stringify\\s{0,3}\\(\\s{0,3}${name}\\s{0,3}[,)]`).test(behind);
    },
  },
);

const tokenRoute = near(
  'token-route',
  ['/-/whoami', '/-/npm/v1/tokens', '/-/npm/v1/user', 'npm whoami', 'npm token'],
  /\/-\/(?:whoami|npm\/v1\/(?:tokens|user))\b|['"`]npm\s{1,4}(?:whoami|token\s{1,4}(?:list|create))\b/,
  { before: 2, behind: 40, what: (match) => match[0].replace(/^['"`]/, '') },
);

const repositoryRoute = near(
  'repository-route',
  [
    '/user/repos',
    '/user/orgs',
    'api.github.com/user',
    'createforauthenticateduser',
    'runners/registration-token',
    '/actions/secrets',
    'gh auth token',
  ],
  /\/user\/(?:repos|orgs)\b|api\.github\.com\/user['"`?]|createForAuthenticatedUser\b|actions\/runners\/registration-token|\/actions\/secrets\b|\bgh\s{1,4}auth\s{1,4}token\b/,
  { before: 12, behind: 60, what: (match) => match[0].replace(/['"`?]$/, '') },
);

const hostFacts = near(
  'host-facts',
  [
    'hostname(',
    'userinfo(',
    'networkinterfaces(',
    'whoami',
    'ipconfig',
    'systeminfo',
    'ifconfig',
    'uname -a',
    '/etc/machine-id',
  ],
  /\.(hostname|userInfo|networkInterfaces)\s{0,9}\(|\b(?:exec\w{0,10}|spawn\w{0,10})\s{0,9}\(\s{0,9}['"`](whoami|ipconfig(?: \/all)?|systeminfo|ifconfig|uname -a|id|hostname)\b|(?:\$\(|\x60)(whoami|hostname|id -u)\b|(\/etc\/machine-id)/,
  { before: 30, behind: 60, what: (match) => match.slice(1).find((part) => part !== undefined) },
);

const places = [
  'api.ipify.org',
  'ipinfo.io',
  'ip-api.com',
  'icanhazip.com',
  'ifconfig.me',
  'ipapi.co',
  'checkip.amazonaws.com',
  'ipgeolocation.io',
  'geoplugin.net',
  'geojs.io',
  'ifconfig.co',
  'myip.com',
  'ip.sb',
  'freegeoip',
  'ident.me',
];
const ownAddress = near(
  'host-facts',
  places,
  new RegExp(
    String.raw`(?:\/\/|['"\`\s.])(?:${places.map((host) => host.replaceAll('.', '\\.')).join('|')})(?=[/'"\`\s:?]|$)`,
  ),
  { before: 3, behind: 40, what: (match) => match[0].replace(/^[/'"`\s.]{1,2}/, '') },
);

const secretScanner = near('secret-scanner', ['trufflehog', 'gitleaks'], /\b(?:trufflehog|gitleaks)\b/i, {
  before: 1,
  behind: 30,
  what: (match) => match[0].toLowerCase(),
});

const metadataService = near(
  'metadata-service',
  [
    '169.254.169.254',
    'metadata.google.internal',
    '169.254.170.2',
    'fd00:ec2::254',
    '100.100.100.200',
    '2852039166',
  ],
  /169\.254\.169\.254|metadata\.google\.internal|169\.254\.170\.2\b|fd00:ec2::254|100\.100\.100\.200|\/\/2852039166/,
  { before: 2, behind: 30, what: (match) => match[0] },
);

/** Reading alone, for a report about itself, shows nothing: it has to be written, or sent there. */
const workflowFile = near(
  'workflow-file',
  ['.github'],
  new RegExp(String.raw`\.github${step}workflows(?:${step}[\w$\{\}.-]{1,60}\.ya?ml|['"\`/])`),
  {
    before: 4,
    behind: 140,
    and: (window, index) => {
      const beside = around(window, index, 700, 900);
      return /\b(?:write|append)File(?:Sync)?\b|\bPUT\b|createOrUpdateFileContents|createWriteStream|git\s{1,4}(?:push|commit)|>\s{0,2}\.github/.test(
        beside,
      );
    },
  },
);

export const harvestMatchers: readonly Matcher[] = [
  ...credentialPaths,
  ...[
    npmCredentials,
    tokenPattern,
    environmentDump,
    environmentCopy,
    tokenRoute,
    repositoryRoute,
    hostFacts,
    ownAddress,
  ],
  ...[secretScanner, metadataService, workflowFile],
];
