import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../model/finding.ts';
import type { Check, Direction } from './define.ts';

/** Whether the check says less with this value of the option than with that; where it does not tell, it may. */
export function loosens(check: Check, option: string, before: Json, after: Json): boolean {
  if (isDeepStrictEqual(before, after)) return false;
  const directions: Readonly<Record<string, Direction | undefined>> = check.stricter ?? {};
  switch (Object.hasOwn(directions, option) ? directions[option] : undefined) {
    case 'larger':
      return !(typeof before === 'number' && typeof after === 'number' && after > before);
    case 'more':
      return !(
        Array.isArray(before) &&
        Array.isArray(after) &&
        before.every((one) => after.some((other) => isDeepStrictEqual(one, other)))
      );
    case undefined:
      return true;
  }
}
