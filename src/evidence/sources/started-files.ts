import { allHooks } from '../../content/hooks.ts';
import { startedFiles } from '../../content/started-files.ts';
import type { Host } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import { foldersWithin } from '../bundled.ts';
import type { StartedFile, StartedFiles, TarballContent } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import { factFrom, packageByPackage, type Source } from '../source.ts';
import type { TarballTexts } from '../tarball-reads.ts';
import { tarballRequest } from '../tarball-request.ts';
import { knownDocument } from './known-document.ts';

const id = 'started-files';
const headLength = 4_000;

interface Input {
  readonly tarballs: Pick<Source<TarballContent>, 'load'>;
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  readonly texts: TarballTexts;
  /** All of the plan: a bundled package lies in the tarball of another. */
  readonly packages: readonly PlannedPackage[];
  readonly projectPath: string;
  readonly clock: Pick<Host['clock'], 'now'>;
}

/**
 * What hooks start. Tarballs are read once for their hashes, and hold on to no texts; of the few packages with
 * hooks the bytes are read again, out of npm's cache.
 */
export function startedFilesSource(input: Input): Source<StartedFiles> {
  return packageByPackage({ id, concurrency: 15, audience: 'registry' }, (pkg) => factOf(pkg, input));
}

async function factOf(pkg: PlannedPackage, input: Input): Promise<Fact<StartedFiles>> {
  const tarball = await factFrom(input.tarballs, pkg);
  if (tarball.status === 'unknown') return tarball;
  const document = await knownDocument(pkg, input.documents);
  const { hooks } = allHooks(pkg.origin.kind, tarball.value, document);
  const scripts = tarball.value.manifest.scripts;
  const started = hooks.map(({ command }) => startedFiles(command, scripts, tarball.value.files));
  const paths = new Set(started.flatMap(({ files }) => files));
  const unresolved = started.some((one) => one.unresolved);
  const now = input.clock.now();
  if (paths.size === 0) return known({ files: [], unresolved }, id, now);
  const texts = await textsOf(pkg, tarball.value, paths, input);
  if ('status' in texts) return texts;
  const files = [...paths].flatMap((path) => startedFile(path, tarball.value, texts.get(path)));
  return known({ files, unresolved }, id, now);
}

function startedFile(path: string, { files }: TarballContent, text: string | undefined): StartedFile[] {
  const file = files.get(path);
  if (file === undefined) return [];
  const shown = text === undefined || text.includes('\0') ? {} : { head: text.slice(0, headLength) };
  return [{ path, size: file.size, sha512: file.sha512, ...shown }];
}

async function textsOf(
  pkg: PlannedPackage,
  content: TarballContent,
  paths: ReadonlySet<string>,
  input: Input,
): Promise<ReadonlyMap<string, string> | Unknown> {
  const { kind } = pkg.origin;
  // A clone would be made anew for it, and a linked folder was never packed: their files are not shown.
  if (kind === 'git' || kind === 'directory' || kind === 'workspace') return new Map();
  const outer = kind === 'bundled' ? bundlerOf(pkg, input.packages) : { pkg, folder: '' };
  if (outer === undefined)
    return unknown('promised-but-missing', id, `nothing is known to bundle ${pkg.key}`);
  const request = await tarballRequest(outer.pkg, input.documents, input.projectPath, id);
  if ('status' in request) return request;
  // Bound to the bytes that were read: what the address serves now may be something else.
  const bound = { ...request, integrity: content.sha512 };
  const wanted = new Set([...paths].map((path) => outer.folder + path));
  const texts = await input.texts(bound, pkg.key, wanted);
  if ('status' in texts) return texts;
  return new Map([...texts].map(([path, text]) => [path.slice(outer.folder.length), text]));
}

function bundlerOf(pkg: PlannedPackage, packages: readonly PlannedPackage[]) {
  const { origin } = pkg;
  const bundler = packages.find(({ key }) => origin.kind === 'bundled' && key === origin.by);
  if (bundler === undefined || bundler.origin.kind === 'git') return undefined;
  const [folder] = foldersWithin(pkg, bundler);
  return folder === undefined ? undefined : { pkg: bundler, folder: `${folder}/` };
}
