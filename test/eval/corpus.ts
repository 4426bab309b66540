import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the person stood who typed the command: npm runs its scripts in the project's folder. */
export function typedPath(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

/** The folder of recorded data; undefined where it is absent. */
export function corpusFolder(given: string | undefined): string | undefined {
  const folder = given === undefined ? resolve('..', 'shared', 'corpus') : typedPath(given);
  return existsSync(folder) ? folder : undefined;
}

/** The rows of a CSV file with a header, by column; undefined where the file is absent. */
export function readCsv(file: string): readonly ReadonlyMap<string, string>[] | undefined {
  if (!existsSync(file)) return undefined;
  const [header = [], ...rows] = readFileSync(file, 'utf8').split(/\r?\n/).filter(Boolean).map(cells);
  return rows.map((row) => new Map(header.map((column, index) => [column, row[index] ?? ''])));
}

/** Cells in quotes may hold commas and doubled quotes. */
function cells(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
