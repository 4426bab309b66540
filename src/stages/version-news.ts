import { linesShowing } from '../content/difference/shown-lines.ts';
import type { ContentDifference } from '../content/difference.ts';
import type { TarballContent } from '../evidence/needs.ts';
import type { FileNews, ShownSign, VersionNews } from '../model/version-difference.ts';

const mostLines = 3;
/** Of each capability the first of these files are shown with their lines. */
const mostFilesWithLines = 5;

export interface Compared {
  readonly before: TarballContent;
  readonly after: TarballContent;
  readonly difference: ContentDifference;
  /** Of the later version, by path, as far as they were read. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** The news of a comparison, as reports tell it. */
export function versionNews({ before, after, difference, texts = new Map() }: Compared): VersionNews {
  const { capabilities, traits, hosts, hooks, dependencies, gyp, binaries } = difference;
  return {
    ...{ gyp, binaries },
    hosts: hosts.map(({ host, path, asked }) => ({ host, path, asked: asked === true })),
    capabilities: capabilities.map(({ capability, files }) => ({
      capability,
      files: files.map(({ path, isNew }, index) => {
        const text = index < mostFilesWithLines ? texts.get(path) : undefined;
        return {
          ...{ path, isNew },
          lines: text === undefined ? [] : linesShowing(text, capability, mostLines),
        };
      }),
    })),
    signs: traits.map(({ path, isNew, trait: { kind, line, excerpt, what } }) => ({
      ...{ path, isNew, kind, line, excerpt },
      ...(what === undefined ? {} : { what }),
    })),
    hooks: hooks.map(({ hook: { event, command }, what }) => ({ event, command, what })),
    dependencies: dependencies.map(({ name, spec, what, before: was }) => ({
      ...{ name, spec, what },
      ...(was === undefined ? {} : { before: was }),
    })),
    unread: [...(after.code?.files ?? [])].flatMap(([path, { unread }]) =>
      unread === undefined ? [] : [{ path, why: unread }],
    ),
    codeCompared: before.code !== undefined && after.code !== undefined,
  };
}

/** Everything that was seen in the files of one version, those that run while it is installed first. */
export function signsOf({ code }: Pick<TarballContent, 'code'>): readonly ShownSign[] {
  if (code === undefined) return [];
  const atInstall = new Set(code.install.files.map(({ path }) => path));
  const signs = [...code.files].flatMap(([path, { traits }]) =>
    traits.map(({ kind, line, excerpt, what }) => ({
      ...{ path, isNew: false, kind, line, excerpt },
      ...(what === undefined ? {} : { what }),
    })),
  );
  return [
    ...signs.filter(({ path }) => atInstall.has(path)),
    ...signs.filter(({ path }) => !atInstall.has(path)),
  ];
}

/** Whose texts say more: those that changed, and those of the later version that show what is new. */
export function pathsToRead(
  { files, capabilities }: ContentDifference,
  most: number,
): { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> } {
  const changed = files.changed.slice(0, most);
  const showing = capabilities.flatMap((one) =>
    one.files.slice(0, mostFilesWithLines).map(({ path }) => path),
  );
  return {
    before: new Set(changed.map(({ path, from }) => from ?? path)),
    after: new Set([...changed.map(({ path }) => path), ...showing]),
  };
}

/** `reformatted`: the paths of changed files that mean the same. */
export function fileNews(
  { files }: ContentDifference,
  after: Pick<TarballContent, 'files'>,
  reformatted: ReadonlySet<string>,
): FileNews {
  const { added, removed, changed, renamed } = files;
  const plain = changed.map((one) => ({ path: one.path, before: one.before, after: one.after }));
  return {
    ...{ added, removed, renamed },
    changed: plain.filter(({ path }) => !reformatted.has(path)),
    reformatted: plain.filter(({ path }) => reformatted.has(path)),
    unchanged: after.files.size - added.length - changed.length - renamed.length,
  };
}
