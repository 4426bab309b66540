import type { Json } from './finding.ts';

/** `problem`: an install would stop for it. `note`: worth a word, and an install goes on. */
export type Standing = 'fine' | 'note' | 'problem';

/** One thing that was looked at on this machine. */
export interface Health {
  /** In a word or two, for the first column. */
  readonly topic: string;
  readonly standing: Standing;
  /** For people; may hold foreign text. */
  readonly said: string;
  /** The next command or step; always there for a problem. */
  readonly next?: string;
  /** Of a problem: what an install would end with. */
  readonly exitCode?: number;
  /** The same for programs. */
  readonly data?: Readonly<Record<string, Json>>;
}

type Rest = Pick<Health, 'data'> & { readonly next?: string };

export function fine(topic: string, said: string, rest: Rest = {}): Health {
  return { topic, standing: 'fine', said, ...rest };
}

export function note(topic: string, said: string, rest: Rest = {}): Health {
  return { topic, standing: 'note', said, ...rest };
}

export function problem(
  topic: string,
  said: string,
  rest: Rest & { readonly next: string; readonly exitCode: number },
): Health {
  return { topic, standing: 'problem', said, ...rest };
}
