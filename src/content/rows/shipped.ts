import { shorten } from '../foreign.ts';
import { hostOf } from '../reach/shipped.ts';
import { placeOf } from './manifest.ts';
import type { Hit, Subject, Tier } from './rows.ts';
import type { Row } from './seen.ts';
import type { Sign } from './signs.ts';

/** Settings by which npm starts something. */
const startsSomething =
  /(?:^|, )(?:node-options|script-shell|shell|git|init-module|onload-script|node-gyp|python|globalconfig|userconfig)(?:,|$)/i;

/** Packages in its own node_modules that have hooks, settings for npm, a lockfile that leads elsewhere. */
const shipped: Row = ({ subject, signs }) =>
  signs
    .shipped(subject.content)
    // A shrinkwrap of a registry's own package names that registry.
    .filter(({ row, what }) => row !== 'S3h' || hostOf(what) !== subject.registryHost)
    .map(
      (sign): Hit => ({
        ...{ id: sign.row === 'S3h' ? 'S3' : sign.row, tier: shippedTier(sign, subject), traits: [] },
        says: `ships ${shorten(sign.path ?? '', 120)}${shippedWords[sign.row] ?? ''}: ${shorten(sign.what, 120)}`,
        ...placeOf(sign),
      }),
    );

const shippedWords: Readonly<Record<string, string>> = {
  S1: ', a package of which npm runs scripts',
  S2: ', settings that npm may obey',
  S3: ', a lockfile that leads elsewhere',
  S3h: ', a lockfile that leads to a host that is no registry of yours',
  S4: ', which could not be read',
};

function shippedTier({ row, what }: Sign, { content, origin }: Subject): Tier {
  switch (row) {
    case 'S1':
      // Of those that it says it bundles each is a package of the plan, and looked at for itself.
      return content.manifest.bundled.length > 0 ? 'notice' : 'high';
    case 'S2':
      if (what === '') return 'info';
      return startsSomething.test(what) || origin === 'git' ? 'high' : 'notice';
    case 'S3':
    case 'S3h':
      return 'high';
    default:
      return 'notice';
  }
}

export const shippedRows: readonly Row[] = [shipped];
