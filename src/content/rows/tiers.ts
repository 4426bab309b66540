/** How much a row weighs (reference: the table of signals): block, high, warn, info. */
export type Tier = 'block' | 'high' | 'notice' | 'info';

const tiers: readonly Tier[] = ['block', 'high', 'notice', 'info'];

/** 3 for block, 0 for info. */
export function tierRank(tier: Tier): number {
  return tiers.length - 1 - tiers.indexOf(tier);
}

/** `steps` milder, and never less than info. */
export function lowered(tier: Tier, steps = 1): Tier {
  return tiers[Math.min(tiers.length - 1, tiers.indexOf(tier) + steps)] ?? 'info';
}

export function worstFirst<T extends { readonly tier: Tier }>(hits: readonly T[]): readonly T[] {
  return hits.toSorted((one, other) => tierRank(other.tier) - tierRank(one.tier));
}
