import type ArboristClass from '@npmcli/arborist';
import type { Node } from '@npmcli/arborist';
import { hasCode } from '../errors.ts';
import type { Request } from '../model/request.ts';
import type { LoadedArborist } from './arborist.ts';
import { TooYoungError } from './held-back.ts';
import type { NpmInstallation } from './npm.ts';
import { specOf } from './origin.ts';
import type { Prefetch } from './prefetch.ts';
import { isNetworkError } from './resolve-error.ts';
import { nothing, record, type Today } from './today.ts';
import { auditFailure } from './verbs/audit.ts';
import { requireInSync } from './verbs/in-sync.ts';
import { rebuiltNodes } from './verbs/rebuild.ts';

type Options = Readonly<Record<string, unknown>>;

export interface BuiltTree {
  readonly tree: Node;
  readonly today: Today;
  /** Where the command is about these places alone. */
  readonly only?: ReadonlySet<Node>;
}

export interface BuildInput {
  readonly options: Options;
  readonly request: Request;
  readonly npm: NpmInstallation;
  readonly prefetch: Prefetch | undefined;
}

/** The tree that npm's command would leave behind, by arborist's own way to it; nothing of it is written. */
export async function buildTree(
  Arborist: LoadedArborist['Arborist'],
  { options: given, request, npm, prefetch }: BuildInput,
): Promise<BuiltTree> {
  // Arborist writes into the options that it gets.
  const options = { ...given };
  let today = nothing;
  /** Arborist loads lockfile or disk on its way, and makes the new tree out of that very one. */
  class Planning extends Arborist {
    override async loadVirtual(how?: Options): Promise<Node> {
      return this.#recorded(await super.loadVirtual(how), how, 'lockfile');
    }
    override async loadActual(how?: Options): Promise<Node> {
      return this.#recorded(await super.loadActual(how), how, 'disk');
    }
    /** Its dedupe, prune and audit end in this, which would write the tree: here it is only built. */
    override async reify(how?: Options): Promise<Node> {
      return this.buildIdealTree({ ...options, ...how });
    }
    #recorded(tree: Node, how: Options | undefined, from: Today['from']): Node {
      // It opens packages that bundle with the same class, elsewhere.
      if (how?.['root'] === undefined || this.path !== arborist.path) return tree;
      today = record(tree, from);
      // Without a lockfile it goes on to the disk.
      if (from === 'disk' || tree.meta?.loadedFromDisk === true) prefetch?.startFrom(tree);
      return tree;
    }
  }
  const arborist = new Planning(options);
  const apart = () => new Arborist({ ...given });

  if (request.verb === 'rebuild') {
    const disk = await apart().loadActual();
    return { tree: disk, today: record(disk, 'disk'), only: rebuiltNodes(disk, request.specs, npm) };
  }
  const isCi = request.verb === 'ci' || request.verb === 'install-ci-test';
  const locked = isCi ? await apart().loadVirtual() : undefined;
  const tree = await treeBy(arborist, request.verb, options);
  failLoudly(tree);
  if (locked) requireInSync(locked, tree, npm);
  if (options['global'] === true) {
    const named = new Set(request.verb === 'uninstall' ? request.specs : []);
    const filter = (node: Node, kid: string) =>
      !node.isProjectRoot || tree.target.edgesOut.has(kid) || named.has(kid);
    today = { ...record(await apart().loadActual({ filter, global: true }), 'disk'), nodes: new Set() };
  } else if (options['update'] === true) {
    today = { ...record(await loadedToday(apart()), 'disk'), nodes: new Set() };
  }
  return { tree, today };
}

async function treeBy(arborist: ArboristClass, verb: string, options: Options): Promise<Node> {
  switch (verb) {
    case 'dedupe':
    case 'find-dupes':
      return arborist.dedupe(options);
    case 'prune':
      return arborist.prune(options);
    case 'audit': {
      const tree = await arborist.audit({ fix: true });
      const failure = auditFailure(arborist.auditReport);
      if (failure) throw failure;
      return tree;
    }
    default:
      return arborist.buildIdealTree(options);
  }
}

async function loadedToday(arborist: Pick<ArboristClass, 'loadVirtual' | 'loadActual'>): Promise<Node> {
  try {
    return await arborist.loadVirtual();
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOLOCK') return arborist.loadActual();
    throw error;
  }
}

/**
 * Arborist leaves out an optional dependency that it cannot load. That is right for one that does not exist;
 * one that is too young or whose registry does not answer would vanish without a word.
 */
function failLoudly(tree: Node): void {
  for (const { errors, edgesIn } of tree.inventory.values()) {
    // A stranger's host may be down for ever; what it was to serve stays in the plan, not looked at.
    if (![...edgesIn].every((edge) => specOf(edge)?.registry)) continue;
    const serious = errors.find((error) => error instanceof TooYoungError || isNetworkError(error));
    if (serious) throw serious;
  }
}
