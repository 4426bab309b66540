import { createInterface } from 'node:readline';
import type { Terminal } from '../host/host.ts';
import { forTerminal } from '../report/sanitize.ts';

type Read<T> = { readonly value: T } | { readonly refused: string };

/**
 * A question for terminals that redraw nothing, and for those who have them read aloud: what is printed stays,
 * every line once, and the answer is a line of its own. The signal says that none will come: Ctrl-D at the beginning
 * of a line ends the input of a terminal that is not in raw mode.
 */
export function askLine<T>(
  prompt: string,
  read: (text: string) => Read<T>,
  { terminal: { input, questions } }: { readonly terminal: Pick<Terminal, 'input' | 'questions'> },
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input, terminal: false });
    const end = (finish: () => void) => {
      signal.removeEventListener('abort', onAbort);
      lines.removeAllListeners();
      lines.close();
      finish();
    };
    const onAbort = () => {
      // Nobody has typed the end of this line.
      questions.write('\n');
      end(() => reject(closed()));
    };
    const onLine = (text: string) => {
      const answer = read(text);
      if ('value' in answer) end(() => resolve(answer.value));
      else questions.write(`${forTerminal(answer.refused)}\n${prompt}`);
    };
    lines.on('line', onLine);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else questions.write(prompt);
  });
}

function closed(): Error {
  return Object.assign(new Error('the question was closed'), { name: 'AbortPromptError' });
}
