import { expect, it } from 'vitest';
import { reflowed } from '../../src/report/reflow.ts';

it('breaks long lines, and keeps what follows a label under the second column', () => {
  const text =
    'A short line\n  leaves    The name and version, to the registry that npm would fetch it from.';
  expect(reflowed(text, 50)).toBe(
    [
      'A short line',
      '  leaves    The name and version, to the registry',
      '            that npm would fetch it from.',
    ].join('\n'),
  );
});

it('leaves alone what fits, and a word that is longer than a line', () => {
  expect(reflowed('  needs     tarball', 80)).toBe('  needs     tarball');
  expect(reflowed('x'.repeat(60), 40)).toBe('x'.repeat(60));
});
