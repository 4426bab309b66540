import { resolve } from 'node:path';
import type { TarballLimits } from '../../content/limits.ts';
import { readTarball } from '../../content/read-tarball.ts';
import type { Host } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import { readBundled } from '../bundled.ts';
import { readLinkedFolder } from '../linked-folder.ts';
import type { TarballContent } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import type { Source } from '../source.ts';
import { type TarballRequest, tarballRequest } from '../tarball-request.ts';
import { unknownFrom } from '../trouble.ts';

const id = 'tarball';

interface Input {
  /** `lookingOptions`: with them nothing of the package's own runs while it is read. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Says where the tarball of a registry's package lies. */
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  /** All of the plan: a bundled package is read from the tarball of another. */
  readonly packages: readonly PlannedPackage[];
  /** What a relative path in the plan starts from. */
  readonly projectPath: string;
  readonly files: Host['files'];
  readonly clock: Pick<Host['clock'], 'now'>;
  readonly limits?: Partial<TarballLimits>;
}

/** What was read, with the texts of bundled packages' package.json. */
export interface ReadContent {
  readonly content: TarballContent;
  readonly texts: ReadonlyMap<string, string>;
}

type Outcome = ReadContent | Unknown;

/** What is inside each package, read through npm's own cache, where npm finds it again. */
export function tarballSource(input: Input): Source<TarballContent> {
  const byKey = new Map<string, Promise<Outcome>>();
  const readOnce = (pkg: PlannedPackage): Promise<Outcome> => {
    const earlier = byKey.get(pkg.key);
    if (earlier) return earlier;
    const reading = read(pkg, input, readOnce);
    byKey.set(pkg.key, reading);
    return reading;
  };
  const factOf = async (pkg: PlannedPackage): Promise<Fact<TarballContent>> => {
    const outcome = await readOnce(pkg);
    return 'status' in outcome ? outcome : known(outcome.content, id, input.clock.now());
  };
  return {
    id,
    batchSize: 1,
    concurrency: 12,
    audience: 'registry',
    async load(packages) {
      return new Map(await Promise.all(packages.map(async (pkg) => [pkg.key, await factOf(pkg)] as const)));
    },
  };
}

async function read(
  pkg: PlannedPackage,
  input: Input,
  readOnce: (pkg: PlannedPackage) => Promise<Outcome>,
): Promise<Outcome> {
  const { origin } = pkg;
  if (origin.kind === 'directory' || origin.kind === 'workspace') {
    return readLinkedFolder(input.files, resolve(input.projectPath, origin.path), id);
  }
  if (origin.kind === 'bundled') {
    const bundler = input.packages.find(({ key }) => key === origin.by);
    if (!bundler) throw new Error(`${pkg.key} is bundled by ${origin.by}, which the plan does not have`);
    const outer = await readOnce(bundler);
    return 'status' in outer ? outer : readBundled(pkg, bundler, outer, id);
  }
  if (!pkg.looked) return notLooked(pkg);
  const request = await tarballRequest(pkg, input.documents, input.projectPath, id);
  if ('status' in request) return request;
  try {
    return await fetchContent(pkg, request, input);
  } catch (error) {
    return unknownFrom(error, id);
  }
}

function notLooked({ name, permit }: PlannedPackage): Unknown {
  if (!permit) return unknown('not-found', id, `npm could not load ${name} while it planned`);
  return unknown(
    'not-permitted',
    id,
    `looking into it would contact ${permit.host}, which nobody agreed to yet`,
  );
}

async function fetchContent(pkg: PlannedPackage, request: TarballRequest, input: Input): Promise<Outcome> {
  const { default: pacote } = await import('pacote');
  const ending = new AbortController();
  const { spec, ...where } = request;
  const options = { ...input.options, ...where, signal: ending.signal, ...(await forGit(pkg)) };
  const reading = await pacote.tarball.stream(
    spec,
    (stream) => readTarball(stream, { limits: input.limits ?? {}, keep: isBundledManifest }),
    options,
  );
  if (reading.status === 'read') return { content: reading.content, texts: reading.texts };
  // What is left of a tarball that nobody wants may be endless.
  ending.abort();
  return unknown(
    reading.reason,
    id,
    `the tarball of ${pkg.name}@${pkg.version} was not read: ${reading.detail}`,
  );
}

/** pacote packs a clone with the tree that Arborist finds in it. */
async function forGit(pkg: PlannedPackage): Promise<{ readonly Arborist?: unknown }> {
  if (pkg.origin.kind !== 'git') return {};
  const { default: Arborist } = await import('@npmcli/arborist');
  return { Arborist };
}

function isBundledManifest(path: string): boolean {
  return path.startsWith('node_modules/') && path.endsWith('/package.json');
}
