import type { Signals, Terminal } from '../host/host.ts';
import { forTerminal } from '../report/sanitize.ts';
import { cutToColumns } from '../report/width.ts';

export interface Asking {
  readonly terminal: Pick<Terminal, 'input' | 'questions' | 'columns'>;
  /** With it a signal ends the question properly; without it the cursor may stay hidden. */
  readonly signals?: Signals | undefined;
}

/** `closed`: the input ended before an answer came. No answer is never a yes. */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'closed' };

/** One of several lines; the first is the default. Answers its index. */
export function askWhich(
  message: string,
  labels: readonly string[],
  asking: Asking,
): Promise<Answer<unknown>> {
  const choices = labels.map((label, value) => ({ value, name: fitted(label, asking.terminal.columns - 4) }));
  return ask(
    { type: 'select', name: 'answer', message, choices, default: 0, loop: false, pageSize: 12 },
    asking,
  );
}

/** Yes or no; Enter alone is no. */
export function askYesNo(message: string, asking: Asking): Promise<Answer<unknown>> {
  return ask(
    {
      type: 'confirm',
      name: 'answer',
      message: fitted(message, asking.terminal.columns - 10),
      default: false,
    },
    asking,
  );
}

function fitted(text: string, columns: number): string {
  return cutToColumns(forTerminal(text), Math.max(20, columns));
}

type Question = SelectQuestion | ConfirmQuestion;

interface SelectQuestion {
  readonly type: 'select';
  readonly name: 'answer';
  readonly message: string;
  readonly choices: { readonly value: number; readonly name: string }[];
  readonly default: number;
  readonly loop: boolean;
  readonly pageSize: number;
}

interface ConfirmQuestion {
  readonly type: 'confirm';
  readonly name: 'answer';
  readonly message: string;
  readonly default: boolean;
}

async function ask(question: Question, { terminal, signals }: Asking): Promise<Answer<unknown>> {
  const { input, questions } = terminal;
  if (input.readableEnded || input.destroyed) return { kind: 'closed' };
  // Most runs ask nothing; inquirer would cost each of them its loading time.
  const { default: inquirer } = await import('inquirer');
  const closing = new AbortController();
  const close = () => closing.abort();
  input.once('end', close);
  input.once('close', close);
  let interrupted = false;
  const stopListening = signals?.onInterrupt(() => {
    interrupted = true;
    close();
  });
  try {
    const prompt = inquirer.createPromptModule({ input, output: questions, signal: closing.signal });
    const { answer } = await prompt(question);
    return { kind: 'answered', value: answer };
  } catch (error) {
    if (interrupted || named(error, 'ExitPromptError')) return { kind: 'interrupted' };
    // Readline ends silently when its input does; without this the question would stand there for ever.
    if (named(error, 'AbortPromptError') && closing.signal.aborted) return { kind: 'closed' };
    throw error;
  } finally {
    stopListening?.();
    input.off('end', close);
    input.off('close', close);
  }
}

function named(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
