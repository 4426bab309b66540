import fc from 'fast-check';
import { hostileText } from './scenarios.ts';

/** What means something to one of the formats, or to the viewers of one. */
const acts = [
  ...[
    '::error::pwned',
    '\n::error::pwned',
    '\r::set-output name=a::b',
    '##[error]pwned',
    '##[set-env name=A]b',
  ],
  ...[
    '##vso[task.setvariable variable=a]b',
    '%0A::error::pwned',
    '%25',
    '::',
    '##',
    '[',
    ']',
    ':',
    '%',
    '#',
    '##vso',
  ],
  ...[
    '|',
    '\\|',
    '`',
    '``',
    '```',
    '~~~',
    '\n\n',
    '*',
    '_',
    '**b**',
    '- ',
    '1. ',
    '1)',
    '> ',
    '# h',
    '---',
    '===',
  ],
  ...[
    '[a](https://evil.example)',
    '![a](https://evil.example/x.png)',
    '](',
    '[a][b]',
    '[b]: https://evil.example',
  ],
  ...['<https://evil.example>', 'https://evil.example', 'www.evil.example', 'evil.com', 'ada@evil.example'],
  ...['@ada', '@ada/team', '#12', 'GH-12', '!12', 'ada/shop#12', 'a'.repeat(40), 'mailto:ada@evil.example'],
  ...[
    '<b>',
    '</details>',
    '<summary>',
    '<!--',
    '-->',
    ']]>',
    '<script>alert(1)</script>',
    '&lt;',
    '&#64;',
    '&',
  ],
  ...[':tada:', '$x$', '{0}', '{{0}}', '{1}[a](1)', '\\', '\\[', '\t', '\r\n', '\u2028', '\u0085', '\u000B'],
  ...['\u202E', '\u200B', '\u0000', '\u001B[2J', '\u009B31m', '\uD800', ' ', '    ', 'word', '-', '+', '='],
  hostileText,
];

/** Text that a stranger may write: pieces that act, in any order, between anything else. */
export const hostile = fc
  .array(fc.oneof(fc.constantFrom(...acts), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 12 })
  .map((parts) => parts.join(''));
