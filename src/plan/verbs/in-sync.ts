import { createRequire } from 'node:module';
import type { Node } from '@npmcli/arborist';
import { NpqError } from '../../errors.ts';
import type { NpmInstallation } from '../npm.ts';
import { plain } from '../npm-config-errors.ts';

const mostShown = 10;

/**
 * `npm ci` installs nothing where the lockfile is not the tree that package.json asks for. It is said before
 * anybody is asked, by that npm's own comparison.
 */
export function requireInSync(locked: Node, wanted: Node, npm: NpmInstallation): void {
  const compare = npmsComparison(npm);
  // Without it npm says the same, once it runs.
  if (compare === undefined) return;
  const errors = compare(locked.inventory, wanted.inventory);
  if (!Array.isArray(errors) || errors.length === 0) return;
  const shown = errors.slice(0, mostShown).map((one) => plain(String(one)));
  const more = errors.length - shown.length;
  throw new NpqError('resolve-failed', {
    message:
      '`npm ci` can only install packages when your package.json and package-lock.json are in sync (EUSAGE): ' +
      `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    hint: 'Bring the lockfile up to date with `npq install`, and look at what changes in it.',
  });
}

function npmsComparison({
  cli,
}: NpmInstallation): ((locked: unknown, wanted: unknown) => unknown) | undefined {
  try {
    const compare: unknown = createRequire(cli)('../lib/utils/validate-lockfile.js');
    return typeof compare === 'function' ? (compare as (a: unknown, b: unknown) => unknown) : undefined;
  } catch {
    // Another npm keeps it elsewhere: it refuses such a lockfile itself, after consent.
    return undefined;
  }
}
