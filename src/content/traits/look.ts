import { type Matcher, type Sight, windowReach } from './matcher.ts';
import { placesOf, type Text } from './places.ts';

/** So many of one matcher; what is shown is fewer. */
const mostSights = 24;

/** What a matcher sees around its anchors, by the place in the text; each place once. */
export function sightsOf(matcher: Matcher, text: Text): readonly Sight[] {
  const sights = new Map<number, Sight>();
  const spend = (steps: number): void => {
    text.steps.left -= steps;
  };
  for (const place of placesOf(text, matcher.anchors, matcher.reach)) {
    const from = Math.max(0, place - windowReach);
    const sight = matcher.test({ text: text.code.slice(from, place + windowReach), at: place - from, spend });
    if (sight === undefined) continue;
    const index = from + sight.index;
    sights.set(index, { ...sight, index });
    if (sights.size >= mostSights) break;
  }
  return [...sights.values()];
}

interface Near {
  readonly anchors: readonly string[];
  readonly pattern: RegExp;
  readonly before?: number;
  readonly behind?: number;
}

/** Whether a pattern matches near one of its anchors at all. */
export function holds({ anchors, pattern, before = 40, behind = 80 }: Near, text: Text): boolean {
  for (const place of placesOf(text, anchors, before + behind))
    if (pattern.test(text.code.slice(Math.max(0, place - before), place + behind))) return true;
  return false;
}
