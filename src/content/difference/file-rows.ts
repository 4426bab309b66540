import { asideIn, type Compared, milder, type NewsHit } from './compared.ts';
import { expectsBinaries } from './machine-code.ts';
import { isAtRoot, isBuilt, isScript } from './places.ts';
import { sizeWords } from './sizes.ts';
import { largeScriptBytes } from './telling.ts';

/** A script that was larger before is a bundle, and grows like one. */
const grownFromBytes = 200_000;
const grownByBytes = 20_000;

/** D6, D7 and D8: files that came or grew as those of honest releases do not. */
export function fileRows(compared: Compared): readonly NewsHit[] {
  return [...sizeRows(compared), ...lineRows(compared), ...binaryRows(compared)];
}

export interface Outgrown {
  readonly path: string;
  readonly says: string;
  /** In a folder that a bundler fills. */
  readonly built: boolean;
}

/** A large new script where there is no folder between it and the package, and one that doubled. */
export function outgrown({
  difference: { files, longestLine },
  content,
}: Pick<Compared, 'difference' | 'content'>) {
  const isAside = asideIn(content);
  const found: Outgrown[] = [];
  for (const { path, size } of files.added) {
    if (size < largeScriptBytes || !isScript(path) || !isAtRoot(path)) continue;
    const line = longestLine?.path === path && longestLine.after >= size * 0.9 ? ' on one line' : '';
    found.push({ path, says: `a new file, ${path}, ${sizeWords(size)}${line}`, built: false });
  }
  for (const { path, before, after } of files.changed) {
    if (!isScript(path) || isAside(path) || before >= grownFromBytes) continue;
    if (after < 2 * before || after - before < grownByBytes) continue;
    const says = `${path} grew from ${sizeWords(before)} to ${sizeWords(after)}`;
    found.push({ path, says, built: isBuilt(path) });
  }
  return found;
}

/**
 * Not one of 325 honest releases had either, and none of the patches. In more than a patch files grow as they are
 * worked on: there it counts where the file itself brings something new, and else it is only large.
 */
function sizeRows(compared: Compared): readonly NewsHit[] {
  const { jump } = compared;
  return outgrown(compared)
    .filter(({ path }) => jump === 'patch' || hasNewsIn(path, compared))
    .map(({ path, says, built }): NewsHit => {
      const tier = milder(milder('high', jump === 'major'), built);
      return { id: 'D6', tier, says, path, topic: path, part: 'file', traits: [] };
    });
}

/** Something new is seen in this file. */
export function hasNewsIn(path: string, { difference }: Pick<Compared, 'difference'>): boolean {
  const { capabilities, gained, together, traits, hosts } = difference;
  const files = capabilities.flatMap((one) => one.files);
  return [files, gained, together, traits, hosts].some((news) => news.some((one) => one.path === path));
}

/** Four times what it was, and so over 4 kB. Nobody writes such lines; a file that a bundler made, or a table of data, has them too. */
function lineRows({ difference, jump, content }: Compared): readonly NewsHit[] {
  const { longestLine: line, gained, files } = difference;
  if (line === undefined || line.after < 4 * line.before) return [];
  const { path, after } = line;
  const isAside = asideIn(content);
  const isNew = files.added.some((file) => file.path === path);
  const able = (content.code?.files.get(path)?.capabilities.length ?? 0) > 0;
  const news = isNew ? able : gained.some((file) => file.path === path);
  const told = news || difference.capabilities.some((one) => one.files.some((file) => file.path === path));
  const tier = milder(milder(told && jump === 'patch' ? 'high' : 'notice', jump === 'major'), isAside(path));
  const size = content.files.get(path)?.size ?? after;
  const says =
    isNew && after >= size * 0.9
      ? `one new file, ${path}, ${sizeWords(size)} on one line`
      : `a line of ${sizeWords(after)} in ${path}`;
  return [{ id: 'D7', tier, says, path, topic: 'line', part: 'file', traits: [] }];
}

function binaryRows({ difference, jump, content }: Compared): readonly NewsHit[] {
  const { binaries, hadBinaries } = difference;
  const [first] = binaries;
  if (first === undefined || hadBinaries) return [];
  const tier = expectsBinaries(content)
    ? milder('notice', jump !== 'patch')
    : milder('high', jump === 'major');
  const more = binaries.length > 1 ? ` and ${binaries.length - 1} more` : '';
  const says = `its first machine code, ${first.path} (${first.format})${more}`;
  return [{ id: 'D8', tier, says, path: first.path, topic: 'binaries', part: 'file', traits: [] }];
}
