import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withBlock, withoutBlock } from '../../src/shell/marked-block.ts';

const lines = ["alias npm='npq'"];

describe('the lines between the markers', () => {
  it('come at the end, once, and go without a trace', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => !text.includes('npq')),
        (text) => {
          const whole =
            text === '' || text.endsWith('\n') ? text : `${text}${text.includes('\r\n') ? '\r\n' : '\n'}`;
          const once = withBlock(text, 'alias', lines);
          expect(once.startsWith(whole)).toBe(true);
          expect(withBlock(once, 'alias', lines)).toBe(once);
          expect(withoutBlock(once, 'alias')).toBe(whole);
        },
      ),
    );
  });

  it('stay where they are when others take their place', () => {
    const text = `before\n${withBlock('', 'alias', ['old', 'older'])}after`;
    expect(withBlock(text, 'alias', lines)).toBe(
      "before\n# >>> npq alias >>>\nalias npm='npq'\n# <<< npq alias <<<\nafter",
    );
    expect(withoutBlock(text, 'alias')).toBe('before\nafter');
  });

  it('keep out of the way of the lines for PATH', () => {
    const both = withBlock(withBlock('', 'alias', lines), 'shims', ['PATH=x']);
    expect(withoutBlock(both, 'alias')).toBe(withBlock('', 'shims', ['PATH=x']));
  });

  it('have the line ends of the file', () => {
    expect(withBlock('a\r\n', 'alias', ['b'])).toBe(
      'a\r\n# >>> npq alias >>>\r\nb\r\n# <<< npq alias <<<\r\n',
    );
  });

  it.each([
    ['no end', '# >>> npq alias >>>\nmine\n', 'line 1'],
    ['no beginning', 'mine\n# <<< npq alias <<<\n', 'line 2'],
    ['two of them', withBlock('', 'alias', lines).repeat(2), 'line 4'],
    ['the end first', '# <<< npq alias <<<\nmine\n# >>> npq alias >>>\n', 'line 3'],
  ])('are not touched where there is %s', (_what, text, where) => {
    expect(() => withBlock(text, 'alias', lines)).toThrow(where);
    expect(() => withoutBlock(text, 'alias')).toThrow(where);
  });
});
