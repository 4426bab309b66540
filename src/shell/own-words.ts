/** What may stand behind a word: more words, or whatever this list says. */
type Words = { readonly [word: string]: Words };

const none: Words = {};
const each = (words: readonly string[]): Words => Object.fromEntries(words.map((word) => [word, none]));

export interface Vocabulary {
  /** Ids of checks. */
  readonly checks: readonly string[];
  /** npq's options for gated commands, with what may follow those that take a value. */
  readonly options: ReadonlyMap<string, readonly string[] | 'anything' | 'nothing'>;
  /** Whether npm itself gets the command line of this verb as it is. */
  passes(verb: string): boolean;
}

const profileOptions = each(['--write', '--remove', '--file']);

/** npq's own commands, and the words and options that they know. */
export function ownCommands(checks: readonly string[]): Words {
  return {
    alias: {
      ...Object.fromEntries(['bash', 'zsh', 'fish', 'powershell'].map((shell) => [shell, profileOptions])),
    },
    check: none,
    completion: each(['bash', 'zsh', 'fish']),
    diff: each(['--json', '--npq-verbose', '--text']),
    doctor: { npq: each(['--json']) },
    db: { update: none, status: each(['--json']) },
    explain: each(checks),
    policy: each(['--json', '--npq-verbose']),
    shims: {
      install: each(['--write', '--shell', '--file']),
      remove: each(['--file']),
      status: none,
    },
    trust: none,
    verify: each(['--json', '--npq-verbose']),
    waive: each(['--reason', '--until', '--by', '--severity', '--file', '--list', '--remove']),
    with: each(['pnpm', 'yarn', 'bun']),
  };
}

/** What npq has to offer in the place of the word at the cursor; npm adds what it has. */
export function ownCandidates(words: readonly string[], at: number, known: Vocabulary): readonly string[] {
  const before = words.slice(1, at);
  const word = words[at] ?? '';
  if (before.includes('--')) return [];
  const commands = ownCommands(known.checks);
  const [verb] = before;
  const startsLike = (candidates: readonly string[]) => candidates.filter((one) => one.startsWith(word));
  if (verb === undefined) return startsLike(Object.keys(commands));
  const own = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (own !== undefined && verb !== 'check') return startsLike(Object.keys(behind(own, before.slice(1))));
  if (own === undefined && known.passes(verb)) return [];
  const values = known.options.get(before.at(-1) ?? '');
  if (values !== undefined && values !== 'nothing') return values === 'anything' ? [] : startsLike(values);
  return word.startsWith('-') ? startsLike([...known.options.keys()]) : [];
}

/** Options may stand anywhere: they lead nowhere. */
function behind(words: Words, typed: readonly string[]): Words {
  let place = words;
  for (const one of typed) {
    const next = Object.hasOwn(place, one) && !one.startsWith('-') ? place[one] : undefined;
    if (next !== undefined) place = next;
  }
  return place;
}
