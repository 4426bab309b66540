import type { Edge, Node } from '@npmcli/arborist';
import npa, { type Spec } from 'npm-package-arg';
import type { Disagreement, Origin } from '../model/plan.ts';
import { hostOf, isAtRegistry } from './addresses.ts';

type Options = Readonly<Record<string, unknown>>;

export interface OriginContext {
  readonly options: Options;
  readonly defaultRegistry: string;
  registryFor(name: string): string;
  /** True for entries of a lockfile, a nested one too, or of the disk: no registry vouches for their address. */
  isLocked(node: Node): boolean;
  keyOf(node: Node): string;
}

export interface FoundOrigin {
  readonly origin: Origin;
  /** The package's real name. */
  readonly name: string;
  /** The spec that leads to a git or remote origin. */
  readonly spec?: Spec;
  /** What the edge asks for and what is recorded do not agree. */
  readonly disagreement?: Disagreement;
}

const danger = ['registry', 'workspace', 'bundled', 'directory', 'file', 'remote', 'git'] as const;

/**
 * Where a node's bytes come from: what the edges ask for, and not what the lockfile says. Where the two
 * disagree the more dangerous one counts: a lockfile can turn a registry package into a link to any folder.
 */
export function originOf(node: Node, context: OriginContext): FoundOrigin {
  const bundler = node.inDepBundle ? node.getBundler() : null;
  if (bundler) {
    return { origin: { kind: 'bundled', by: context.keyOf(bundler) }, name: node.packageName ?? node.name };
  }
  const asked = [...node.edgesIn].flatMap((edge) => {
    const spec = specOf(edge);
    return spec ? [fromSpec(spec, node, context)] : [];
  });
  const recorded = recordedOrigin(node, context);
  const worstAsked = worst(asked, node.packageName);
  if (worstAsked === undefined) return recorded;
  if (rank(recorded) <= rank(worstAsked)) return nameChecked(worstAsked, node);
  if (recorded.origin.kind === 'workspace') return recorded;
  return {
    ...recorded,
    disagreement: { kind: 'form', asked: describe(worstAsked.origin), found: describe(recorded.origin) },
  };
}

/** Undefined for text that is no spec; arborist has said so already where it matters. */
export function specOf(edge: Edge): Spec | undefined {
  if (edge.type === 'workspace' || edge.from === null) return undefined;
  try {
    return npa.resolve(edge.name, edge.spec, edge.from.realpath);
  } catch {
    return undefined;
  }
}

function fromSpec(spec: Spec, node: Node, context: OriginContext): FoundOrigin {
  if (spec.registry) {
    const name = (spec.subSpec ?? spec).name ?? node.name;
    return { origin: { kind: 'registry', registry: context.registryFor(name) }, name };
  }
  return exotic(spec, node, spec.rawSpec);
}

function recordedOrigin(node: Node, context: OriginContext): FoundOrigin {
  const name = node.packageName ?? node.name;
  if (node.isLink) {
    const kind = node.target.isWorkspace ? 'workspace' : 'directory';
    return { origin: { kind, path: node.realpath }, name };
  }
  const registry: FoundOrigin = {
    origin: { kind: 'registry', registry: context.registryFor(node.name) },
    name: node.name,
  };
  if (node.resolved === null) return registry;
  const spec = parse(node.resolved);
  if (spec === undefined || spec.registry) return registry;
  // An address that the registry itself just named is the registry's, whatever its host.
  const trusted = spec.type === 'remote' && !context.isLocked(node);
  if (
    trusted ||
    (spec.type === 'remote' && isAtRegistry(node.resolved, context.options, context.defaultRegistry))
  ) {
    return registry;
  }
  return exotic(spec, node, node.resolved);
}

function exotic(spec: Spec, node: Node, text: string): FoundOrigin {
  const name = node.packageName ?? node.name;
  const host = hostOf(spec);
  switch (spec.type) {
    case 'git': {
      const commit = /#([0-9a-f]{40,64})$/.exec(node.resolved ?? '')?.[1];
      return {
        name,
        spec,
        origin: { kind: 'git', spec: text, host, ...(commit === undefined ? {} : { commit }) },
      };
    }
    case 'remote':
      return { name, spec, origin: { kind: 'remote', url: spec.fetchSpec ?? text, host } };
    case 'directory':
      if (node.isLink && node.target.isWorkspace)
        return { name, origin: { kind: 'workspace', path: node.realpath } };
      return { name, origin: { kind: 'directory', path: localPath(node, spec) } };
    default:
      return { name, origin: { kind: 'file', path: localPath(node, spec) } };
  }
}

function localPath(node: Node, spec: Spec): string {
  if (node.isLink) return node.realpath;
  const resolved = node.resolved === null ? undefined : parse(node.resolved);
  return resolved?.fetchSpec ?? spec.fetchSpec ?? spec.rawSpec;
}

function parse(text: string): Spec | undefined {
  try {
    return npa(text);
  } catch {
    return undefined;
  }
}

/** The most dangerous; among equals the one whose name the package itself bears, for aliases. */
function worst(found: readonly FoundOrigin[], name: string | null): FoundOrigin | undefined {
  return [...found].sort((a, b) => rank(b) - rank(a) || Number(b.name === name) - Number(a.name === name))[0];
}

function nameChecked(found: FoundOrigin, node: Node): FoundOrigin {
  const claimed = node.packageName;
  if (found.origin.kind !== 'registry' || claimed === null || claimed === found.name) return found;
  return {
    ...found,
    disagreement: { kind: 'name', asked: found.name, found: `the package ${claimed}` },
  };
}

function rank({ origin }: FoundOrigin): number {
  return danger.indexOf(origin.kind);
}

function describe(origin: Origin): string {
  switch (origin.kind) {
    case 'registry':
      return 'a registry package';
    case 'git':
      return `a git repository (${origin.spec})`;
    case 'remote':
      return `a tarball from ${origin.host}`;
    case 'file':
    case 'directory':
    case 'workspace':
      return `${origin.kind} ${origin.path}`;
    case 'bundled':
      return `bundled by ${origin.by}`;
  }
}
