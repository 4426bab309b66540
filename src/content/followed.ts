import { messageOf } from '../errors.ts';
import { shorten } from './foreign.ts';
import { type PackageTexts, type Reached, reachOf } from './reach/reach.ts';
import { nothingReached } from './record.ts';

/** What a package starts, whatever its commands and files are; `unread` where that could not be followed. */
export function followed(
  texts: PackageTexts,
  follow: (texts: PackageTexts) => Reached = reachOf,
): { readonly reach: Omit<Reached, 'unread'>; readonly unread?: string } {
  try {
    const { unread, ...reach } = follow(texts);
    return unread === undefined ? { reach } : { reach, unread };
  } catch (error) {
    const unread = `what it starts could not be followed: ${shorten(messageOf(error), 100)}`;
    const cut = { ...nothingReached, more: true };
    return { reach: { install: cut, clone: cut, load: [] }, unread };
  }
}
