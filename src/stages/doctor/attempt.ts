import { exitCodeOfError } from '../../cli/exit-codes.ts';
import { NpqError, systemError } from '../../errors.ts';
import { type Health, problem } from '../../model/health.ts';

/** What was had, or why not: whatever would stop an install is told here as one thing among others. */
export type Attempt<T> = { readonly got: T } | { readonly health: Health };

export async function attempt<T>(topic: string, work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { got: await work() };
  } catch (thrown) {
    const error = systemError(thrown) ?? thrown;
    if (!(error instanceof NpqError)) throw error;
    return { health: asProblem(topic, error) };
  }
}

export function asProblem(topic: string, { code, message, hint }: NpqError): Health {
  return problem(topic, message, { next: hint, exitCode: exitCodeOfError(code), data: { code } });
}
