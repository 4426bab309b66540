import type { NewsHit } from '../content/difference/compared.ts';
import { sizeWords } from '../content/difference/sizes.ts';
import type { ContentDifference } from '../content/difference.ts';
import type { TarballContent } from '../evidence/needs.ts';
import type { Json } from '../model/finding.ts';
import { listed } from '../model/listed.ts';
import { shortened } from './wording.ts';

interface Told {
  readonly difference?: ContentDifference;
  readonly hits: readonly NewsHit[];
}

const mostFiles = 2;
const mostDeeds = 4;
const mostLines = 8;

/** `4.1.3 → 4.1.4: one new file, 74 kB on one line; now reads ~/.npmrc and opens connections` */
export function differenceMessage(from: string, to: string, told: Told, content: TarballContent): string {
  const hits = told.hits.filter(({ tier }) => tier !== 'info');
  const files = fileWords(hits, told, content);
  const deeds = [...new Set(hits.filter(({ part }) => part === 'does').map(({ says }) => says))];
  const more = deeds.length - mostDeeds;
  const shown = [...deeds.slice(0, mostDeeds), ...(more > 0 ? [`${more} things more`] : [])];
  const parts = [files.join(', '), shown.length === 0 ? '' : `now ${listed(shown)}`];
  return shortened(`${from} → ${to}: ${parts.filter((part) => part !== '').join('; ')}`, 600);
}

/** Each file once; where no row is about one, the new files that can do something. */
function fileWords(
  hits: readonly NewsHit[],
  { difference }: Told,
  content: TarballContent,
): readonly string[] {
  const byPath = new Map<string, string>();
  for (const { part, path = '', says } of hits)
    if (part === 'file' && !byPath.has(path)) byPath.set(path, says);
  const said = [...byPath.values()];
  if (said.length > mostFiles) return [...said.slice(0, mostFiles), `${said.length - mostFiles} files more`];
  if (said.length > 0) return said;
  const added = new Set(difference?.files.added.map(({ path }) => path));
  const fresh = [
    ...new Set(hits.flatMap(({ path }) => (path !== undefined && added.has(path) ? [path] : []))),
  ];
  const [only] = fresh;
  if (only === undefined) return [];
  const size = sizeWords(content.files.get(only)?.size ?? 0);
  return [fresh.length === 1 ? `one new file, ${only}, ${size}` : `${fresh.length} new files`];
}

/** The lines that the rows stand on, the worst first; `message` has said the rest already. */
export function differenceExcerpt({ hits, difference }: Told, message: string): readonly string[] {
  const lines = new Set<string>();
  for (const { tier, path, traits } of hits) {
    if (tier === 'info' || path === undefined) continue;
    for (const { line, excerpt } of traits) {
      lines.add(`${shortened(path, 120)}${line > 0 ? `:${line}` : ''}: ${shortened(excerpt, 200)}`);
    }
  }
  for (const { hook } of difference?.hooks ?? []) lines.add(shortened(`${hook.event}: ${hook.command}`, 300));
  const named = new Set([...lines].map((line) => line.slice(0, line.indexOf(':'))));
  for (const { tier, path, says } of hits) {
    if (tier === 'info' || path === undefined || named.has(shortened(path, 120))) continue;
    if (message.includes(path)) continue;
    lines.add(`${shortened(path, 120)}: ${shortened(says, 200)}`);
  }
  const all = [...lines];
  return all.length > mostLines ? [...all.slice(0, mostLines - 1), '… and more'] : all;
}

const mostTold = 20;

/** For machines; lists are cut, their lengths are told whole. */
export function differenceData({ hits, difference }: Told): { readonly [key: string]: Json } {
  const rows = hits.map(({ id, tier, says, path, traits }) => ({
    ...{ id, tier, says },
    ...(path === undefined ? {} : { path }),
    ...(traits[0] === undefined ? {} : { line: traits[0].line }),
  }));
  if (difference === undefined) return { rows };
  const { files, size } = difference;
  return {
    rows,
    filesAdded: files.added.length,
    filesRemoved: files.removed.length,
    filesChanged: files.changed.length,
    unpackedBefore: size.before,
    unpackedAfter: size.after,
    capabilities: difference.capabilities.map(({ capability }) => capability),
    traits: [...new Set(difference.traits.map(({ trait }) => trait.kind))],
    hosts: difference.hosts.slice(0, mostTold).map(({ host }) => host),
    hooks: difference.hooks.map(({ hook, what }) => ({ event: hook.event, command: hook.command, what })),
    dependencies: difference.dependencies
      .filter(({ what }) => what === 'new')
      .slice(0, mostTold)
      .map(({ name, spec }) => ({ name, spec })),
  };
}
