import { expect, test } from 'vitest';
import { unknownFrom } from '../../src/evidence/trouble.ts';

const coded = (code: string, over: object = {}) =>
  Object.assign(new Error('it went wrong'), { code, ...over });

test.each([
  [coded('E404'), 'not-found'],
  [coded('ENOENT'), 'not-found'],
  [coded('ENOTCACHED'), 'offline'],
  [coded('ENOTFOUND'), 'offline'],
  [coded('ERR_SOCKET_TIMEOUT'), 'timeout'],
  [coded('FETCH_ERROR', { type: 'body-timeout' }), 'timeout'],
  [coded('FETCH_ERROR', { type: 'invalid-json' }), 'malformed'],
  [coded('FETCH_ERROR', { type: 'max-redirect' }), 'http-error'],
  [coded('E429'), 'rate-limited'],
  [coded('E500'), 'http-error'],
  [coded('CERT_HAS_EXPIRED'), 'http-error'],
  [coded('EINTEGRITY'), 'integrity-mismatch'],
  [coded('EGITCHECKOUT'), 'integrity-mismatch'],
  [coded('EALLOWGIT'), 'not-permitted'],
  [coded('EACCES'), 'not-offered'],
])('%o is %s', (error, reason) => {
  expect(unknownFrom(error, 'packument')).toMatchObject({
    reason,
    source: 'packument',
    detail: 'it went wrong',
  });
});

test.each([
  new TypeError('x is undefined'),
  Object.assign(new TypeError('bad argument'), { code: 'ERR_INVALID_ARG_TYPE' }),
  new Error('no code'),
  'a text',
])('%o is a bug, and thrown on', (error) => {
  expect(() => unknownFrom(error, 'packument')).toThrow();
});

test('a long message is cut, and credentials are left out', () => {
  const { detail } = unknownFrom(
    coded('E500', { message: `GET https://a:b@registry.example/${'x'.repeat(999)}` }),
    's',
  );
  expect(detail.length).toBeLessThan(310);
  expect(detail).toMatch(/^GET https:\/\/registry\.example\//);
});
