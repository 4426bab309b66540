import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NpqError } from '../../src/errors.ts';
import { renderError } from '../../src/report/error.ts';
import { renderGithub, renderGithubError } from '../../src/report/github.ts';
import { renderHuman, renderInstall } from '../../src/report/human.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown, renderMarkdownError } from '../../src/report/markdown.ts';
import { forTerminal } from '../../src/report/sanitize.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { hostile } from './hostile.ts';
import { finding, pkg, report, ruled } from './reports.ts';
import { commandsOf } from './runner.ts';
import { reportSaying, scenarios } from './scenarios.ts';

const express = pkg('express@5.3.0');

describe('annotations for GitHub', () => {
  it.each(Object.keys(scenarios))('%s', async (name) => {
    const held = scenarios[name];
    await expect(held && renderGithub(held, '')).toMatchFileSnapshot(`snapshots/${name}.github.txt`);
  });

  it('stand on the line that a subject has, by its path in the repository', () => {
    const held = report({
      packages: [express],
      kind: 'ask',
      findings: [ruled('ask', finding('deprecated', express))],
      more: { locations: new Map([['express@5.3.0', { file: 'package.json', line: 7 }]]) },
    });
    const [, annotation] = commandsOf(renderGithub(held, 'a,b:c/'));
    expect(annotation).toMatchObject({
      name: 'error',
      properties: { file: 'a,b:c/package.json', line: '7', title: 'ask: express 5.3.0' },
    });
  });

  it('are ten of a kind at most, the worst, and say how many there are beside', () => {
    const large = scenarios['large'];
    const found = commandsOf(large ? renderGithub(large, '') : '');
    const errors = found.filter(({ name }) => name === 'error');
    const notices = found.filter(({ name }) => name === 'notice');
    expect([errors.length, notices.length]).toEqual([10, 10]);
    expect(errors[0]?.data).toContain('block');
    expect(errors.slice(1, 9).every(({ properties }) => properties['title']?.startsWith('block: '))).toBe(
      true,
    );
    expect(errors.at(-1)?.data).toContain('859 more packages or files');
  });

  it('say which essential thing the surroundings kept from npq', () => {
    const held = scenarios['incomplete'];
    const [first] = commandsOf(held ? renderGithub(held, '') : '');
    expect(first?.data).toContain('unknown: install-script for 2 packages, no answer in time');
  });

  it('tell an error', () => {
    const [told, ...others] = commandsOf(
      renderGithubError({ message: 'Expected a\nfound b', hint: 'Do c.' }, 78),
    );
    expect(told).toEqual({
      ...{ name: 'error', data: 'Expected a\nfound b\nDo c.' },
      properties: { title: 'npq, exit code 78' },
    });
    expect(others).toEqual([]);
  });
});

describe('what a stranger wrote', () => {
  it('becomes no workflow command of its own, and no property', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const found = commandsOf(renderGithub(reportSaying(text), 'folder/'));
        expect(found.map(({ name }) => name)).toEqual(['error', 'error']);
        for (const { properties } of found) {
          expect(['title', 'file', 'line']).toEqual(expect.arrayContaining(Object.keys(properties)));
        }
        const failed = commandsOf(renderGithubError({ message: text, hint: text }, 1));
        expect(failed).toHaveLength(1);
        expect(failed.map(({ properties }) => properties)).toEqual([{ title: 'npq, exit code 1' }]);
        // And it comes out as it was written, as far as a terminal would show it.
        const lines = [...text.split('\n'), text].map((line) => forTerminal(line, { maxLength: 600 }));
        expect(failed[0]?.data).toBe(lines.join('\n'));
      }),
    );
  });

  it('gives GitHub no command out of any other format either, at any width', () => {
    const error = (text: string) => new NpqError('resolve-failed', { message: text, hint: text });
    fc.assert(
      fc.property(hostile, fc.integer({ min: 40, max: 100 }), fc.boolean(), (text, columns, verbose) => {
        const held = reportSaying(text);
        const view = { columns, color: 0, verbose } as const;
        const printed = [
          ...[renderHuman(held, view), renderInstall(held, view)],
          ...[renderError(error(text)), renderError(error(text), columns)],
          ...[renderMarkdown(held), renderMarkdownError({ message: text, hint: text }, 1)],
          ...[renderJson(held), renderSummary(held, 0), renderSarif(held, { rules: [], folder: '' })],
        ];
        for (const output of printed) expect(commandsOf(output)).toEqual([]);
      }),
    );
  });

  it('would be seen to give one', () => {
    for (const line of ['  ::error::x', 'a ##[error]x', '::error file=a,line=1::x', 'x\r::warning::y']) {
      expect(commandsOf(line)).toHaveLength(1);
    }
    expect(commandsOf('::error title=a%2Cb%3A%250A::x%0Ay%250A')).toEqual([
      { name: 'error', properties: { title: 'a,b:%0A' }, data: 'x\ny%0A' },
    ]);
    expect(commandsOf('::nothing-known::x')).toEqual([]);
  });
});
