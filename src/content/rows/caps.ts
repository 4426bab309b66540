import type { Hit } from './rows.ts';
import type { Seen } from './seen.ts';
import { lowered } from './tiers.ts';

/** Where a row that is true says less than elsewhere. */

const bundleBytes = 300_000;
const bundleFolder = /(?:^|\/)(?:dist|build|bundle|bundles|lib|out|umd|esm|cjs|compiled|vendor)\//i;
const asideFolder =
  /(?:^|\/)(?:tests?|e2e|__tests__|__mocks__|specs?|fixtures?|examples?|samples?|demos?|docs?|documentation|benchmarks?|bench)\/|\.(?:test|spec|bench)\.[cm]?[jt]sx?$/i;

/** Tools whose work it is to read credentials or to publish; the signal that is about just this says nothing. */
const toolName =
  /(?:^|[@/-])(?:npm|npmcli|yarn|pnpm|bun|aws-sdk|smithy|credential-providers?|credentials)(?:$|[/-])/i;
const toolRows: ReadonlySet<string> = new Set(['C8', 'C12']);

export function capped(hits: readonly Hit[], seen: Seen): readonly Hit[] {
  return hits.map((hit) => {
    if (hit.path === undefined || !/^[CE]/.test(hit.id) || seen.closure.has(hit.path)) return hit;
    const tier = cappedTier(hit, hit.path, seen);
    return tier === hit.tier ? hit : { ...hit, tier };
  });
}

function cappedTier({ id, tier }: Hit, path: string, { entries, subject }: Seen): Hit['tier'] {
  const { manifest, files } = subject.content;
  const isTool = toolName.test(manifest.name) || manifest.keywords.some((keyword) => toolName.test(keyword));
  if (isTool && toolRows.has(id)) return 'info';
  if (entries.has(path) || id === 'E3') return tier;
  // What no honest test has is still told, since another file may load it.
  if (asideFolder.test(path)) return tier === 'block' ? 'notice' : 'info';
  const isBundle = bundleFolder.test(path) && (files.get(path)?.size ?? 0) > bundleBytes;
  return isBundle ? lowered(tier) : tier;
}
