import { basename, join } from 'node:path';
import type { Files } from '../host/host.ts';

export interface BorrowedStore {
  /** Puts pnpm's own words back. */
  giveBack(gateUrl: string, registry: string): Promise<void>;
}

/**
 * pnpm refuses to work on a node_modules that was linked from another store than the one it is given. So its record
 * names ours while it runs, and the user's own again afterwards: to go on without npq needs no new install.
 */
export async function borrowStore(
  files: Pick<Files, 'readText' | 'replace'>,
  root: string,
  ownStore: string,
  usersStore: () => Promise<string | undefined>,
): Promise<BorrowedStore> {
  const path = join(root, 'node_modules', '.modules.yaml');
  const before = await files.readText(path);
  const recorded = before === undefined ? undefined : storeIn(before);
  if (before !== undefined && recorded !== undefined) {
    await files.replace(path, before.replaceAll(quote(recorded), quote(join(ownStore, basename(recorded)))));
  }
  return {
    async giveBack(gateUrl, registry) {
      const after = await files.readText(path);
      if (after === undefined) return;
      const now = storeIn(after);
      const theirs = recorded ?? (await usersStore());
      const stored =
        now === undefined || theirs === undefined ? after : after.replaceAll(quote(now), quote(theirs));
      const text = stored.replaceAll(gateUrl, registry);
      if (text !== after) await files.replace(path, text);
    },
  };
}

/** The file is JSON, whatever its name says; an older pnpm's YAML is left alone. */
function storeIn(text: string): string | undefined {
  const found = /"storeDir": ("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  if (found === undefined) return undefined;
  const value: unknown = JSON.parse(found);
  return typeof value === 'string' ? value : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
