import { describe, expect, it } from 'vitest';
import { sourceFiles } from './sources.ts';

/** What each error says next has to be something that one can type or do. */
const steps =
  'Allow Ask Bring Check Choose Clone Copy Correct Do Find Go Install Leave Let Log Look Make Mend Name Pass Put Read ' +
  'Remove Repeat Replace Report Run Say See Set Take Try Update Wait Write';
const step = new RegExp(`^(?:${steps.split(' ').join('|')})\\b`);
const command = /\b(?:npq|npm|git|bun|cd|unset) [a-z<$-]|--[a-z]/;

interface Hint {
  readonly path: string;
  readonly text: string;
}

/**
 * The texts that stand behind `hint:`, both of a choice. That there is a hint at all is the compiler's to see; one
 * that is made elsewhere is that place's.
 */
function hints(): readonly Hint[] {
  return sourceFiles('src').flatMap(({ path, text }) =>
    [
      ...text.matchAll(/\bhint:(?: [^'"`\n]*\?)?\s*((?:'[^'\n]*'|"[^"\n]*"|`(?:[^`\\\n]|\\.)*`)(?: : .*)?)/g),
    ].flatMap(([, choice = '']) =>
      [...choice.matchAll(/(?:^|: )('[^'\n]*'|"[^"\n]*"|`(?:[^`\\\n]|\\.)*)/g)].map(([, quoted = '']) => ({
        path,
        text: quoted.slice(1).replace(/['"]$/, ''),
      })),
    ),
  );
}

describe('every error', () => {
  it('says in it what to type or do next', () => {
    expect(hints().length).toBeGreaterThan(90);
    expect(hints().filter(({ text }) => !step.test(text) && !command.test(text))).toEqual([]);
  });
});
