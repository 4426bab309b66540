import { byLetters } from './by-letters.ts';
import { byShape } from './by-shape.ts';
import { inLatin, partsOf } from './forms.ts';
import { readPopular } from './popular.ts';
import type { SlipKind } from './slip.ts';

export type LookalikeKind =
  | SlipKind
  | 'separators'
  | 'scope'
  | 'dropped-scope'
  | 'affix'
  | 'word-order'
  | 'plural'
  | 'foreign-letters';

/**
 * `strong`: the name alone is reason to ask. `weak`: many honest names look like that, so something else has to
 * speak against it.
 */
export type Strength = 'strong' | 'weak';

export interface Lookalike {
  /** The popular package that was probably meant. */
  readonly target: string;
  readonly kind: LookalikeKind;
  readonly strength: Strength;
}

export interface Lookalikes {
  /** The popular name that this one resembles; undefined for popular names themselves. */
  of(name: string): Lookalike | undefined;
}

/** `names`: the most used first. The index is built once, for the first name that is not among them. */
export function readLookalikes(names: readonly string[]): Lookalikes {
  const known = new Set(names);
  let built: ReturnType<typeof build> | undefined;
  return {
    of(name) {
      if (known.has(name)) return undefined;
      const latin = inLatin(name);
      if (latin !== name && known.has(latin)) {
        return { target: latin, kind: 'foreign-letters', strength: 'strong' };
      }
      built ??= build(names);
      const { scope, base } = partsOf(latin);
      if (scope === undefined) return built.shape.unscoped(latin);
      // Nobody but the owners of a scope can publish below it.
      return built.popular.scopes.has(scope) ? undefined : built.shape.scoped(scope, base);
    },
  };
}

function build(names: readonly string[]) {
  const popular = readPopular(names);
  return { popular, shape: byShape(popular, byLetters(popular)) };
}
