import { embeddedTrust } from './embedded-trust.ts';
import { decodeKeys, type Trust } from './trust.ts';

/** What npq brings along, for machines that reach no other. */
export const embedded: Trust = {
  date: embeddedTrust.date,
  origin: 'embedded',
  trustedRoot: embeddedTrust.trustedRoot,
  keys: decodeKeys(embeddedTrust) ?? [],
};
