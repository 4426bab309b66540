import type { Hit } from './rows.ts';
import type { Seen } from './seen.ts';
import { lowered } from './tiers.ts';

/** Where a row that is true says less than elsewhere. */

const bundleBytes = 300_000;
const bundleFolder = /(?:^|\/)(?:dist|build|bundle|bundles|lib|out|umd|esm|cjs|compiled|vendor)\//i;
const asideFolder =
  /(?:^|\/)(?:tests?|e2e|__tests__|__mocks__|specs?|fixtures?|examples?|samples?|demos?|docs?|documentation|benchmarks?|bench)\/|\.(?:test|spec|bench)\.[cm]?[jt]sx?$/i;

/** Whose credentials an SDK of a cloud's reads says its name. Keywords are free for everybody to write. */
const sdkName = /(?:^|[@/-])(?:aws-sdk|smithy|credential-providers?|credentials)(?:$|[/-])/i;
const ofClouds = /^(?:~\/\.aws\/|gcloud|Azure)/;

/** Where tests, examples and manuals lie: what shows there says little, unless something loads it. */
export function isAside(path: string): boolean {
  return asideFolder.test(path);
}

export function capped(hits: readonly Hit[], seen: Seen): readonly Hit[] {
  return hits.map((hit) => {
    if (hit.path === undefined || !/^[CE]/.test(hit.id) || seen.closure.has(hit.path)) return hit;
    const tier = cappedTier(hit, hit.path, seen);
    return tier === hit.tier ? hit : { ...hit, tier };
  });
}

function cappedTier({ id, tier, traits }: Hit, path: string, { entries, subject }: Seen): Hit['tier'] {
  const { manifest, files } = subject.content;
  if (id === 'C12' && sdkName.test(manifest.name) && traits.every(({ what = '' }) => ofClouds.test(what)))
    return 'info';
  if (entries.has(path) || id === 'E3') return tier;
  // What no honest test has is still told, since another file may load it.
  if (isAside(path)) return tier === 'block' ? 'notice' : 'info';
  const isBundle = bundleFolder.test(path) && (files.get(path)?.size ?? 0) > bundleBytes;
  return isBundle ? lowered(tier) : tier;
}
