const widest = 100;

/** Plain text with its long lines broken; the rest of a row stands under the row's second column. */
export function reflowed(text: string, columns: number): string {
  const room = Math.max(40, Math.min(columns, widest));
  return text
    .split('\n')
    .flatMap((line) => brokenLine(line, room))
    .join('\n');
}

function brokenLine(line: string, room: number): readonly string[] {
  if (line.length <= room) return [line];
  const label = /^ {2}(?:\S.*?)? {2,}/.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = label;
  for (const word of line.slice(label.length).split(' ')) {
    const fresh = current.trim() === '' || current === label;
    if (!fresh && current.length + 1 + word.length > room) {
      lines.push(current);
      current = ' '.repeat(label.length) + word;
    } else current += fresh ? word : ` ${word}`;
  }
  return [...lines, current];
}
