import { forTerminal } from './sanitize.ts';

/**
 * Foreign text in a SARIF message, in which `[text](address)` is a link and `{0}` stands for an argument. Viewers
 * do not agree on how either is escaped, so the form itself is broken up.
 */
export function messageText(text: string, maxLength = 1_000): string {
  return forTerminal(text, { maxLength })
    .replaceAll('](', '] (')
    .replace(/\{(?=\d)/g, '{ ');
}
