import { type Capability, capabilities } from '../../model/code-signs.ts';
import type { ContentDifference, FilesDifference } from '../difference.ts';
import type { CodeRecord, FileRecord } from '../record.ts';
import { isMachineCode } from './machine-code.ts';
import { isBuilt, isScript } from './places.ts';

type CodeNews = Pick<
  ContentDifference,
  'capabilities' | 'gained' | 'together' | 'traits' | 'hosts' | 'binaries' | 'hadBinaries' | 'longestLine'
>;
type Records = CodeRecord['files'];

const nothing: CodeNews = {
  ...{ capabilities: [], gained: [], together: [], traits: [], hosts: [], binaries: [], hadBinaries: false },
};

/** Alone each is everyday; in one file they are what fetches and starts, or collects and sends. */
export const tellingPairs: readonly (readonly [Capability, Capability])[] = [
  ['network', 'child-process'],
  ['network', 'environment'],
  ['network', 'credential-files'],
  ['network', 'dynamic-code'],
];
/** As many as a file's record holds: of such a file nobody knows which others it named. */
const mostHosts = 32;
/** A file whose longest line is shorter may have no record at all. */
const unrecordedLine = 1_000;

/** Sets are compared over the whole package, so that code which moves between files is no news. */
export function codeNews(
  before: CodeRecord | undefined,
  after: CodeRecord | undefined,
  files: FilesDifference,
): CodeNews {
  if (before === undefined || after === undefined) return nothing;
  const isNew = newness(files);
  const kinds = new Set([...before.files.values()].flatMap(({ traits }) => traits.map(({ kind }) => kind)));
  return {
    capabilities: newCapabilities(before.files, after.files, isNew),
    gained: gains(before.files, after.files, files),
    together: newPairs(before.files, after.files, isNew),
    traits: [...after.files].flatMap(([path, { traits }]) =>
      traits.filter(({ kind }) => !kinds.has(kind)).map((trait) => ({ path, isNew: isNew(path), trait })),
    ),
    hosts: newHosts(before.files, after.files),
    ...binaryNews(before.files, after.files, files),
    ...lineNews(before.files, after.files),
  };
}

function newness({ added }: FilesDifference): (path: string) => boolean {
  const paths = new Set(added.map(({ path }) => path));
  return (path) => paths.has(path);
}

function newCapabilities(before: Records, after: Records, isNew: (path: string) => boolean) {
  const had = new Set([...before.values()].flatMap((file) => file.capabilities));
  return capabilities
    .filter((one) => !had.has(one))
    .map((capability) => {
      const having = [...after].filter(([, file]) => file.capabilities.includes(capability));
      return { capability, files: having.map(([path]) => ({ path, isNew: isNew(path) })) };
    })
    .filter(({ files }) => files.length > 0);
}

function gains(before: Records, after: Records, { changed }: FilesDifference): ContentDifference['gained'] {
  const anywhere = new Set([...before.values()].flatMap((file) => file.capabilities));
  return changed.flatMap(({ path, from = path }) => {
    const had = new Set(before.get(from)?.capabilities);
    const has = after.get(path)?.capabilities ?? [];
    const news = has.filter((one) => !had.has(one) && anywhere.has(one));
    return news.length === 0 ? [] : [{ path, capabilities: news }];
  });
}

function newPairs(before: Records, after: Records, isNew: (path: string) => boolean) {
  return tellingPairs.flatMap((pair): ContentDifference['together'][number][] => {
    const both = ({ capabilities: has }: FileRecord) => pair.every((one) => has.includes(one));
    if ([...before.values()].some(both)) return [];
    const found = [...after].find(([, file]) => both(file));
    return found === undefined ? [] : [{ capabilities: pair, path: found[0], isNew: isNew(found[0]) }];
  });
}

function newHosts(before: Records, after: Records): ContentDifference['hosts'] {
  const seen = new Set([...before.values()].flatMap(({ hosts }) => hosts));
  const news = new Map<string, ContentDifference['hosts'][number]>();
  for (const [path, { hosts, traits }] of after) {
    if ((before.get(path)?.hosts.length ?? 0) >= mostHosts) continue;
    const isAsked = (host: string) => traits.some(({ kind, what }) => kind === 'request' && what === host);
    for (const host of hosts) {
      const known = news.get(host);
      if (seen.has(host) || known?.asked) continue;
      if (isAsked(host)) news.set(host, { host, path, asked: true });
      else if (known === undefined) news.set(host, { host, path });
    }
  }
  return [...news.values()];
}

function binaryNews(
  before: Records,
  after: Records,
  { renamed }: FilesDifference,
): Pick<ContentDifference, 'binaries' | 'hadBinaries'> {
  const moved = new Set(renamed.map(({ to }) => to));
  const wasCode = (path: string) => {
    const earlier = before.get(path);
    return earlier !== undefined && isMachineCode(earlier);
  };
  const binaries = [...after].flatMap(([path, file]) =>
    isMachineCode(file) && !moved.has(path) && !wasCode(path) ? [{ path, format: file.format ?? '' }] : [],
  );
  return { binaries, hadBinaries: [...before.values()].some(isMachineCode) };
}

function lineNews(before: Records, after: Records): Pick<ContentDifference, 'longestLine'> {
  const longest = (records: Records) => {
    let most = { path: '', length: 0 };
    for (const [path, { longestLine }] of records) {
      if (longestLine > most.length && isScript(path) && !isBuilt(path)) most = { path, length: longestLine };
    }
    return most;
  };
  const now = longest(after);
  const then = Math.max(longest(before).length, unrecordedLine);
  if (now.length <= then) return {};
  return { longestLine: { path: now.path, before: then, after: now.length } };
}
