import { shorten } from '../foreign.ts';
import type { Hit } from './rows.ts';
import type { Row } from './seen.ts';

/** npm puts the commands of all packages before the system's: whoever brings a `node` runs in each one's scripts. */

/** What scripts start without saying where it lies, and the packages that are it. */
const owners: readonly (readonly [command: RegExp, owner: RegExp])[] = [
  [/^node(?:js)?$/, /^node(?:-(?:bin|linux|darwin|win|aix|sunos)[\w-]{0,40})?$/],
  [/^(?:npm|npx)$/, /^npm$/],
  [/^node-gyp$/, /^node-gyp$/],
  [/^(?:yarn|yarnpkg)$/, /^(?:yarn|@yarnpkg\/cli(?:-dist)?|corepack)$/],
  [/^(?:pnpm|pnpx)$/, /^(?:pnpm|@pnpm\/[\w.-]{1,60}|corepack)$/],
  [/^(?:bun|bunx)$/, /^bun$/],
  [/^deno$/, /^(?:deno|deno-bin)$/],
  [/^(?:sh|bash|zsh|dash|env|sudo|cmd|powershell|pwsh|git|ssh|curl|wget|python[23]?|make)$/, /^$/],
];
const ending = /\.(?:[cm]?js|exe|cmd|bat|ps1|sh)$/i;

const shadowing: Row = ({ subject: { content } }) => {
  const { name, bins, binFolder } = content.manifest;
  const pairs: readonly (readonly [string, string])[] = JSON.parse(bins ?? '[]');
  const folder = binFolder?.replace(/^(?:\.?\/)+|\/+$/g, '');
  const inFolder = folder ? [...content.files.keys()].filter((path) => path.startsWith(`${folder}/`)) : [];
  const commands = [
    ...pairs.map(([command, path]) => ({ command, path })),
    ...inFolder.map((path) => ({ command: path.slice(path.lastIndexOf('/') + 1), path })),
  ];
  return commands.flatMap(({ command, path }): readonly Hit[] => {
    const plain = command.toLowerCase().replace(ending, '');
    const owner = owners.find(([called]) => called.test(plain))?.[1];
    if (owner === undefined || owner.test(name)) return [];
    const says = `brings a command called ${shorten(command, 60)}, which scripts of other packages start instead of the real one`;
    return [{ id: 'M13', tier: 'high', says, path, traits: [] }];
  });
};

export const shadowingRows: readonly Row[] = [shadowing];
