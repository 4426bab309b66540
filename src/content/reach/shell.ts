/** One program with its arguments, between the operators of a shell. */
export interface SimpleCommand {
  /** As the shell hands them over, except that variables and substitutions stay as they stand. */
  readonly words: readonly string[];
  readonly redirects: readonly { readonly operator: string; readonly target: string }[];
  /** How it follows the one before; `;` also for a new line, for `&` and for what stands in brackets. */
  readonly after: '&&' | '||' | '|' | ';';
  /** It stands in another: in `$(…)`, in backticks, or in the argument of `sh -c`. */
  readonly nested: boolean;
}

export interface ShellReading {
  readonly commands: readonly SimpleCommand[];
  /** It goes on, or deeper, than anybody reads. */
  readonly more: boolean;
}

/** Hooks of honest packages have a handful of commands. */
const most = { characters: 32 * 1024, words: 2_000, commands: 300, depth: 6 };

interface Budget {
  words: number;
  commands: number;
  /** A substitution is opened and never closed: looking for its end again would cost the square of the length. */
  unclosed: boolean;
  more: boolean;
}

/**
 * The commands of a script, as sh or cmd would cut them. Nobody knows which of the two will read it, so that a sign
 * which either takes for quoting or for the end of a command counts wherever the other does not need it.
 */
export function readShell(text: string): ShellReading {
  const tooLong = text.length > most.characters;
  const budget: Budget = {
    ...{ words: most.words, commands: most.commands },
    unclosed: false,
    more: tooLong,
  };
  const commands = read(text.slice(0, most.characters), budget, 0);
  return { commands, more: budget.more };
}

function read(text: string, budget: Budget, depth: number): SimpleCommand[] {
  const found: SimpleCommand[] = [];
  const inner: string[] = [];
  let words: string[] = [];
  let redirects: { operator: string; target: string }[] = [];
  let word: string | undefined;
  let redirect: string | undefined;
  let after: SimpleCommand['after'] = ';';
  let at = 0;

  const endWord = (): void => {
    if (word === undefined) return;
    if (redirect !== undefined) redirects.push({ operator: redirect, target: word });
    else if (budget.words > 0) words.push(word);
    budget.words -= 1;
    redirect = undefined;
    word = undefined;
  };
  const endCommand = (next: SimpleCommand['after']): void => {
    endWord();
    if (words.length > 0 || redirects.length > 0) {
      if (budget.commands > 0) found.push({ words, redirects, after, nested: depth > 0 });
      budget.commands -= 1;
      words = [];
      redirects = [];
      after = next;
    } else if (next !== ';') after = next;
  };
  /** Takes `$(…)` or a pair of backticks; what is never closed is read as it stands. */
  const substitution = (): boolean => {
    const opens = text.startsWith('$(', at);
    const end = opens ? closing(text, at + 2) : text.indexOf('`', at + 1);
    if (end < 0) {
      budget.unclosed = true;
      return false;
    }
    inner.push(text.slice(at + (opens ? 2 : 1), end));
    word = (word ?? '') + text.slice(at, end + 1);
    at = end + 1;
    return true;
  };
  const substitutes = (): boolean =>
    !budget.unclosed && (text[at] === '`' || text.startsWith('$(', at)) && substitution();

  while (at < text.length && budget.words >= 0 && budget.commands >= 0) {
    const sign = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (sign === "'") {
      const end = text.indexOf("'", at + 1);
      word = (word ?? '') + text.slice(at + 1, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end + 1;
    } else if (sign === '"') {
      word ??= '';
      for (at += 1; at < text.length && text[at] !== '"'; ) {
        if (substitutes()) continue;
        if (text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) at += 1;
        word += text[at] ?? '';
        at += 1;
      }
      at += 1;
    } else if (substitutes()) {
      // Taken whole.
    } else if ((sign === '\\' && /[\s"'`$;&|<>()]/.test(next)) || (sign === '^' && /[&|<>^"]/.test(next))) {
      if (next !== '\n') word = (word ?? '') + next;
      at += 2;
    } else if (/[<>]/.test(sign) || (sign === '&' && next === '>')) {
      if (word !== undefined && /^\d$/.test(word)) word = undefined;
      endWord();
      redirect = /^&?[<>]{1,3}&?/.exec(text.slice(at, at + 5))?.[0] ?? sign;
      at += redirect.length;
    } else if (/[\n;()&|]/.test(sign)) {
      const double = sign === next && (sign === '&' || sign === '|');
      endCommand(double ? (sign === '&' ? '&&' : '||') : sign === '|' ? '|' : ';');
      at += double || text.startsWith('|&', at) ? 2 : 1;
    } else if (/\s/.test(sign)) {
      endWord();
      at += 1;
    } else {
      word = (word ?? '') + sign;
      at += 1;
    }
  }
  endCommand(';');
  if (budget.words < 0 || budget.commands < 0) budget.more = true;
  inner.push(...found.flatMap(({ words: all }) => shellArgument(all)));
  if (inner.length > 0 && depth >= most.depth) budget.more = true;
  else
    for (const text of inner)
      if (budget.words >= 0 && budget.commands >= 0) found.push(...read(text, budget, depth + 1));
  return found;
}

/** Where the bracket ends that was opened before `from`; brackets within count, quotes do not. */
function closing(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') open += 1;
    else if (text[at] === ')') open -= 1;
    if (open === 0) return at;
  }
  return -1;
}

const shells = /^(?:.*[/\\])?(?:sh|bash|dash|zsh|ksh|ash|cmd|pwsh|powershell)(?:\.exe)?$/i;

/** What a shell within gets to read: `sh -c "…"`, `cmd /c …`, `eval …`. */
function shellArgument(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => shells.test(word) || word === 'eval');
  if (start < 0) return [];
  if (words[start] === 'eval') return [words.slice(start + 1).join(' ')];
  const flag = words.findIndex((word, index) => index > start && /^(?:-\w*c|\/[ck]|-command)$/i.test(word));
  if (flag < 0) return [];
  const rest = words.slice(flag + 1);
  return /^-\w*c$/.test(words[flag] ?? '') ? rest.slice(0, 1) : [rest.join(' ')];
}
