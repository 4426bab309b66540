import { fullGroup } from './body.ts';
import { codeBlock, prose } from './escape-markdown.ts';
import type { Group } from './groups.ts';
import type { Paragraph, View } from './layout.ts';
import { counted } from './words.ts';

const mostLines = 20;
const longestLine = 400;

/**
 * The whole of what was found, folded away, worst first and as much of it as there is room for. Nothing foreign
 * stands on the lines that are HTML.
 */
export function detailsOf(groups: readonly Group[], view: View, room: number): readonly string[] {
  const blocks: string[] = [];
  let used = 200;
  let shown = 0;
  for (const group of groups) {
    const block = ['', ...groupLines(fullGroup(group, view))].join('\n');
    if (used + block.length > room) break;
    blocks.push(block);
    used += block.length + 1;
    shown += 1;
  }
  if (shown === 0) return [];
  const left = groups.length - shown;
  const more = left > 0 ? ['', `And ${counted(left, 'more', 'more')}: the other formats have them.`] : [];
  return [
    '<details>',
    `<summary>${left > 0 ? `The ${shown} worst in full` : 'All of it in full'}</summary>`,
    ...blocks,
    ...more,
    '',
    '</details>',
    '',
  ];
}

/** The paragraphs of the report for people: the first names the subject, a bar stands before what is quoted. */
function groupLines([title, ...paragraphs]: readonly Paragraph[]): readonly string[] {
  if (title === undefined) return [];
  const lines = [`- ${textOf(title)}`];
  let quoted: string[] = [];
  const flush = () => {
    if (quoted.length > 0) lines.push('', ...codeBlock(quoted.slice(0, mostLines), longestLine, '  '));
    quoted = [];
  };
  for (const paragraph of paragraphs) {
    if (paragraph.lead?.first === '│ ') {
      quoted.push(paragraph.spans.map(({ text }) => text).join(''));
      continue;
    }
    flush();
    const arrow = paragraph.lead?.first === '→ ' ? '→ ' : '';
    lines.push(`  - ${arrow}${textOf(paragraph)}`);
  }
  flush();
  return lines;
}

function textOf({ spans }: Paragraph): string {
  return prose(spans.map(({ text, joint }) => (joint ? ' · ' : text)).join(''), 1_000);
}
