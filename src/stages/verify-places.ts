import { join } from 'node:path';
import { packedHooks } from '../content/hooks.ts';
import { hasCode } from '../errors.ts';
import { differingFiles } from '../evidence/differing-files.ts';
import { sha512Of } from '../evidence/integrity.ts';
import type { FileDifference, TarballContent } from '../evidence/needs.ts';
import type { Files } from '../host/host.ts';
import type { Unknown } from '../model/fact.ts';
import type { Standing, VerifiedFile, VerifiedPlace } from '../model/verified.ts';
import type { LockedPlace } from '../plan/locked-places.ts';

export interface PlacesInput {
  readonly files: Files;
  /** Absolute, itself no link. */
  readonly project: string;
  readonly places: ReadonlyMap<string, LockedPlace>;
  isVetted(place: LockedPlace): boolean;
  /** What the vetted tarball holds. */
  contentOf(place: LockedPlace): Promise<TarballContent | Unknown>;
  /** Whether the project asks for the folder that a link leads to. */
  ownFolder(place: LockedPlace): Promise<{ readonly own: boolean; readonly to: string }>;
}

export interface ComparedPlaces {
  readonly places: readonly VerifiedPlace[];
  /** Of what was compared, by place. */
  readonly contents: ReadonlyMap<string, TarballContent>;
}

/** Reading the disk and hashing take turns. */
const mostAtOnce = 8;

/** Every recorded place against the bytes that were vetted for it. Follows no link. */
export async function comparePlaces(input: PlacesInput): Promise<ComparedPlaces> {
  const contents = new Map<string, TarballContent>();
  const found = new Map<string, VerifiedPlace>();
  const all = [...input.places.values()].filter(({ kind }) => kind !== 'store');
  const waiting = [...all];
  const work = async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      found.set(one.place, await comparePlace(one, input, contents));
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  const places = all.map((one) => {
    const told = found.get(one.place) ?? at(one, 'unknown');
    return one.kind === 'bundled' && told.standing === 'as-vetted' ? withBundler(one, found, contents) : told;
  });
  return { places: await withoutCopies(places, contents, input), contents };
}

async function comparePlace(
  one: LockedPlace,
  input: PlacesInput,
  contents: Map<string, TarballContent>,
): Promise<VerifiedPlace> {
  if (one.kind === 'folder')
    return at(one, 'not-compared', 'a workspace or linked folder, which is your own');
  if (one.kind === 'outside') {
    const isPackage = one.place.includes('/node_modules/');
    return at(
      one,
      isPackage ? 'unknown' : 'not-compared',
      'it lies outside the project, where npq does not go',
    );
  }
  try {
    const there = await kindThere(input.files, input.project, one.place);
    if (there.kind === undefined) {
      const may = one.dispensable || one.kind !== 'package';
      return may ? at(one, 'absent') : at(one, 'differs', 'nothing is there');
    }
    if (one.kind === 'link') return await compareLink(one, there, input);
    if (there.kind !== 'directory')
      return at(one, 'differs', `${there.path} is no folder but a ${there.kind}`);
    // The one that brings it is compared with everything that its tarball has.
    if (one.kind === 'bundled') return at(one, 'as-vetted');
    return await compareFolder(one, input, contents);
  } catch (error) {
    if (!hasCode(error)) throw error;
    return at(one, 'unknown', `it could not be read (${error.code})`);
  }
}

interface There {
  readonly kind: 'file' | 'directory' | 'link' | 'other' | undefined;
  readonly path: string;
}

/** Of the place, or of what stands in the way to it. */
async function kindThere(files: Pick<Files, 'info'>, project: string, place: string): Promise<There> {
  let path = '';
  for (const part of place.split('/')) {
    path = path === '' ? part : `${path}/${part}`;
    const kind = (await files.info(join(project, path)))?.kind;
    if (kind !== 'directory') return { kind, path };
  }
  return { kind: 'directory', path };
}

async function compareLink(one: LockedPlace, there: There, input: PlacesInput): Promise<VerifiedPlace> {
  if (there.kind !== 'link' || there.path !== one.place)
    return at(
      one,
      'differs',
      `it is recorded as a link to a folder of yours, and ${there.path} is a ${there.kind}`,
    );
  if (one.target !== undefined && input.places.has(one.target)) {
    const to = await input.files.realPath(join(input.project, one.place));
    return to === join(input.project, one.target)
      ? at(one, 'as-vetted')
      : at(one, 'differs', `it leads to ${to ?? 'nowhere'}, and is recorded to lead to ${one.target}`);
  }
  const { own, to } = await input.ownFolder(one);
  return own
    ? at(one, 'not-compared', `a link to ${to}, which is your own`)
    : at(one, 'not-vetted', `a link to ${to}, which no package.json of this project names`);
}

