import { loadsWrittenIn } from './reach/references.ts';
import { decode } from './scan/decode.ts';
import { utf16Of } from './scan/kind.ts';

/** What is loaded by files whose bytes are not kept: to be large must not hide what a file loads. */
export interface NotedLoads {
  note(path: string, bytes: Buffer): void;
  /** Its bytes were never there. */
  miss(path: string): void;
  forget(path: string): void;
  /** Empty for a file of which nothing was noted; undefined where not all of it was. */
  get(path: string): readonly string[] | undefined;
}

/** Characters of all files together: bundles of a megabyte and more write few loads with a name, or a hundred. */
const mostCharacters = 1024 * 1024;

export function notedLoads(most = mostCharacters): NotedLoads {
  const noted = new Map<string, readonly string[] | undefined>();
  let left = most;
  const forget = (path: string): void => {
    for (const spec of noted.get(path) ?? []) left += spec.length;
    noted.delete(path);
  };
  return {
    forget,
    miss: (path) => noted.set(path, undefined),
    note(path, bytes) {
      forget(path);
      const specs = new Set<string>();
      for (const spec of loadsIn(bytes)) {
        if (specs.has(spec)) continue;
        left -= spec.length;
        specs.add(spec);
        if (left < 0) break;
      }
      noted.set(path, [...specs]);
      if (left < 0) {
        forget(path);
        noted.set(path, undefined);
      }
    },
    get: (path) => (noted.has(path) ? noted.get(path) : []),
  };
}

/** A part of a text would hold all of it, so that each is made anew. */
function* loadsIn(bytes: Buffer): Iterable<string> {
  const isWide = utf16Of(bytes) !== undefined;
  // The file was decoded once, which takes longest where it is no UTF-8: byte by byte, only what is found is.
  const text = isWide ? decode(bytes).text() : bytes.toString('latin1');
  const encoding = isWide ? 'utf8' : 'latin1';
  for (const spec of loadsWrittenIn(text)) yield Buffer.from(spec, encoding).toString();
}
