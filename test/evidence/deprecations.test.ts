import { expect, test } from 'vitest';
import { holdAgainstDeprecated } from '../../src/evidence/deprecations.ts';
import { knownValue, now, unknownOf } from './support.ts';

/** Whether a registry passes deprecations on, told by a package that has been deprecated for years. */
const registry = 'https://registry.example/';
const ask = (document: unknown) =>
  holdAgainstDeprecated(
    registry,
    async () => document,
    () => now,
  );

test('a registry that says so of the sentinel says so of others', async () => {
  expect(knownValue(await ask({ versions: { '1.3.0': { deprecated: 'use padStart()' } } }))).toBe(true);
});

test.each([
  ['has the sentinel without its message', { versions: { '1.3.0': {} } }],
  ['has an empty message', { versions: { '1.3.0': { deprecated: '' } } }],
  ['has no text for a message', { versions: { '1.3.0': { deprecated: true } } }],
  ['has another version of it', { versions: { '1.2.0': { deprecated: 'x' } } }],
  ['has no versions', {}],
  ['answers nonsense', 'left-pad'],
])('a registry that %s does not offer deprecations', async (_what, document) => {
  expect(unknownOf(await ask(document)).reason).toBe('not-offered');
});

test('a registry that does not answer stays what it is: not known', async () => {
  const gone = Object.assign(new Error('getaddrinfo'), { code: 'ETIMEDOUT' });
  const fact = await holdAgainstDeprecated(
    registry,
    () => Promise.reject(gone),
    () => now,
  );
  expect(unknownOf(fact).reason).toBe('timeout');
});

test('a private registry without the sentinel offers nothing that could be told', async () => {
  const none = Object.assign(new Error('404'), { code: 'E404' });
  const fact = await holdAgainstDeprecated(
    registry,
    () => Promise.reject(none),
    () => now,
  );
  expect(unknownOf(fact).reason).toBe('not-offered');
});
