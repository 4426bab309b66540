import type { NpqError } from '../errors.ts';
import { forTerminal } from './sanitize.ts';

const longest = 600;

/** What was expected and found, then the next step. Messages may quote a registry or a project. */
export function renderError(error: NpqError): string {
  const [first = '', ...rest] = error.message
    .split('\n')
    .map((line) => forTerminal(line, { maxLength: longest }));
  const hint = error.hint === undefined ? [] : [`     ${forTerminal(error.hint, { maxLength: longest })}`];
  return `${[`npq: ${first}`, ...rest, ...hint].join('\n')}\n`;
}
