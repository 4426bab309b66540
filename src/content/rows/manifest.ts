import { shorten } from '../foreign.ts';
import type { Hook } from '../hooks.ts';
import { exoticSpec, placeWords } from './dependency-spec.ts';
import { withNestedScripts } from './nested-scripts.ts';
import type { Hit, Tier } from './rows.ts';
import {
  can,
  fileHit,
  highestHonestEntropy,
  isPayload,
  type Row,
  type Seen,
  scriptName,
  traitsIn,
} from './seen.ts';
import type { Sign } from './signs.ts';
import { lowered } from './tiers.ts';

/** What the manifest, the build file and the list of files say, before anybody looks into code. */

const largeBytes = 100_000;
const hugeBytes = 200_000;
const longLine = 5_000;
const commandLength = 160;

/** What a published package has to do in `prepare` is its own build, which honest ones write freely. */
const installEvents: ReadonlySet<string> = new Set(['preinstall', 'install', 'postinstall']);

const preinstall: Row = ({ subject }) =>
  subject.hooks
    .filter(({ event }) => event === 'preinstall')
    .map(({ command }) => ({
      ...{ id: 'M1p', tier: 'notice', traits: [] },
      says: `runs a script before anything is installed: ${shorten(command, commandLength)}`,
    }));

/** What a command shows, by row: how much it weighs at install, and in words. */
const commandRows: Readonly<Record<string, readonly [Tier, string]>> = {
  M2: ['block', 'does what no install needs'],
  M8: ['high', 'starts a file of its own that is no JavaScript'],
  I7: ['high', 'runs another runtime than the one that installs it'],
  M10: ['notice', 'brings packages that nobody looked at'],
  M11: ['high', 'starts what another package brings, and what is no usual tool'],
  M11b: ['notice', 'starts a command that is no usual one'],
  M12: ['info', 'computes what it runs'],
};

