/** Names that hold one value, followed by their letters through a short piece of code. */

/** What it takes to follow names through some thousand characters, in steps of a file's budget. */
export const followingSteps = 2_000;

const mostNames = 12;
const mostArrivals = 24;
const mostLooks = 256;

export interface Arrival {
  /** Where in the code it comes in. */
  readonly index: number;
  readonly names: readonly string[];
}

/** Where one of `sources` gives something a name, which is in its first group: a name, or a pattern of names. */
export function arrivalsIn(code: string, sources: readonly RegExp[]): readonly Arrival[] {
  const found: Arrival[] = [];
  for (const source of sources)
    for (const match of code.matchAll(source)) {
      const names = declaredIn(match[1] ?? '');
      if (names.length > 0) found.push({ index: match.index, names });
      if (found.length >= mostArrivals) return found;
    }
  return found;
}

/** The same where `source` finds the value, and what it is given to stands in front of it in one statement. */
export function givenIn(code: string, source: RegExp): readonly Arrival[] {
  const found: Arrival[] = [];
  let looked = 0;
  for (const { index } of code.matchAll(source)) {
    looked += 1;
    if (looked > mostLooks) break;
    const before = code.slice(Math.max(0, index - 160), index);
    const [, declared] =
      /(?<![\w$.])([A-Za-z_$][\w$]{0,40}|\{[^{}]{1,80}\}|\[[^[\]]{1,80}\])\s{0,4}=(?![=>])[^;\n]{0,60}$/.exec(
        before,
      ) ?? [];
    if (declared !== undefined) found.push({ index, names: declaredIn(declared) });
    if (found.length >= mostArrivals) break;
  }
  return found;
}

/** `{ run, other: named }` declares `run` and `named`, `[a, b]` both. */
export function declaredIn(declared: string): readonly string[] {
  if (!/^[{[]/.test(declared)) return [declared];
  return declared
    .slice(1, -1)
    .split(',')
    .flatMap((part) => /([A-Za-z_$][\w$]{0,40})\s{0,9}(?:=[^=].{0,40})?$/.exec(part.trim())?.[1] ?? []);
}

/** These names, and those that are made of them further on in the piece. */
export function reaching(names: readonly string[], piece: string): readonly string[] {
  const all = new Set(names);
  const given = [
    ...piece.matchAll(
      /(?<![\w$.])([A-Za-z_$][\w$]{0,40}|\{[^{}\n]{1,80}\}|\[[^[\]\n]{1,80}\])\s{0,4}\+?=(?![=>])\s{0,4}([^;\n]{1,200})/g,
    ),
  ];
  for (const [, declared = '', from = ''] of given) {
    const used = new Set(from.match(/[A-Za-z_$][\w$]{0,40}/g));
    if (![...all].some((name) => used.has(name))) continue;
    for (const name of declaredIn(declared)) all.add(name);
    if (all.size >= mostNames) break;
  }
  return [...all];
}

/** Where one of the names is what a shell or an interpreter is told; undefined where none is. */
export function runsHeld(piece: string, names: readonly string[]): number | undefined {
  const held = names.map((name) => name.replaceAll('$', String.raw`\$`)).join('|');
  const at = piece.search(
    new RegExp(
      String.raw`(?:(?:(?:(?<![\w$.])|child_process['"\`]?\)?\.|\b\w{0,12}(?:cp|process|child)['"\`]?\)?\.)(?:exec|execSync)|(?<![\w$.])eval|(?<![\w$.])Function|\brunIn(?:This|New)?Context|\b_compile)\)?\s{0,4}(?:\?\.\s{0,4})?\(|\b(?:spawn|spawnSync|execFile|execFileSync)\s{0,4}\([^;\n()]{1,60},\s{0,4}\[\s{0,4}['"\`](?:-c|-e|--eval|-Command|\/c)['"\`]\s{0,4},)[^;\n'"]{0,60}(?<![\w$.])(?:${held})(?![\w$])`,
    ),
  );
  return at < 0 ? undefined : at;
}
