import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './sources.ts';

/** Nothing under fixtures/content may do anything where somebody starts it by mistake. */
const root = join(projectRoot, 'fixtures', 'content');
const never = "throw new Error('a fixture: never run');";
const guards: readonly (readonly [ending: RegExp, guard: RegExp])[] = [
  [/\.[cm]?[jt]sx?$/, /^\uFEFF?(?:#![^\n]*\n)?throw new Error\('a fixture: never run'\);\n/],
  [/\.(?:sh|bash|zsh)$/, /^#!\/bin\/sh\nexit 1\n/],
  [/\.(?:bat|cmd)$/, /^@exit \/b 1\r\n/],
  [/\.ps1$/, /^exit 1\r?\n/],
  [/\.py$/, /^raise SystemExit\(1\)\n/],
];

interface Fixture {
  /** Below fixtures/content, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const files: readonly Fixture[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => !entry.isDirectory())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((file) => ({
    path: file.slice(root.length + 1).replaceAll('\\', '/'),
    text: readFileSync(file, 'utf8'),
  }));

interface Grown {
  readonly path: string;
  readonly head?: string;
  readonly of?: string;
}

/** What the harness alone makes in memory. */
const grown: readonly Fixture[] = files
  .filter(({ path }) => path.endsWith('/grow.json'))
  .flatMap(({ path, text }) =>
    (JSON.parse(text) as readonly Grown[])
      // No engine takes chance for a program.
      .filter((one) => one.of !== 'random' && !('link' in one))
      .map((one) => ({ path: `${path.replace('grow.json', '')}${one.path}`, text: one.head ?? '' })),
  );

const everything = [...files, ...grown];

describe('the fixtures of content', () => {
  it('begin with a line that ends them, where they are programs', () => {
    const unguarded = everything.filter(({ path, text }) => {
      const [, guard] = guards.find(([ending]) => ending.test(path)) ?? [];
      if (guard !== undefined) return !guard.test(text);
      return text.startsWith('#!') && !text.includes(never);
    });
    expect(unguarded.map(({ path }) => path)).toEqual([]);
  });

  it('are no programs that the system would start', () => {
    const executable = files.filter(({ path }) => (statSync(join(root, path)).mode & 0o111) !== 0);
    expect(process.platform === 'win32' ? [] : executable.map(({ path }) => path)).toEqual([]);
  });

  it('import nothing but guarded files and modules of Node before that line', () => {
    const importing = everything
      .filter(({ text }) => text.includes(never))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^import\s[^;'"]*['"]([^'"]+)['"]/gm)].map(([, name]) => ({
          path,
          name: name ?? '',
        })),
      );
    const foreign = importing.filter(({ name }) => !/^(?:node:|\.)/.test(name) && !builtins.has(name));
    expect(foreign).toEqual([]);
  });

  it('send the commands of package.json and binding.gyp to nobody', () => {
    const commands = everything.filter(({ path }) => /(?:^|\/)(?:package\.json|[^/]*\.gypi?)$/i.test(path));
    const called = commands.flatMap(({ path, text }) =>
      scriptsOf(path, text).flatMap((command) =>
        [...command.matchAll(/(?:[a-z]+:\/\/|\/dev\/tcp\/)([^/\s'"|)]+)/gi)].map(
          ([, host]) => `${path} ${host}`,
        ),
      ),
    );
    expect(called.filter((one) => !/\.(?:invalid|example)$/.test(one))).toEqual([]);
    const destroying = commands.filter(({ path, text }) =>
      scriptsOf(path, text).some((command) => /\brm\s+-\w*r\w*\s+(?!dist\b)|\bmkfs|\bdd\s/.test(command)),
    );
    expect(destroying.map(({ path }) => path)).toEqual([]);
  });

  it('name no registry host and no address that is routed', () => {
    const host = ['registry', 'npmjs', 'org'].join('.');
    expect(everything.filter(({ text }) => text.includes(host)).map(({ path }) => path)).toEqual([]);
    const addresses = everything.flatMap(({ path, text }) =>
      [...text.matchAll(/:\/\/((?:\d{1,3}\.){3}\d{1,3})\b/g)].map(([, address]) => `${path} ${address}`),
    );
    expect(addresses.filter((one) => !/ (?:44\.128|169\.254|127|192\.168|203\.0\.113)\./.test(one))).toEqual(
      [],
    );
  });

  it('are small, and are not published', () => {
    const sizes = files.map(({ path }) => ({ path, size: statSync(join(root, path)).size }));
    expect(sizes.filter(({ size }) => size > 24_000)).toEqual([]);
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(1_500_000);
    const { files: published } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    expect(published).toEqual(['bin', 'dist', 'schema']);
  });
});

const builtins = new Set(['path', 'fs', 'https', 'http', 'os', 'child_process']);

/** What npm would run; a broken package.json runs nothing. */
function scriptsOf(path: string, text: string): readonly string[] {
  if (!path.endsWith('package.json')) return [text];
  try {
    const { scripts = {} } = JSON.parse(text) as { scripts?: Readonly<Record<string, string>> };
    return Object.values(scripts);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