async function compareFolder(
  one: LockedPlace,
  input: PlacesInput,
  contents: Map<string, TarballContent>,
): Promise<VerifiedPlace> {
  if (one.integrity === undefined) return at(one, 'not-vetted', 'the lockfile binds it to no bytes');
  if (!input.isVetted(one)) return at(one, 'not-vetted', 'your ledger does not have it under this policy');
  const content = await input.contentOf(one);
  if ('status' in content) return at(one, 'unknown', content.detail);
  contents.set(one.place, content);
  const differences = await differingFiles(input.files, join(input.project, one.place), content.files);
  const told = differences.map((file) => asBuilt(file, content));
  return { ...at(one, standingOf(told)), files: told };
}

function standingOf(files: readonly VerifiedFile[]): Standing {
  return files.some(({ what }) => what !== 'built') ? 'differs' : 'as-vetted';
}

function builds(content: TarballContent): boolean {
  return packedHooks('registry', content).length > 0;
}

/** One new file at the root is enough to make npm build something: that is no build's output. */
function asBuilt(file: FileDifference, content: TarballContent): VerifiedFile {
  const isOutput = file.what === 'added' && !/^[^/]*\.gyp$/.test(file.path) && builds(content);
  return { path: file.path, what: isOutput ? 'built' : file.what };
}

/** It is in the tarball of the one that brings it, or it is not what it says. */
function withBundler(
  one: LockedPlace,
  found: ReadonlyMap<string, VerifiedPlace>,
  contents: ReadonlyMap<string, TarballContent>,
): VerifiedPlace {
  let by = one.place;
  while (by.includes('/node_modules/')) {
    by = by.slice(0, by.lastIndexOf('/node_modules/'));
    const content = contents.get(by);
    const inside = `${one.place.slice(by.length + 1)}/`;
    if (content) {
      const brought = [...content.files.keys()].some((path) => path.startsWith(inside));
      return brought
        ? at(one, 'as-vetted')
        : at(one, 'differs', `${by} does not bring it, as the lockfile says`);
    }
    const standing = found.get(by)?.standing;
    if (standing === 'not-vetted' || standing === 'unknown' || standing === 'differs')
      return at(one, standing, `it comes with ${by}`);
  }
  return at(one, 'differs', 'the lockfile says that another package brings it, and none does');
}

/** Some packages with an install script put a program of a platform's own package in the place of their own. */
async function withoutCopies(
  places: readonly VerifiedPlace[],
  contents: ReadonlyMap<string, TarballContent>,
  { files, project }: PlacesInput,
): Promise<readonly VerifiedPlace[]> {
  const isChanged = ({ what }: VerifiedFile) => what === 'changed';
  const copying = places.filter((one) => {
    const content = contents.get(one.place);
    return one.files.some(isChanged) && content !== undefined && builds(content);
  });
  if (copying.length === 0) return places;
  const vetted = new Set<string>();
  let largest = 0;
  for (const content of contents.values()) {
    for (const { sha512, size } of content.files.values()) {
      vetted.add(sha512);
      largest = Math.max(largest, size);
    }
  }
  const isCopy = async (path: string) => {
    const info = await files.info(path);
    const bytes = info?.kind === 'file' && info.size <= largest ? await files.readBytes(path) : undefined;
    return bytes !== undefined && vetted.has(sha512Of(bytes));
  };
  const mended = new Map<string, VerifiedPlace>();
  for (const one of copying) {
    const told: VerifiedFile[] = [];
    for (const file of one.files) {
      const copied = isChanged(file) && (await isCopy(join(project, one.place, file.path)));
      told.push(copied ? { ...file, what: 'built' } : file);
    }
    mended.set(one.place, { ...one, files: told, standing: standingOf(told) });
  }
  return places.map((one) => mended.get(one.place) ?? one);
}

export function at({ place, name, version }: LockedPlace, standing: Standing, why?: string): VerifiedPlace {
  const known = version === '' ? name : `${name}@${version}`;
  return { place, package: known, standing, files: [], ...(why === undefined ? {} : { why }) };
}
