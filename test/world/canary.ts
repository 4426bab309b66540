import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Something that sings when it is run, to prove that nothing runs. All it does is write one file. */
export interface Canary extends AsyncDisposable {
  /** The file that appears. */
  readonly path: string;
  /** A line for `scripts` in package.json or for a shell; the path is in it, so it needs no environment. */
  readonly script: string;
  /** CommonJS source for a file of a package. */
  readonly source: string;
  /** ES module source. */
  readonly moduleSource: string;
  /** An executable shell file's content, such as for `git=` or `script-shell=`. */
  readonly shellSource: string;
  /** How often it sang. */
  runs(): number;
  dispose(): void;
}

export function canary(): Canary {
  const folder = mkdtempSync(join(tmpdir(), 'npq-canary-'));
  // Forward slashes work everywhere and need no escape within the quotes below.
  const path = join(folder, 'sang').replaceAll('\\', '/');
  const append = `appendFileSync('${path}','x')`;
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  return {
    path,
    script: `node -e "require('fs').${append}"`,
    source: `require('fs').${append};\n`,
    moduleSource: `import { appendFileSync } from 'node:fs';\n${append};\n`,
    shellSource: `#!/bin/sh\nprintf x >> '${path}'\n`,
    runs: () => (existsSync(path) ? readFileSync(path, 'utf8').length : 0),
    dispose,
    async [Symbol.asyncDispose]() {
      dispose();
    },
  };
}
