import { forTerminal } from './sanitize.ts';

/**
 * Foreign text in a workflow command of GitHub's. The runner undoes `%0A` and its like behind the last `::`, and
 * `%3A` and `%2C` in properties as well: a stranger's own are to come out as they were written.
 */
export function commandData(text: string, maxLength: number): string {
  return forTerminal(text, { maxLength }).replaceAll('%', '%25');
}

export function commandProperty(text: string, maxLength: number): string {
  return commandData(text, maxLength).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Between lines of our own in one message. */
export const commandLineEnd = '%0A';
