import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const variable = 'NPQ_TESTS_REMOVED';

/**
 * After the last test: takes folders of tests away once more. npm's cache ends what it writes after its connection,
 * and makes the folder for it anew where a test has removed it.
 */
export default function sweepLater(): (() => void) | undefined {
  // Every project of vitest.config.ts comes by here; one list is enough.
  if (process.env[variable] !== undefined) return undefined;
  const list = join(mkdtempSync(join(tmpdir(), 'npq-removed-')), 'folders');
  process.env[variable] = list;
  return () => {
    const folders = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [];
    for (const folder of [...folders, dirname(list)]) {
      if (folder !== '') rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  };
}

/** Called with a folder of its own that a test has removed. */
export function sweptLater(folder: string): void {
  const list = process.env[variable];
  if (list !== undefined) appendFileSync(list, `${folder}\n`);
}
