import type { VersionDifference, VersionNews } from '../../src/model/version-difference.ts';

export const noNews: VersionNews = {
  ...{ capabilities: [], signs: [], hosts: [], hooks: [], dependencies: [], gyp: false, binaries: [] },
  ...{ unread: [], codeCompared: true },
};

/** A stranger chose every text of it. */
export function newsSaying(text: string): VersionNews {
  return {
    capabilities: [
      { capability: 'environment', files: [{ path: text, isNew: true, lines: [{ line: 1, text }] }] },
      { capability: 'network', files: [{ path: text, isNew: false, lines: [] }] },
    ],
    signs: [{ path: text, isNew: true, kind: 'sink', line: 0, excerpt: text, what: text }],
    hosts: [{ host: text, path: text, asked: true }],
    hooks: [{ event: text, command: text, what: 'changed' }],
    dependencies: [{ name: text, spec: text, what: 'changed', before: text }],
    gyp: true,
    binaries: [{ path: text, format: text }],
    unread: [{ path: text, why: text }],
    codeCompared: true,
  };
}

export function differenceSaying(text: string): VersionDifference {
  const version = {
    version: text,
    publishedAt: text,
    integrity: text,
    bound: true,
    files: 1,
    unpackedSize: 1,
  };
  const changed = { path: text, before: 1, after: 2 };
  return {
    ...{ name: text, registry: text, from: version, to: version, news: newsSaying(text), notes: [text] },
    files: {
      ...{ added: [{ path: text, size: 1 }], removed: [{ path: text, size: 1 }], changed: [changed] },
      ...{ renamed: [{ from: text, to: text }], reformatted: [changed], unchanged: 1 },
    },
    texts: [{ path: text, lines: [`+${text}`, `-${text}`, '@@ -1 +1 @@', ''], more: true }],
  };
}
