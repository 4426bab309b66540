import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openInspection } from '../../../src/content/inspection.ts';
import { type Reading, readTarball } from '../../../src/content/read-tarball.ts';
import { messageOf } from '../../../src/errors.ts';
import { readBundled } from '../../../src/evidence/bundled.ts';
import type { TarballContent, VersionDocument } from '../../../src/evidence/needs.ts';
import { decodeVersion, isFlaw } from '../../../src/evidence/registry-document.ts';
import { type Unknown, unknown } from '../../../src/model/fact.ts';
import type { Origin, PlannedPackage } from '../../../src/model/plan.ts';
import { aPackage } from '../../checks/given.ts';
import { describeCase } from './description.ts';
import { factsOf } from './facts.ts';
import { type ContentFacts, type Judged, judgeContent } from './judging.ts';
import { grownEntries, packFolder } from './packing.ts';

/** A folder with `package/`, and maybe `previous/`, `registry.json` and `grow.json`. */
export function caseNames(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

export interface CaseOptions {
  /**
   * `as-published`: what a registry would say of exactly this package. `stripped`: a thin mirror that passes on
   * neither scripts nor dependencies. A case's own registry.json counts before both.
   */
  readonly documents: 'as-published' | 'stripped';
}

/** What npq would do about the package of this case. Never throws for what lies in it. */
export async function judgeCase(
  folder: string,
  { documents }: CaseOptions = { documents: 'as-published' },
): Promise<Judged> {
  const after = await readPart(folder, 'package');
  const hasPrevious = existsSync(join(folder, 'previous'));
  const before = hasPrevious ? await readPart(folder, 'previous') : undefined;
  const manifest = after.reading.status === 'read' ? after.reading.content.manifest : undefined;
  const name = manifest?.name || 'unnamed';
  const version = manifest?.version || '0.0.0';
  const raw = registryDocument(folder, after, documents, { name, version });
  const previous = before && { content: contentOf(before.reading), as: 'installed' as const };
  const { origin } = describeCase(folder);
  const pkg = planned({ name, version, origin: origins[origin] }, previous?.content);
  const facts = await factsOf({
    pkg,
    tarball: contentOf(after.reading),
    document: origin === 'git' ? noDocument('git') : documentOf(raw, name, version),
    ...(previous === undefined ? {} : { previous }),
    texts: async (paths) => textsOf(await read(after.bytes, (path) => paths.has(path))),
  });
  return judgeContent([[pkg, facts], ...(await bundledIn(pkg, after.reading))]);
}

interface Part {
  readonly bytes: Buffer;
  readonly reading: Reading;
}

async function readPart(folder: string, part: 'package' | 'previous'): Promise<Part> {
  let bytes: Buffer;
  try {
    bytes = packFolder(join(folder, part), grownEntries(folder, part));
  } catch (error) {
    const reading = { status: 'unreadable', reason: 'malformed', detail: messageOf(error) } as const;
    return { bytes: Buffer.alloc(0), reading };
  }
  const keep = (path: string) => path.startsWith('node_modules/') && path.endsWith('/package.json');
  return { bytes, reading: await read(bytes, keep) };
}

function read(bytes: Buffer, keep: (path: string) => boolean): Promise<Reading> {
  const piece = 64 * 1024;
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, index) =>
    bytes.subarray(index * piece, (index + 1) * piece),
  );
  return readTarball(Readable.from(pieces, { objectMode: true }), { keep, inspection: openInspection() });
}

function contentOf(reading: Reading): TarballContent | Unknown {
  return reading.status === 'read' ? reading.content : unknown(reading.reason, 'tarball', reading.detail);
}

function textsOf(reading: Reading): ReadonlyMap<string, string> | Unknown {
  return reading.status === 'read' ? reading.texts : unknown(reading.reason, 'tarball', reading.detail);
}

const commit = '0123456789abcdef0123456789abcdef01234567';
const origins: Readonly<Record<'registry' | 'git', Origin>> = {
  registry: { kind: 'registry', registry: 'https://registry.example/' },
  git: { kind: 'git', spec: `github:acme/case#${commit}`, host: 'github.com', commit },
};

function planned(
  given: Pick<PlannedPackage, 'name' | 'version' | 'origin'>,
  previous: TarballContent | Unknown | undefined,
): PlannedPackage {
  const pkg = aPackage(given);
  if (previous === undefined || 'status' in previous) return pkg;
  const change = { kind: 'changed', from: previous.manifest.version } as const;
  return { ...pkg, entries: pkg.entries.map((entry) => ({ ...entry, change })) };
}

function noDocument(kind: Origin['kind']): Unknown {
  return unknown('not-offered', 'packument', `a ${kind} dependency has no registry document`);
}

/** What npm publish would have told the registry, or less. */
function registryDocument(
  folder: string,
  after: Part,
  documents: CaseOptions['documents'],
  named: { readonly name: string; readonly version: string },
): unknown {
  const own = join(folder, 'registry.json');
  if (existsSync(own)) return { ...named, ...parsed(readFileSync(own, 'utf8')) };
  const packed = after.reading.status === 'read' ? after.reading.texts.get('package.json') : undefined;
  if (documents === 'stripped' || packed === undefined) return { ...named, dist: {} };
  return { ...parsed(packed), ...named, dist: {} };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function documentOf(raw: unknown, name: string, version: string): VersionDocument | Unknown {
  const decoded = decodeVersion({ versions: { [version]: raw } }, name, version);
  return isFlaw(decoded) ? unknown(decoded.reason, 'packument', decoded.detail) : decoded;
}

/** npm installs what is bundled as packages of their own, whose scripts it runs. */
async function bundledIn(
  outer: PlannedPackage,
  reading: Reading,
): Promise<readonly (readonly [PlannedPackage, ContentFacts])[]> {
  if (reading.status !== 'read' || reading.content.manifest.bundled.length === 0) return [];
  const [outerEntry] = outer.entries;
  if (outerEntry === undefined) return [];
  const found = [...reading.texts.keys()].flatMap((path) => {
    const place = /^(node_modules\/((?:@[^/]+\/)?[^/]+))\/package\.json$/.exec(path);
    return place?.[1] === undefined || place[2] === undefined ? [] : [{ folder: place[1], name: place[2] }];
  });
  return Promise.all(
    found.map(async ({ folder, name }) => {
      const pkg = aPackage({ name, key: `${name} in ${outer.key}` });
      const entries = pkg.entries.map((one) => ({ ...one, place: `${outerEntry.place}/${folder}` }));
      const inner = { ...pkg, entries, origin: { kind: 'bundled', by: outer.key } as const };
      const content = readBundled(inner, outer, reading, 'tarball');
      const tarball = 'status' in content ? content : content.content;
      const texts = async () => new Map<string, string>();
      return [inner, await factsOf({ pkg: inner, tarball, document: noDocument('bundled'), texts })] as const;
    }),
  );
}
