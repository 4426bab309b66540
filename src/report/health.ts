import type { Health } from '../model/health.ts';
import { withoutCommand } from './escape-log.ts';
import { reflowed } from './reflow.ts';
import { forJson, forTerminal } from './sanitize.ts';
import { counted } from './words.ts';

const signs: Readonly<Record<Health['standing'], string>> = { fine: '✓', note: '·', problem: '✗' };

/** What `npq doctor npq` prints: one line for each thing, and below it the next step where there is one. */
export function renderHealth(all: readonly Health[], columns: number): string {
  const width = Math.max(...all.map(({ topic }) => topic.length)) + 2;
  const problems = all.filter(({ standing }) => standing === 'problem').length;
  const end =
    problems === 0
      ? 'npq: nothing here stops an install.'
      : `npq: ${counted(problems, 'thing')} here would stop an install.`;
  const lines = all.flatMap(({ topic, standing, said, next }) => [
    row(signs[standing], topic, said, width),
    ...(next === undefined ? [] : [row('', '', `→ ${next}`, width)]),
  ]);
  return `${[...lines, end].map((line) => withoutCommand(reflowed(line, columns))).join('\n')}\n`;
}

/** Blanks in a stranger's text would be taken for the end of a column. */
function row(sign: string, topic: string, said: string, width: number): string {
  const text = forTerminal(said).replaceAll(/ {2,}/g, ' ');
  return `  ${`${sign.padEnd(2)}${topic}`.padEnd(width + 2)}${text}`;
}

/** What `npq doctor npq --json` prints. */
export function renderHealthJson(all: readonly Health[], npqVersion: string, exitCode: number): string {
  const health = all.map(({ topic, standing, said, next, exitCode: code, data }) => ({
    ...{ topic, standing, text: said, next: next ?? null, exitCode: code ?? null, data: data ?? {} },
  }));
  return `${forJson({ schemaVersion: 1, npqVersion, exitCode, health })}\n`;
}
