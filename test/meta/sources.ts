import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface SourceFile {
  /** Relative to the project, with forward slashes: `src/checks/index.ts`. */
  readonly path: string;
  readonly text: string;
  /** Relative imports, as project paths. */
  readonly imports: readonly string[];
}

export function sourceFiles(folder: string): readonly SourceFile[] {
  const start = join(projectRoot, folder);
  return readdirSync(start, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .sort()
    .map((name) => {
      const file = join(start, name);
      const text = readFileSync(file, 'utf8');
      return { path: toProjectPath(file), text, imports: importsOf(file, text) };
    });
}

function toProjectPath(file: string): string {
  return relative(projectRoot, file).replaceAll('\\', '/');
}

function importsOf(file: string, text: string): readonly string[] {
  const pattern = /(?:from\s+|import\s*\(\s*|import\s+)'(\.{1,2}\/[^']+)'/g;
  return [...text.matchAll(pattern)].map(([, target]) => toProjectPath(resolve(dirname(file), target ?? '')));
}
