import type { PackageTexts } from './package-texts.ts';
import type { PackagePaths } from './paths.ts';

/**
 * What runs when somebody imports the package or starts one of its commands. Patterns of `exports` are left out:
 * they open a folder, and what stands behind them is whatever somebody asks for.
 */
export function entriesOf({ manifest, files }: PackageTexts, paths: PackagePaths): readonly string[] {
  const found = new Set<string>();
  const named = manifest.starts.filter((start) => !start.includes('*'));
  for (const start of named) for (const path of paths.load('', `./${start}`)) found.add(path);
  const folder = manifest.binFolder?.replace(/^\.?\/|\/$/g, '');
  if (folder) for (const path of files.keys()) if (path.startsWith(`${folder}/`)) found.add(path);
  // The main file of whoever names none; it may be imported beside `exports` by older tools too.
  const index = paths.find('index.js');
  if (index !== undefined) found.add(index);
  return [...found];
}
