import type { Signals, Terminal } from '../host/host.ts';
import { forTerminal } from '../report/sanitize.ts';
import { cutToColumns } from '../report/width.ts';
import { askLine } from './linear.ts';
import { wrapped } from './wrapped.ts';

export interface Asking {
  readonly terminal: Pick<Terminal, 'input' | 'questions' | 'columns' | 'rows' | 'live'>;
  /** With it a signal ends the question properly; without it the cursor may stay hidden. */
  readonly signals?: Signals | undefined;
}

/** `closed`: the input ended before an answer came. No answer is never a yes. */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'closed' };

type Context = {
  readonly input: Terminal['input'];
  readonly output: Terminal['questions'];
  readonly signal: AbortSignal;
};

const longestLabel = 300;
/** Beyond the lines themselves a question takes its own, an empty one and that of the keys. */
const besides = 4;

/** One of several lines; the first is the default. Answers its index. */
export function askWhich(
  message: string,
  labels: readonly string[],
  asking: Asking,
): Promise<Answer<number>> {
  const { columns, rows, live } = asking.terminal;
  if (!live) return askByNumber(message, labels, asking);
  return ask(asking, async (context) => {
    const choices = labels.map((label, value) => ({
      ...{ value, name: wrapped(label, columns - 3, longestLabel).join('\n  ') },
      short: fitted(label, columns - message.length - 4),
    }));
    const pageSize = Math.max(3, Math.min(16, rows - besides));
    const { default: inquirer } = await import('inquirer');
    const prompt = inquirer.createPromptModule(context);
    const question = { type: 'select', name: 'answer', message, choices, default: 0, loop: false, pageSize };
    return (await prompt<{ readonly answer: number }>([question])).answer;
  });
}

/** Yes or no; Enter alone is no. */
export async function askYesNo(message: string, asking: Asking): Promise<Answer<boolean>> {
  const { columns, live } = asking.terminal;
  if (!live) {
    const read = (text: string) => ({ value: /^y(?:es)?$/i.test(text.trim()) });
    return ask(asking, ({ signal }) => askLine(`${forTerminal(message)} (y/N) `, read, asking, signal));
  }
  return ask(asking, async (context) => {
    const { default: inquirer } = await import('inquirer');
    const prompt = inquirer.createPromptModule(context);
    const question = { type: 'confirm', name: 'answer', message: fitted(message, columns - 10) };
    return (await prompt<{ readonly answer: boolean }>([{ ...question, default: false }])).answer;
  });
}

/** A line of text; `refuse` says what is wrong with it, and then it is asked for again. */
export function askText(
  message: string,
  refuse: (text: string) => string | undefined,
  asking: Asking,
  preset = '',
): Promise<Answer<string>> {
  const { columns, live } = asking.terminal;
  if (!live) {
    const read = (text: string) => {
      const value = text.trim() || preset;
      const why = refuse(value);
      return why === undefined ? { value } : { refused: why };
    };
    const shown = preset === '' ? '' : ` [${preset}]`;
    return ask(asking, ({ signal }) => askLine(`${forTerminal(message)}${shown} `, read, asking, signal));
  }
  return ask(asking, async (context) => {
    const { default: inquirer } = await import('inquirer');
    const prompt = inquirer.createPromptModule(context);
    const validate = (text: string) => {
      const why = refuse(text.trim());
      return why === undefined ? true : wrapped(why, columns - 3, longestLabel).join('\n');
    };
    const question = {
      type: 'input',
      name: 'answer',
      message: wrapped(message, columns - 3, 200).join('\n'),
    };
    const asked = { ...question, validate, ...(preset === '' ? {} : { default: preset }) };
    return (await prompt<{ readonly answer: string }>([asked])).answer.trim();
  });
}

function askByNumber(message: string, labels: readonly string[], asking: Asking): Promise<Answer<number>> {
  const lines = labels.map((label, at) => `${at + 1}. ${forTerminal(label, { maxLength: longestLabel })}\n`);
  const read = (text: string) => {
    const typed = text.trim();
    const number = typed === '' ? 1 : Number(typed);
    if (Number.isInteger(number) && number >= 1 && number <= labels.length) return { value: number - 1 };
    return { refused: `Type a number from 1 to ${labels.length}.` };
  };
  const first = forTerminal(labels[0] ?? '', { maxLength: 60 });
  const prompt = `Number (Enter is 1, ${first}): `;
  asking.terminal.questions.write(`${forTerminal(message)}\n${lines.join('')}`);
  return ask(asking, ({ signal }) => askLine(prompt, read, asking, signal));
}

function fitted(text: string, columns: number): string {
  return cutToColumns(forTerminal(text), Math.max(20, columns));
}

/** Puts a question so that whatever ends it without an answer is told apart, and is no yes. */
export async function ask<T>(
  { terminal, signals }: Asking,
  put: (context: Context) => Promise<T>,
): Promise<Answer<T>> {
  const { input, questions } = terminal;
  if (input.readableEnded || input.destroyed) return { kind: 'closed' };
  const closing = new AbortController();
  const close = () => closing.abort();
  const key = (_text: unknown, pressed: { readonly name?: string; readonly ctrl?: boolean } | undefined) => {
    // In raw mode Ctrl-D is a key like any other, and a question would wait for ever for another one.
    if (pressed?.ctrl === true && pressed.name === 'd') close();
  };
  input.once('end', close);
  input.once('close', close);
  input.on('keypress', key);
  let interrupted = false;
  const stopListening = signals?.onInterrupt(() => {
    interrupted = true;
    close();
  });
  try {
    return { kind: 'answered', value: await put({ input, output: questions, signal: closing.signal }) };
  } catch (error) {
    if (interrupted || named(error, 'ExitPromptError')) return { kind: 'interrupted' };
    // Readline ends silently when its input does; without this the question would stand there for ever.
    if (named(error, 'AbortPromptError') && closing.signal.aborted) return { kind: 'closed' };
    throw error;
  } finally {
    stopListening?.();
    input.off('end', close);
    input.off('close', close);
    input.off('keypress', key);
  }
}

function named(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
