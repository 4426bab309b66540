import type { Node } from '@npmcli/arborist';
import type { WantedTags } from '../model/plan.ts';
import { specOf } from './origin.ts';

/** The tags that were asked for on the way, and those of edges that a lockfile satisfied unasked. */
export function wantedTags(tree: Node, asked: WantedTags): WantedTags {
  const all = new Map([...asked].map(([name, tags]) => [name, new Map(tags)]));
  for (const node of tree.inventory.values()) {
    if (node.version === '') continue;
    for (const edge of node.edgesIn) {
      const spec = specOf(edge);
      const wanted = spec?.subSpec ?? spec;
      if (wanted?.type !== 'tag' || wanted.name === null || wanted.fetchSpec === null) continue;
      const tags = all.get(wanted.name) ?? new Map<string, string>();
      if (!tags.has(wanted.fetchSpec)) tags.set(wanted.fetchSpec, node.version);
      all.set(wanted.name, tags);
    }
  }
  return all;
}
