import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import type { Waiver } from '../../src/model/waiver.ts';
import { renderMarkdown, renderMarkdownError } from '../../src/report/markdown.ts';
import { hostile } from './hostile.ts';
import { finding, many, pkg, report, ruled } from './reports.ts';
import { reportSaying, scenarios } from './scenarios.ts';

/** An independent reader that takes for a link whatever any viewer might. */
const reader = new MarkdownIt({ html: true, linkify: true });
reader.linkify.set({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: true });

interface Read {
  /** Kinds of tokens, how often; the text is left out. */
  readonly shape: Readonly<Record<string, number>>;
  /** What stands outside of code, where mentions and numbers of issues are searched. */
  readonly plain: readonly string[];
  readonly html: readonly string[];
}

function read(markdown: string): Read {
  const tokens = reader.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const shape: Record<string, number> = {};
  for (const { type } of tokens) shape[type] = (shape[type] ?? 0) + 1;
  return {
    shape,
    plain: tokens.filter(({ type }) => type === 'text').map(({ content }) => content),
    html: tokens.filter(({ type }) => type.startsWith('html_')).map(({ content }) => content.trim()),
  };
}

const ours = [/^<details>\n<summary>(?:All of it|The \d+ worst) in full<\/summary>$/, /^<\/details>$/];

function expectTame(markdown: string): void {
  const { shape, plain, html } = read(markdown);
  for (const kind of [
    'link_open',
    'image',
    'html_inline',
    'hr',
    'blockquote_open',
    'em_open',
    'strong_open',
  ]) {
    expect(shape[kind] ?? 0, kind).toBe(0);
  }
  for (const piece of html)
    expect(
      ours.some((form) => form.test(piece)),
      piece,
    ).toBe(true);
  for (const text of plain) {
    expect(text).not.toMatch(/@[\w-]|(?:^|\W)#\d|\bgh-\d|!\d|:\/\/|www\.|[0-9a-f]{7}|:[\w+-]+:/i);
    expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  }
}

describe('the report in Markdown', () => {
  it.each(Object.keys(scenarios))('%s', async (name) => {
    const held = scenarios[name];
    const text = held ? renderMarkdown(held) : '';
    await expect(text).toMatchFileSnapshot(`snapshots/${name}.markdown.txt`);
    expectTame(text);
  });

  it('begins with the verdict and has the worst in its first row', () => {
    const held = scenarios['mixed'];
    const [first, ...lines] = (held ? renderMarkdown(held) : '').split('\n');
    expect(first).toMatch(/^## npq: block/);
    expect(lines.find((line) => /^\| [^|-]/.test(line) && !line.includes('what'))).toMatch(/^\| ✗ block \|/);
  });

  it('of whatever size fits into a comment', () => {
    const packages = many(3_000);
    const long = 'word '.repeat(2_000);
    const findings = packages.map((one) =>
      ruled(
        'ask',
        finding('install-script', one, { message: long, advice: long, excerpt: [long, long, long] }),
      ),
    );
    const text = renderMarkdown(
      report({ packages, kind: 'ask', findings, more: { notes: Array(500).fill(long) } }),
    );
    expect(text.length).toBeLessThan(65_000);
    expect(text).toContain('And 2,960 more, none of them worse.');
  });

  it('tells what waivers excuse, and that some no longer do', () => {
    const waiver: Waiver = {
      ...{ package: 'express', versions: '5.x', check: 'deprecated', severity: 'low' },
      ...{ reason: 'We | move', by: '@ada', expires: '2027-05-01' },
    };
    const placed = { waiver, at: { origin: 'user' }, counts: true } as const;
    const text = renderMarkdown(
      report({ packages: [pkg('express@5.3.0')], more: { waivers: [{ placed, state: 'expired' }] } }),
    );
    expect(text).toContain('| expired | `express@5.x` | `deprecated` | We `¦` move | `@ada` | 2027-05-01 |');
    expectTame(text);
  });

  it('says of a base what was not looked at', () => {
    const base = { ref: 'origin/main', commit: 'a'.repeat(40), unchanged: 12 };
    const text = renderMarkdown(report({ packages: [], more: { base } }));
    expect(text).toContain('Against `origin/main` (`aaaaaaaaaaaa`): 12 packages are as there');
    expect(text).toContain('`npq install --base=origin/main`');
  });

  it('of an error says that nothing was found to be fine', async () => {
    const text = renderMarkdownError({ message: 'Expected a, found b.\nc', hint: 'npq trust' }, 78);
    await expect(text).toMatchFileSnapshot('snapshots/error.markdown.txt');
  });
});

describe('what a stranger wrote', () => {
  it('is no link, image, tag, mention or number of an issue, and makes no row or column', () => {
    const { shape: usual } = read(renderMarkdown(reportSaying('x')));
    const structure = ['tr_open', 'td_open', 'th_open', 'table_open', 'heading_open', 'fence', 'html_block'];
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = renderMarkdown(reportSaying(text));
        const { shape } = read(markdown);
        for (const kind of structure) expect(shape[kind], kind).toBe(usual[kind]);
        expectTame(markdown);
        expectTame(renderMarkdownError({ message: text, hint: text }, 1));
      }),
      { numRuns: 200 },
    );
  });

  it('does not end the block in which a script is quoted', () => {
    const app = pkg('app@1.0.0');
    const excerpt = ['```', '# a heading', '~~~', '````'];
    const held = finding('install-script', app, { excerpt });
    const markdown = renderMarkdown(report({ packages: [app], kind: 'ask', findings: [ruled('ask', held)] }));
    const { content } = reader.parse(markdown, {}).find(({ type }) => type === 'fence') ?? {};
    expect(content?.trimEnd().split('\n')).toEqual(excerpt);
  });

  it('would be seen to be one', () => {
    for (const wild of ['[a](https://evil.example)', 'evil.com', '@ada', '#12', '<b>x</b>', '![a](x.png)']) {
      expect(() => expectTame(`- ${wild}\n`), wild).toThrow();
    }
  });
});
