import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest, PackageSpec } from './spec.ts';

const PACKAGES_FOLDER = fileURLToPath(new URL('../../fixtures/packages/', import.meta.url));

/** The file beside package.json that tells a fixture's history. Without it the folder is one version. */
const HISTORY_FILE = 'npq-fixture.json';

/** One version of the history, oldest first; what a version leaves out is as in package.json and PackageSpec. */
interface FixtureVersion extends Omit<PackageSpec, 'name' | 'version' | 'files' | 'tarball'> {
  readonly version?: string;
  /** A folder beside package.json whose files are laid over, for this version only. */
  readonly overlay?: string;
}

interface FixtureHistory {
  /** The registry it belongs to, `public` by default. */
  readonly registry?: string;
  readonly versions?: readonly FixtureVersion[];
}

export interface FixturePackage {
  readonly registry: string;
  readonly specs: readonly PackageSpec[];
}

/** The names of all folders under fixtures/packages. */
export function fixtureNames(): readonly string[] {
  const entries = readdirSync(PACKAGES_FOLDER, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** Reads one folder: a name under fixtures/packages, or an absolute path. */
export function readFixture(folder: string): FixturePackage {
  const root = folder.includes(sep) ? folder : join(PACKAGES_FOLDER, folder);
  const historyFile = join(root, HISTORY_FILE);
  const history = existsSync(historyFile) ? (readJson(historyFile) as FixtureHistory) : {};
  const versions = history.versions ?? [{}];
  const overlays = versions.flatMap(({ overlay }) => (overlay === undefined ? [] : [`${overlay}/`]));
  const base = Object.entries(readFiles(root)).filter(
    ([path]) => path !== HISTORY_FILE && !overlays.some((overlay) => path.startsWith(overlay)),
  );
  return {
    registry: history.registry ?? 'public',
    specs: versions.map((entry) => toSpec(root, Object.fromEntries(base), entry)),
  };
}

function toSpec(root: string, base: Record<string, Buffer>, entry: FixtureVersion): PackageSpec {
  const { overlay, version: wanted, manifest: over, ...rest } = entry;
  const { 'package.json': written, ...files } = {
    ...base,
    ...(overlay ? readFiles(join(root, overlay)) : {}),
  };
  if (written === undefined) throw new Error(`${root} has no package.json`);
  const { name, version, ...own } = JSON.parse(written.toString('utf8')) as Manifest;
  if (typeof name !== 'string' || typeof version !== 'string')
    throw new Error(`${root} lacks name or version`);
  const inPackage = Object.entries(files).map(([path, content]) => [
    path.replace(/^bundled\//, 'node_modules/'),
    content,
  ]);
  return {
    ...rest,
    name,
    version: wanted ?? version,
    manifest: { ...own, ...over },
    files: Object.fromEntries(inPackage),
  };
}

/** Every file below a folder, by its path with forward slashes. */
function readFiles(root: string): Record<string, Buffer> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
    .sort();
  return Object.fromEntries(
    paths.map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path)]),
  );
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
