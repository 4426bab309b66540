import { forTerminal } from '../report/sanitize.ts';
import { displayWidth } from '../report/width.ts';

/** Foreign text as lines that fit: broken at blanks, and inside a word only where it alone is too long. */
export function wrapped(text: string, columns: number, maxLength: number): readonly string[] {
  const room = Math.max(20, columns);
  const lines: string[] = [];
  let line = '';
  for (const word of forTerminal(text, { maxLength }).split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= room) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const char of word) {
      if (displayWidth(line + char) > room) {
        lines.push(line);
        line = '';
      }
      line += char;
    }
  }
  return [...lines, line];
}
