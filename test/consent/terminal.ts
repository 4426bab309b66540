import { PassThrough } from 'node:stream';
import type { AskedTerminal } from '../../src/consent/ask.ts';

export const keys = {
  ...{ enter: '\r', down: '\u001B[B', up: '\u001B[A', right: '\u001B[C', left: '\u001B[D' },
  ...{ interrupt: '\u0003', endOfInput: '\u0004' },
};

export interface FakeTerminal {
  readonly terminal: AskedTerminal;
  /** Everything that was drawn or printed. */
  screen(): string;
  /** Waits until the text stands on the screen, counted from where the last wait ended; then types. */
  typeAfter(text: string, ...typed: readonly string[]): Promise<void>;
  closeInput(): void;
}

/** A terminal made of two pipes, as inquirer sees one: raw keys in, drawing out. */
export function fakeTerminal(more: Partial<AskedTerminal> = {}): FakeTerminal {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  // Like the real stderr, which one question does not end for the next.
  const questions = Object.assign(new PassThrough(), { _isStdio: true });
  let drawn = '';
  let seen = 0;
  questions.on('data', (chunk: Buffer) => {
    drawn += chunk.toString('utf8');
  });
  const terminal: AskedTerminal = {
    input,
    questions,
    columns: 80,
    rows: 24,
    live: true,
    interactive: true,
    colorLevel: 0,
    err: (text) => {
      drawn += text;
    },
    ...more,
  };
  return {
    terminal,
    screen: () => drawn,
    async typeAfter(text, ...typed) {
      while (drawn.indexOf(text, seen) < 0) await new Promise((resolve) => setTimeout(resolve, 2));
      seen = drawn.length;
      for (const key of typed) {
        input.write(key);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    closeInput: () => void input.end(),
  };
}
