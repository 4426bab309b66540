import type { DependencyLists, TarballContent } from '../../evidence/needs.ts';
import type { ContentDifference, DependencyNews } from '../difference.ts';
import { packedHooks } from '../hooks.ts';

type Described = Pick<TarballContent, 'manifest' | 'files'>;

/** A command that was there before under another event is no new one. */
export function hookNews(before: Described, after: Described): ContentDifference['hooks'] {
  const earlier = packedHooks('registry', before);
  return packedHooks('registry', after).flatMap((hook): ContentDifference['hooks'][number][] => {
    if (earlier.some(({ event, command }) => event === hook.event && command === hook.command)) return [];
    const known = earlier.some(({ event, command }) => event === hook.event || command === hook.command);
    return [{ hook, what: known ? 'changed' : 'new' }];
  });
}

/** What stands in two lists npm takes as optional. */
const lists = ['optionalDependencies', 'dependencies', 'peerDependencies'] as const;

/** npm installs peers too. One that goes from one list to another was there before. */
export function dependencyNews(before: DependencyLists, after: DependencyLists): readonly DependencyNews[] {
  const earlier = (name: string) =>
    before.optionalDependencies.get(name) ??
    before.dependencies.get(name) ??
    before.peerDependencies.get(name);
  const seen = new Set<string>();
  const news: DependencyNews[] = [];
  for (const list of lists) {
    for (const [name, spec] of after[list]) {
      if (seen.has(name)) continue;
      seen.add(name);
      const was = earlier(name);
      if (was === spec) continue;
      news.push({
        name,
        spec,
        list,
        ...(was === undefined ? { what: 'new' } : { what: 'changed', before: was }),
      });
    }
  }
  return news;
}
