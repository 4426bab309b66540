import { byAffix, withoutNumber } from './by-affix.ts';
import type { ByLetters } from './by-letters.ts';
import { partsOf, squashed, wordsOf } from './forms.ts';
import type { Lookalike, LookalikeKind, Strength } from './lookalike.ts';
import type { Popular } from './popular.ts';
import { slipBetween } from './slip.ts';

export interface ByShape {
  unscoped(name: string): Lookalike | undefined;
  scoped(scope: string, base: string): Lookalike | undefined;
}

export function byShape(popular: Popular, letters: ByLetters): ByShape {
  const found = (
    rank: number | undefined,
    kind: LookalikeKind,
    strength: Strength,
  ): Lookalike | undefined => {
    const target = rank === undefined ? undefined : popular.names[rank];
    return target === undefined ? undefined : { target, kind, strength };
  };
  const affixes = byAffix(popular, letters);
  const scopeAt = (rank: number) => partsOf(popular.names[rank] ?? '').scope ?? '';

  const separators = (name: string) => {
    const rank = popular.plain.get(squashed(name));
    if (rank === undefined || squashed(name).length < 4) return undefined;
    return found(rank, 'separators', rank < 6000 ? 'strong' : 'weak');
  };
  const joinedScope = (name: string) => {
    const words = wordsOf(name);
    const rank = popular.joined.get(squashed(name));
    if (words.length > 2 && words[0] !== 'types') return undefined;
    return found(rank, 'scope', words[0] === 'types' ? 'strong' : 'weak');
  };
  const droppedScope = (name: string) => {
    const bearers = popular.bases.get(squashed(name)) ?? [];
    const [rank] = bearers;
    // A base that many scopes have belongs to none of them: `eslint-config`.
    if (rank === undefined || bearers.length > (rank < 3000 ? 2 : 1) || wordsOf(name).length < 2)
      return undefined;
    const scope = scopeAt(rank);
    // `react-stripe-js` of `@stripe` says itself whose it is: most such packages moved into their scope later.
    const own = wordsOf(scope).some((word) => squashed(name).includes(word));
    return own || scope === 'types' ? undefined : found(rank, 'dropped-scope', 'weak');
  };
  const wordOrder = (name: string) => {
    const words = wordsOf(name);
    if (words.length < 2 || words.length > 3) return undefined;
    for (const other of otherOrders(words)) {
      const form = other.join('');
      const rank = popular.plain.get(form) ?? popular.joined.get(form);
      if (rank === undefined || rank >= 10_000) continue;
      // Put together again they may make other words: `port-ex`.
      if (wordsOf(popular.names[rank] ?? '').join() === other.join())
        return found(rank, 'word-order', 'weak');
    }
    return undefined;
  };
  const plural = (name: string) => {
    const form = squashed(name);
    if (form.length < 6) return undefined;
    const rank =
      popular.plain.get(`${form}s`) ??
      (form.endsWith('s') ? popular.plain.get(form.slice(0, -1)) : undefined);
    return found(rank, 'plural', 'weak');
  };
  return {
    unscoped(name) {
      const lower = name.toLowerCase();
      const ways = [
        separators,
        joinedScope,
        affixes.find,
        letters.find,
        droppedScope,
        wordOrder,
        plural,
        affixes.findMisspelt,
      ];
      const ones = ways.map((way) => way(lower)).filter((one) => one !== undefined);
      const [first] = ones;
      const whole =
        first?.kind === 'separators' ? first : (ones.find(({ strength }) => strength === 'strong') ?? first);
      const numberless = withoutNumber(lower);
      return whole ?? (numberless === lower ? undefined : droppedScope(numberless));
    },
    scoped(scope, base) {
      const bearers = popular.bases.get(squashed(base)) ?? [];
      const meant = bearers.find((rank) => resembles(scope.toLowerCase(), scopeAt(rank)));
      if (meant !== undefined) return found(meant, 'scope', 'strong');
      const rank = popular.plain.get(squashed(base));
      if (squashed(scope) === squashed(base) && rank !== undefined && rank < 5000) {
        return found(rank, 'scope', 'weak');
      }
      return undefined;
    },
  };
}

function resembles(scope: string, meant: string): boolean {
  if (meant.length < 4) return false;
  const [typed, known] = [squashed(scope), squashed(meant)];
  if (typed === known || wordsOf(scope).includes(meant)) return true;
  return known.length > 4 && slipBetween(typed, known) !== undefined;
}

function otherOrders(words: readonly string[]): readonly (readonly string[])[] {
  const [a = '', b = '', c] = words;
  if (c === undefined) return a === b ? [] : [[b, a]];
  const orders = [
    [b, a, c],
    [a, c, b],
    [c, b, a],
    [b, c, a],
    [c, a, b],
  ];
  return orders.filter((order) => order.join() !== words.join());
}
