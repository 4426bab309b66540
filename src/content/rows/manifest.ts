import { shorten } from '../foreign.ts';
import type { Hook } from '../hooks.ts';
import { exoticSpec } from './dependency-spec.ts';
import type { Hit, Tier } from './rows.ts';
import { can, fileHit, isPayload, type Row, type Seen, scriptName, traitsIn } from './seen.ts';
import type { Sign } from './signs.ts';

/** What the manifest, the build file and the list of files say, before anybody looks into code. */

const largeBytes = 100_000;
const hugeBytes = 200_000;
const longLine = 5_000;
/** Bits per byte; of 57,046 honest script files none has more than 6.77. */
export const highestHonestEntropy = 7.0;
const commandLength = 160;

/** What a published package has to do in `prepare` is its own build, which honest ones write freely. */
const atInstall: ReadonlySet<string> = new Set(['preinstall', 'install', 'postinstall']);

const preinstall: Row = ({ subject }) =>
  subject.hooks
    .filter(({ event }) => event === 'preinstall')
    .map(({ command }) => ({
      ...{ id: 'M1p', tier: 'notice', traits: [] },
      says: `runs a script before anything is installed: ${shorten(command, commandLength)}`,
    }));

const signWords: Readonly<Record<string, string>> = {
  M2: 'does what no install needs',
  M8: 'starts a file of its own that is no JavaScript',
  M7x: 'names a large file that it does not load',
  bin: 'starts a command that a dependency puts in place of a usual one',
};

/** M2, M8 and what else stands in the commands themselves. */
const commands: Row = ({ subject, signs }) =>
  subject.hooks
    .filter(({ implicit }) => !implicit)
    .flatMap((hook) =>
      bySign(signs.command(hook.command, subject.content)).map(([id, found]) => commandHit(id, hook, found)),
    );

function commandHit(id: string, { event, command }: Hook, found: readonly Sign[]): Hit {
  const tier: Tier = id === 'M2' && atInstall.has(event) ? 'block' : atInstall.has(event) ? 'high' : 'notice';
  const what = [...new Set(found.map(({ excerpt }) => shorten(excerpt, 60)))].slice(0, 3).join(', ');
  const why = signWords[id] ?? 'is not what honest scripts look like';
  return {
    ...{ id, tier, traits: [] },
    says: `its ${event} script ${why} (${what}): ${shorten(command, commandLength)}`,
  };
}

function bySign(signs: readonly Sign[]): readonly (readonly [string, readonly Sign[]])[] {
  const ids = [...new Set(signs.map(({ sign }) => sign))];
  return ids.map((id) => [id, signs.filter(({ sign }) => sign === id)]);
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
      const where = exotic.kind === 'local' ? 'a folder' : 'outside of every registry';
      const says = `its ${list} take ${shorten(name, 80)} from ${where}: ${shorten(spec, 120)}`;
      return [{ id: 'M3', tier, says, traits: [] }];
    }),
  );
};

const gyp: Row = ({ subject: { content, hooks }, signs }) => {
  const builds = hooks.some(({ command }) => command.includes('node-gyp') || command.includes('gyp rebuild'));
  return bySign(signs.gyp(content)).map(([id, found]): Hit => {
    const [first] = found;
    const what = shorten(first?.excerpt ?? '', commandLength);
    const tier = id === 'M4' ? (builds ? 'block' : 'high') : 'info';
    const says =
      id === 'M4'
        ? `its binding.gyp builds nothing, and runs commands while npm configures it: ${what}`
        : `its binding.gyp runs commands while npm configures it: ${what}`;
    return { id, tier, says, ...placeOf(first), traits: traitOf(first) };
  });
};

const shippedTiers: Readonly<Record<string, Tier>> = { S1: 'high', S2: 'high', S3: 'high' };

/** Packages in its own node_modules that have hooks, settings for npm, a lockfile that leads elsewhere. */
const shipped: Row = ({ subject, signs }) =>
  signs.shipped(subject.content).map(
    (sign): Hit => ({
      ...{ id: sign.sign, tier: shippedTiers[sign.sign] ?? 'notice' },
      says: `ships ${shorten(sign.excerpt, commandLength)}`,
      ...placeOf(sign),
      traits: [],
    }),
  );

function placeOf(sign: Sign | undefined): { readonly path?: string } {
  return sign?.path === undefined ? {} : { path: sign.path };
}

function traitOf(sign: Sign | undefined): Hit['traits'] {
  if (sign?.line === undefined) return [];
  return [{ kind: 'computed-load', line: sign.line, excerpt: sign.excerpt.slice(0, 200) }];
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
      const isData = !scriptName.test(path) && undoes;
      return isData
        ? [fileHit(seen, { id: 'M7x', tier: 'high', path, does: does('no program, but a file') })]
        : [];
    }),
  );

const undoing = ['decode-and-run', 'runs-text', 'decodes', 'packer', 'spelled-apart'] as const;

export const manifestRows: readonly Row[] = [
  ...[preinstall, commands, exoticDependencies, gyp, shipped, missing, heavyEntry, namedPayload],
];
