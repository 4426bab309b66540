import type { DiffRequest } from '../cli/diff-command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { isReformatted } from '../content/difference/reformatted.ts';
import { type ContentDifference, differenceOf } from '../content/difference.ts';
import { createTarballTexts } from '../evidence/tarball-reads.ts';
import type { Host } from '../host/host.ts';
import type { TextDifference, VersionDifference } from '../model/version-difference.ts';
import { findNpm } from '../plan/find-npm.ts';
import { renderDifference, renderDifferenceJson } from '../report/difference.ts';
import { lineDifference } from '../report/line-difference.ts';
import { npqVersion } from '../version.ts';
import { type ReadVersion, readVersions } from './compared-versions.ts';
import { openRegistry, openSession, type Registry } from './session.ts';
import { trustProject } from './trust.ts';
import { fileNews, pathsToRead, versionNews } from './version-news.ts';

/** Somebody waits: of more changed files than this the others are told without a look at their texts. */
const mostTexts = 1_000;
/** Characters, of both sides. */
const mostCompared = 16 * 1024 * 1024;
const mostShownTexts = 50;

/** `npq diff <package> <from> <to>`: two published versions side by side, from their tarballs alone. */
export async function showDifference(host: Host, wanted: DiffRequest): Promise<number> {
  const npm = await findNpm(host, host.env.cwd);
  const { session } = await trustProject(await openSession(host, npm, ['install', ...wanted.npmOptions]));
  const registry = await openRegistry(session);
  const [from, to] = await readVersions(wanted.name, [wanted.from, wanted.to], session, registry);
  const told = await compared(wanted, from, to, registry);
  const { terminal, env } = host;
  const view = {
    ...{ columns: terminal.columns, color: terminal.colorLevel, verbose: wanted.verbose },
    home: env.home,
  };
  terminal.out(
    wanted.json
      ? renderDifferenceJson(told, npqVersion)
      : renderDifference(told, view, host.clock.now().toISOString()),
  );
  return exitCodes.passed.code;
}

async function compared(
  { name, texts: wantsTexts }: DiffRequest,
  from: ReadVersion,
  to: ReadVersion,
  registry: Registry,
): Promise<VersionDifference> {
  const [before, after] = [from.read.content, to.read.content];
  const difference = differenceOf(before, after);
  const texts = await textsOf(name, difference, from, to, registry);
  const { reformatted, uncompared } = await writtenOtherwise(difference, texts);
  const files = fileNews(difference, after, reformatted);
  return {
    ...{ name, registry: registry.packuments.registryFor(name), from: from.told, to: to.told, files },
    news: versionNews({ before, after, difference, texts: texts.after }),
    ...(wantsTexts ? { texts: textDifferences(difference, reformatted, texts) } : {}),
    notes: [...from.notes, ...to.notes, ...texts.notes, ...uncomparedNote(uncompared)],
  };
}

interface Texts {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** By a second reading of the same bytes, which npm's cache has by now. */
async function textsOf(
  name: string,
  difference: ContentDifference,
  from: ReadVersion,
  to: ReadVersion,
  { options }: Registry,
): Promise<Texts> {
  const paths = pathsToRead(difference, mostTexts);
  const read = createTarballTexts({ options });
  const notes: string[] = [];
  const of = async ({ request, version, read: { content } }: ReadVersion, these: ReadonlySet<string>) => {
    if (these.size === 0) return new Map<string, string>();
    const texts = await read({ ...request, integrity: content.sha512 }, `${name}@${version}`, these);
    if (!('status' in texts)) return texts;
    notes.push(`The texts of ${version} could not be read again: ${texts.detail}.`);
    return new Map<string, string>();
  };
  const [before, after] = await Promise.all([of(from, paths.before), of(to, paths.after)]);
  return { before, after, notes };
}

interface Forms {
  /** The paths of files that mean the same in both. */
  readonly reformatted: ReadonlySet<string>;
  /** How many files have more text than somebody would wait for. */
  readonly uncompared: number;
}

async function writtenOtherwise({ files }: ContentDifference, texts: Texts): Promise<Forms> {
  const reformatted = new Set<string>();
  let looked = 0;
  let uncompared = Math.max(0, files.changed.length - mostTexts);
  for (const { path, from } of files.changed) {
    const [one, other] = [texts.before.get(from ?? path), texts.after.get(path)];
    if (one === undefined || other === undefined) continue;
    looked += one.length + other.length;
    const same = looked > mostCompared ? undefined : await isReformatted(path, one, other);
    if (same === undefined) uncompared += 1;
    else if (same) reformatted.add(path);
  }
  return { reformatted, uncompared };
}

function uncomparedNote(count: number): readonly string[] {
  if (count === 0) return [];
  const [files, are] = count === 1 ? ['one changed file', 'it is'] : [`${count} changed files`, 'they are'];
  return [`Of ${files} nobody looked whether ${are} only written otherwise.`];
}

function textDifferences(
  { files }: ContentDifference,
  reformatted: ReadonlySet<string>,
  texts: Texts,
): readonly TextDifference[] {
  const plain = files.changed.filter(({ path }) => !reformatted.has(path)).slice(0, mostShownTexts);
  return plain.flatMap(({ path, from }) => {
    const [before, after] = [texts.before.get(from ?? path), texts.after.get(path)];
    return before === undefined || after === undefined ? [] : [lineDifference(path, before, after)];
  });
}