const fromElsewhere =
  /^(?:git(?:hub|lab)?[:+]|bitbucket:|gist:|https?:|ssh:|git@)|^[\w-]{1,60}\/[\w.-]{1,100}(?:#.{1,200})?$/i;

/** The packages that are this runtime. */
export const runtimes: ReadonlySet<string> = new Set(['bun', 'deno', 'deno-bin', 'node-bin', 'node']);

/** M2, M8 and what else stands in the commands themselves. */
const commands: Row = (seen) => {
  const { hooks, content, before } = seen.subject;
  return hooks
    .filter(({ implicit }) => !implicit)
    .flatMap((hook) => withNestedScripts(hook, content.manifest.scripts))
    .flatMap((hook) =>
      byRow(seen.signs.command(hook.command, content)).flatMap(([row, found]) => {
        if (row === 'I7' && runtimes.has(content.manifest.name)) return [];
        // An earlier version, where there is one, tells whether it has always been so.
        const id = row === 'M11' && !before && isOfOne(found, content.manifest.name) ? 'M11b' : row;
        const hit = commandHit(id, hook, found);
        return [row === 'M2' && isOnlyQuiet(hook.command, found, seen) ? { ...hit, tier: 'notice' } : hit];
      }),
    );
};

/** yarn's clears a link away, if there is one: nobody need hear of it, and all that runs was seen to be harmless. */
function isOnlyQuiet(command: string, found: readonly Sign[], { closure, code, reaches }: Seen): boolean {
  if (!found.every(({ what }) => quiet.test(what)) || !/\|\|\s{0,4}(?:true|exit 0)\b/.test(command))
    return false;
  if (closure.size === 0 || reaches.some(({ more, missing }) => more || missing.length > 0)) return false;
  if (reaches.some(({ computed }) => computed.some(({ how }) => how !== undefined))) return false;
  return [...closure.keys()].every((path) => {
    const record = code.files.get(path);
    if (record === undefined) return true;
    const reachesOut = can(record, 'network', 'dynamic-code', 'credential-files', 'native-code');
    return record.traits.length === 0 && record.unread === undefined && !reachesOut;
  });
}

const quiet = /^[\s&12>]{1,6}(?:\/dev\/null|nul)\b/i;

/** `install-purescript` of purescript: parts of one work that is published in parts. */
function isOfOne(found: readonly Sign[], name: string): boolean {
  const own = name.replace(/^@[^/]{1,214}\//, '');
  return own.length >= 4 && found.every(({ what }) => what.includes(own));
}

function commandHit(
  row: string,
  { event, command }: Pick<Hook, 'event' | 'command'>,
  found: readonly Sign[],
): Hit {
  const [usually, does] = commandRows[row] ?? ['notice', 'is not what honest scripts look like'];
  // What no registry has can be another thing tomorrow, and nobody has it in a lockfile.
  const atInstall = row === 'M10' && found.some(({ what }) => fromElsewhere.test(what)) ? 'high' : usually;
  const tier = installEvents.has(event) ? atInstall : lowered(atInstall, 2);
  const what = [...new Set(found.map((sign) => shorten(sign.what, 60)))].slice(0, 3).join(', ');
  const says = `its ${event} script ${does} (${what}): ${shorten(command, commandLength)}`;
  return { id: row, tier, says, traits: [] };
}

function byRow(signs: readonly Sign[]): readonly (readonly [string, readonly Sign[]])[] {
  const rows = [...new Set(signs.map(({ row }) => row))];
  return rows.map((row) => [row, signs.filter((sign) => sign.row === row)]);
}

/** npm fetches them past every registry, and runs what a repository's `prepare` says. */
const exoticDependencies: Row = ({ subject: { content } }) => {
  const { dependencies, optionalDependencies, peerDependencies } = content.manifest.dependencies;
  const lists = [
    ['dependencies', dependencies],
    ['optionalDependencies', optionalDependencies],
    ['peerDependencies', peerDependencies],
  ] as const;
  const bundled = new Set(content.manifest.bundled);
  return lists.flatMap(([list, specs]) =>
    [...specs].flatMap(([name, spec]): readonly Hit[] => {
      const exotic = exoticSpec(spec);
      const brings = bundled.has(name) && content.files.has(`node_modules/${name}/package.json`);
      if (exotic === undefined || brings) return [];
      const hides = exotic.commit && list === 'optionalDependencies';
      const tier = exotic.kind === 'local' ? 'notice' : hides ? 'block' : 'high';
      const says = `its ${list} take ${shorten(name, 80)} from ${placeWords[exotic.kind]}: ${shorten(spec, 120)}`;
      return [{ id: 'M3', tier, says, traits: [] }];
    }),
  );
};

const gyp: Row = ({ subject: { content, hooks }, signs }) => {
  const builds = hooks.some(({ command }) => command.includes('gyp'));
  return byRow(signs.gyp(content)).map(([id, found]): Hit => {
    const isOdd = id === 'M4';
    const whats = [...new Set(found.map(({ what }) => shorten(what, 80)))].slice(0, 3).join(', ');
    const does = isOdd ? 'is not what builds of native code look like' : 'runs commands of its own';
    const says = `has a binding.gyp, and npm configures it at install, which ${does}: ${whats}`;
    const traits = found.slice(0, 8).flatMap(asTrait);
    return { id, tier: isOdd ? (builds ? 'block' : 'high') : 'info', says, ...placeOf(found[0]), traits };
  });
};

export function placeOf(sign: Sign | undefined): { readonly path?: string } {
  return sign?.path === undefined ? {} : { path: sign.path };
}

function asTrait({ line, excerpt }: Sign): Hit['traits'] {
  if (line === undefined || line === 0 || excerpt === undefined) return [];
  return [{ kind: 'computed-load', line, excerpt }];
}

const missing: Row = ({ reaches }) =>
  [...new Set(reaches.flatMap((reach) => reach.missing))].map((path) => ({
    ...{ id: 'M6', tier: 'high', traits: [] },
    says: `its install script starts ${shorten(path, 120)}, which the package does not have`,
  }));

/** What honest hooks start is small: half of them have less than 2 KB. */
const heavyEntry: Row = (seen) =>
  [...seen.closure].flatMap(([path, depth]): readonly Hit[] => {
    if (depth > 0) return [];
    const size = seen.subject.content.files.get(path)?.size ?? 0;
    const { longestLine = 0, entropy = 0 } = seen.code.files.get(path) ?? {};
    const scrambled = size >= 4_096 && entropy > highestHonestEntropy;
    if (size <= largeBytes && longestLine <= longLine && !scrambled) return [];
    const worst = (size > hugeBytes || scrambled) && isInstalled(seen, path);
    const does = scrambled
      ? 'is no program that anybody could read, but scrambled bytes'
      : size > largeBytes
        ? `has ${Math.round(size / 1000)} kB, far more than an install script needs`
        : `has ${longestLine} characters on one line`;
    return [fileHit(seen, { id: 'M7', tier: worst ? 'block' : 'high', path, does })];
  });

/** What only npm's work in a clone starts are a developer's own tools. */
function isInstalled({ code }: Seen, path: string): boolean {
  return code.install.files.some((file) => file.path === path);
}

/** Loaders do not require their payload: they name it, and start or decode it. */
const namedPayload: Row = (seen) =>
  seen.reaches.flatMap(({ named }) =>
    named.flatMap(({ path, by }): readonly Hit[] => {
      const size = Math.round((seen.subject.content.files.get(path)?.size ?? 0) / 1000);
      const does = (what: string) =>
        `is ${what} of ${size} kB that ${shorten(by, 80)} names but does not load`;
      if (isPayload(seen, path)) {
        const tier = isInstalled(seen, by) ? 'block' : 'high';
        return [fileHit(seen, { id: 'M7x', tier, path, does: does('a program') })];
      }
      const loader = seen.code.files.get(by);
      const undoes =
        loader !== undefined && (can(loader, 'dynamic-code') || traitsIn(loader, undoing).length > 0);
      const isMedia = media.test(path) && loader !== undefined && can(loader, 'child-process');
      const isData = !scriptName.test(path) && (undoes || isMedia);
      return isData
        ? [fileHit(seen, { id: 'M7x', tier: 'high', path, does: does('no program, but a file') })]
        : [];
    }),
  );

/** Nobody needs a picture or a font while a package is installed. */
const media = /\.(?:png|jpe?g|gif|ico|webp|bmp|ttf|otf|woff2?|eot|mp[34]|wav|map|pdf)$/i;

const undoing = ['decode-and-run', 'runs-text', 'decodes', 'packer', 'spelled-apart'] as const;

export const manifestRows: readonly Row[] = [
  ...[preinstall, commands, exoticDependencies, gyp, missing, heavyEntry, namedPayload],
];
