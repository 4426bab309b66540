import type { Node } from '@npmcli/arborist';
import npa, { type Spec } from 'npm-package-arg';
import semver from 'semver';
import type { Choices } from './choices.ts';
import { specOf } from './origin.ts';
import { fieldsOf, versionsOf } from './packument-view.ts';

type Options = Readonly<Record<string, unknown>>;

/**
 * Runs ahead of arborist, which asks level by level and waits for each: follows the ranges from document to
 * document, so that arborist finds what it asks for. It only warms: arborist decides, and meets every failure
 * by itself. Only registries are asked, for what the lockfile, the disk or an override does not settle.
 */
export interface Prefetch {
  /** The specs on the command line; what they depend on waits until it is known what is there already. */
  typed(specs: readonly string[]): void;
  /** The tree as lockfile or disk have it, before arborist changes it. */
  startFrom(tree: Node): void;
  stop(): void;
}

const mostAtOnce = 40;

export function createPrefetch(choices: Choices, options: Options): Prefetch {
  const seen = new Set<string>();
  const ranges = new Set<string>();
  const followed = new Set<string>();
  const queue: Spec[] = [];
  const early: Options[] = [];
  let present: Present | undefined = options['global'] === true ? nothingPresent : undefined;
  let running = 0;
  let stopped = false;

  const want = (spec: Spec | undefined): void => {
    const wanted = spec?.subSpec ?? spec;
    if (!spec?.registry || !wanted?.name) return;
    const key = JSON.stringify([wanted.name, wanted.fetchSpec]);
    if (seen.has(key)) return;
    seen.add(key);
    queue.push(wanted);
    pump();
  };
  const pump = (): void => {
    while (!stopped && running < mostAtOnce) {
      const spec = queue.shift();
      if (spec === undefined) return;
      running += 1;
      const next = () => {
        running -= 1;
        pump();
      };
      // Arborist asks for the same, meets the same trouble and says so, or knows why it does not matter.
      visit(spec).then(next, next);
    }
  };
  const visit = async (spec: Spec): Promise<void> => {
    const { choice } = await choices.of(spec, options);
    const id = `${spec.name}@${choice?.version}`;
    if (choice === undefined || stopped || followed.has(id)) return;
    followed.add(id);
    const manifest = fieldsOf(versionsOf(choice.packument)[choice.version]);
    if (present === undefined) early.push(manifest);
    else follow(manifest, present);
  };
  const follow = (manifest: Options, { overridden, local, versions }: Present): void => {
    for (const [name, range] of dependenciesOf(manifest, options)) {
      if (overridden.has(name) || local.has(name)) continue;
      // Most ranges are asked for many times, and to parse one takes longer than all the rest.
      const asked = JSON.stringify([name, range]);
      if (ranges.has(asked)) continue;
      ranges.add(asked);
      if (versions.get(name)?.some((version) => semver.satisfies(version, range, true))) continue;
      want(parse(name, range));
    }
  };
  return {
    typed(specs) {
      for (const text of specs) want(parse(undefined, text));
    },
    startFrom(tree) {
      present = presentIn(tree);
      for (const manifest of early.splice(0)) follow(manifest, present);
      for (const node of tree.inventory.values()) {
        if (!node.isProjectRoot && !node.isWorkspace) continue;
        for (const edge of node.edgesOut.values()) {
          const optionalPeer = edge.type === 'peerOptional';
          if (!edge.valid && !optionalPeer && !present.local.has(edge.name)) want(specOf(edge));
        }
      }
    },
    stop() {
      stopped = true;
    },
  };
}

/** What is not to be asked for. */
interface Present {
  /** Name in the tree to the versions that are there. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  /** Names of workspaces, which are nobody's business. */
  readonly local: ReadonlySet<string>;
  /** Names that the project's overrides speak of: arborist knows what becomes of them. */
  readonly overridden: ReadonlySet<string>;
}

const nothingPresent: Present = { versions: new Map(), local: new Set(), overridden: new Set() };

function presentIn(tree: Node): Present {
  const versions = new Map<string, string[]>();
  for (const { name, version } of tree.inventory.values()) {
    versions.set(name, [...(versions.get(name) ?? []), version]);
  }
  const workspaces = [...tree.inventory.values()].filter((node) => node.isWorkspace);
  return {
    versions,
    local: new Set(workspaces.map(({ name }) => name)),
    overridden: new Set(namesIn(fieldsOf(tree.package['overrides']))),
  };
}

function namesIn(overrides: Options): readonly string[] {
  return Object.entries(overrides).flatMap(([key, inner]) => [
    key.replace(/(?<=.)@.*$/, ''),
    ...namesIn(fieldsOf(inner)),
  ]);
}

/** What arborist will ask for: not what is bundled, nor peers that nobody has to have. */
function dependenciesOf(manifest: Options, options: Options): readonly (readonly [string, string])[] {
  const meta = fieldsOf(manifest['peerDependenciesMeta']);
  const peers = Object.entries(fieldsOf(manifest['peerDependencies'])).filter(
    ([name]) => options['legacyPeerDeps'] !== true && fieldsOf(meta[name])['optional'] !== true,
  );
  const bundled = manifest['bundleDependencies'] ?? manifest['bundledDependencies'];
  const inside = new Set(Array.isArray(bundled) ? bundled : []);
  if (bundled === true) return peers.flatMap(textual);
  return [
    ...Object.entries(fieldsOf(manifest['dependencies'])),
    ...Object.entries(fieldsOf(manifest['optionalDependencies'])),
    ...peers,
  ]
    .filter(([name]) => !inside.has(name))
    .flatMap(textual);
}

function textual([name, range]: readonly [string, unknown]): readonly (readonly [string, string])[] {
  return typeof range === 'string' ? [[name, range]] : [];
}

function parse(name: string | undefined, text: string): Spec | undefined {
  try {
    return name === undefined ? npa(text) : npa.resolve(name, text);
  } catch {
    // No spec: arborist says so where it matters.
    return undefined;
  }
}
