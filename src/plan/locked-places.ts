import { binsOf } from '../model/bins.ts';

/** One place of a lockfile, as far as it can be compared with the disk. */
export interface LockedPlace {
  /** Forward slashes; but for `outside` inside the project, without `..`, and safe to join. */
  readonly place: string;
  /**
   * `package`: has a tarball of its own; `bundled`: lies in that of another; `folder`: a workspace or linked folder;
   * `outside`: a linked folder beside the project, or what npm put into one. Nobody goes there. `store`: holds one
   * package and links to what it needs, and is none itself.
   */
  readonly kind: 'package' | 'bundled' | 'link' | 'folder' | 'outside' | 'store';
  readonly name: string;
  readonly version: string;
  readonly integrity: string | undefined;
  /** As `binsOf` writes them. */
  readonly bins?: string;
  /** Of a link into a store the place that it leads to; absent where it leads to a folder. */
  readonly target?: string;
  /** npm may leave it out, or take it away. */
  readonly dispensable: boolean;
}

export type LockedPlaces =
  | {
      readonly kind: 'read';
      readonly places: ReadonlyMap<string, LockedPlace>;
      /** Entries that no npm writes. */
      readonly refused: readonly { readonly place: string; readonly why: string }[];
    }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Decodes a lockfile of version 2 or later, or npm's own record in node_modules. All of it may be a stranger's. */
export function lockedPlaces(text: string): LockedPlaces {
  const packages = fields(fields(parsed(text))?.['packages']);
  if (packages === undefined) return { kind: 'unreadable', why: 'it has no "packages", or is no JSON' };
  const places = new Map<string, LockedPlace>();
  const refused: { place: string; why: string }[] = [];
  for (const [place, value] of Object.entries(packages)) {
    if (place === '') continue;
    const entry = fields(value);
    const why = entry === undefined ? 'its entry is no object' : whyNoPlace(place);
    if (why !== undefined || entry === undefined) refused.push({ place, why: why ?? '' });
    else places.set(place, toPlace(place, entry));
  }
  return { kind: 'read', places, refused };
}

/** So npm names what a link leads to beside the project. */
const outward = /^(?:\.\.\/)+/;
const inModules = /(?:^|\/)node_modules\/(@[^/]+\/[^/]+|[^@/][^/]*)$/;

/** npm's linked strategy puts each package into such a folder, named by version and hash. */
const inStore = /^node_modules\/\.store\/(?:@[^/]+\/)?[^/@][^/]*$/;

/** A place is joined to the project's folder, and what it leads to is read and compared. */
function whyNoPlace(place: string): string | undefined {
  const parts = place.replace(outward, '').split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return 'it does not stay inside the project';
  if (/[\\:\p{Cc}]/u.test(place)) return 'no path of npm has such characters';
  if (inStore.test(place)) return undefined;
  if (parts.includes('node_modules') && !inModules.test(place)) return 'it is no folder of a package';
  const name = inModules.exec(place)?.[1];
  return name?.startsWith('.') ? 'it is no folder of a package' : undefined;
}

function toPlace(place: string, entry: Fields): LockedPlace {
  const text = (key: string) => (typeof entry[key] === 'string' ? entry[key] : undefined);
  const name = text('name') ?? inModules.exec(place)?.[1] ?? place;
  const bins = binsOf(name, entry['bin']);
  const target = entry['link'] === true ? targetOf(text('resolved')) : undefined;
  return {
    ...{
      place,
      name,
      version: text('version') ?? '',
      integrity: text('integrity'),
      kind: kindOf(place, entry),
    },
    ...(bins === undefined ? {} : { bins }),
    ...(target === undefined ? {} : { target }),
    dispensable: ['optional', 'devOptional', 'dev', 'peer', 'inert'].some((key) => entry[key] === true),
  };
}

function targetOf(resolved: string | undefined): string | undefined {
  const holder = resolved?.replace(/\/node_modules\/(?:@[^/]+\/)?[^/]+$/, '');
  return holder !== undefined && holder !== resolved && inStore.test(holder) ? resolved : undefined;
}

function kindOf(place: string, entry: Fields): LockedPlace['kind'] {
  if (outward.test(place)) return 'outside';
  if (inStore.test(place)) return 'store';
  if (entry['link'] === true) return 'link';
  if (!inModules.test(place)) return 'folder';
  return entry['inBundle'] === true ? 'bundled' : 'package';
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields | undefined {
  const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
  return isObject ? (value as Fields) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
