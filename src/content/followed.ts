import { messageOf } from '../errors.ts';
import { shorten } from './foreign.ts';
import { type PackageTexts, reachOf } from './reach/reach.ts';
import { nothingReached } from './record.ts';

type Reached = ReturnType<typeof reachOf>;

/** What a package starts, whatever its commands and files are; `unread` where that could not be followed. */
export function followed(
  texts: PackageTexts,
  follow: (texts: PackageTexts) => Reached = reachOf,
): { readonly reach: Reached; readonly unread?: string } {
  try {
    return { reach: follow(texts) };
  } catch (error) {
    const unread = `what it starts could not be followed: ${shorten(messageOf(error), 100)}`;
    const cut = { ...nothingReached, more: true };
    return { reach: { install: cut, clone: cut, load: [] }, unread };
  }
}
