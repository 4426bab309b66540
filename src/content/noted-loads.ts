import { loadsWrittenIn } from './reach/references.ts';
import { decode } from './scan/decode.ts';

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
      for (const spec of loadsWrittenIn(decode(bytes).text())) {
        if (specs.has(spec)) continue;
        left -= spec.length;
        // A part of a text would hold all of it.
        specs.add(Buffer.from(spec).toString());
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
