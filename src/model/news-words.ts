import { listed } from './listed.ts';

/** What is new in a version, to go on after "now": checks and `npq diff` say it in these words. */

const quotedLength = 80;

interface HookNews {
  readonly event: string;
  readonly command: string;
  readonly what: 'new' | 'changed';
}

/** `runs "node setup.js" at postinstall`, with so much of the command. */
export function hookDeed({ event, command, what }: HookNews, most: number = quotedLength): string {
  const runs = `runs ${quoted(command, most)} at ${event}`;
  return what === 'new' ? runs : `${runs}, where another script ran before`;
}

export const gypDeed = 'has a binding.gyp, which npm builds';

export function dependencyDeed(name: string): string {
  return `depends on ${name}`;
}

export function hostsDeed(hosts: readonly string[], asked: boolean): string {
  return `${asked ? 'sends requests to' : 'names'} ${listed(hosts)}`;
}

/** A stranger's text of any length, on one line. */
export function quoted(text: string, most: number = quotedLength): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `"${line.length > most ? `${line.slice(0, most - 1)}…` : line}"`;
}
