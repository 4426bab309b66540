import { expect, it } from 'vitest';
import { lookingOptions } from '../../src/plan/looking.ts';

/** npm's options, changed for looking. */

const socketsOf = (flat: Readonly<Record<string, unknown>>) => lookingOptions({ flat })['maxSockets'];

it('takes more connections than npm, which waits for each level', () => {
  expect(socketsOf({ maxSockets: 15, ca: null })).toBe(40);
});

it("keeps the user's own number", () => {
  expect(socketsOf({ maxSockets: 3 })).toBe(3);
});

it('keeps to few where each has to read certificates', () => {
  expect(socketsOf({ maxSockets: 15, ca: ['a certificate'] })).toBe(15);
});
