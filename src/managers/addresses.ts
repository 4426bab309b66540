import { NpqError } from '../errors.ts';
import { plain } from '../trust/display.ts';

/** A lockfile that names, for every package, where its tarball lies. */
export interface AddressBook {
  /** The text with the gate's addresses in place of the registries'. Throws where one is no registry's. */
  toGate(text: string): string;
  /** The text as the manager would have written it alone. */
  fromGate(text: string): Promise<string>;
  /** What `toGate` replaced, by the path at the gate. */
  readonly replaced: ReadonlyMap<string, string>;
}

export interface AddressBookInput {
  readonly gateUrl: string;
  readonly manager: string;
  isAtRegistry(address: string): boolean;
  /** How the manager alone would write the address of what lies at this path of the gate. */
  written(path: string): Promise<string | undefined>;
  /** From a run that was cut off. */
  readonly known?: ReadonlyMap<string, string>;
}

/** Where an address stands: behind `resolved` in yarn's files, second in a list of bun's, after a pattern in both. */
const address = /(")((?:git\+)?(?:https?|git|ssh):\/\/[^"#]+)(?=[#"])/g;

export function addressBook(input: AddressBookInput): AddressBook {
  const { gateUrl, manager, isAtRegistry, written } = input;
  const replaced = new Map(input.known ?? []);
  return {
    replaced,
    toGate(text) {
      const foreign = new Set<string>();
      const changed = text.replace(address, (match, before: string, url: string) => {
        if (!/^https?:/.test(url) || !isAtRegistry(url)) {
          foreign.add(url);
          return match;
        }
        const path = new URL(url).pathname.slice(1);
        replaced.set(path, url);
        return `${before}${gateUrl}${path}`;
      });
      if (foreign.size > 0) throw foreignError(foreign, manager);
      return changed;
    },
    async fromGate(text) {
      const paths = new Set(pathsIn(text, gateUrl));
      const back = new Map(replaced);
      for (const path of paths) {
        if (back.has(path)) continue;
        const own = await written(path);
        if (own !== undefined) back.set(path, own);
      }
      return text.replace(addressesOf(gateUrl), (match, path: string) => back.get(path) ?? match);
    },
  };
}

function pathsIn(text: string, gateUrl: string): readonly string[] {
  return [...text.matchAll(addressesOf(gateUrl))].flatMap(([, path]) => path ?? []);
}

function addressesOf(gateUrl: string): RegExp {
  return new RegExp(`${gateUrl.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}([^"#\\s,]*)`, 'g');
}

function foreignError(foreign: ReadonlySet<string>, manager: string): NpqError {
  const shown = [...foreign].slice(0, 3).map((url) => plain(url).slice(0, 200));
  const more = foreign.size > shown.length ? ` and ${foreign.size - shown.length} more` : '';
  return new NpqError('config-untrusted', {
    message: `The lockfile has ${manager} fetch from where no registry of yours is: ${shown.join(', ')}${more}.`,
    hint: 'Name the registry in .npmrc if it is yours; git and URL dependencies cannot pass the gate.',
  });
}

/** Name and version of what lies at `name/-/name-1.0.0.tgz`. */
export function packageAt(path: string): { readonly name: string; readonly version: string } | undefined {
  const found = /^((?:@[^/]+\/)?([^/@]+))\/-\/([^/]+)\.tgz$/.exec(path);
  const [, name, base, file] = found ?? [];
  if (name === undefined || base === undefined || !file?.startsWith(`${base}-`)) return undefined;
  return { name, version: file.slice(base.length + 1) };
}
