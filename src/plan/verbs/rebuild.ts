import type { Node } from '@npmcli/arborist';
import npa, { type Spec } from 'npm-package-arg';
import semver from 'semver';
import { NpqError } from '../../errors.ts';
import type { NpmInstallation } from '../npm.ts';
import { resolveError } from '../resolve-error.ts';

/** What `npm rebuild` builds anew: everything that lies there, or what is named, with what it bundles. */
export function rebuiltNodes(
  tree: Node,
  specs: readonly string[],
  { major }: Pick<NpmInstallation, 'major'>,
): ReadonlySet<Node> {
  const all = [...tree.inventory.values()];
  if (specs.length === 0) return new Set(all);
  const wanted = specs.map(parsed);
  const named = all.filter((node) => {
    // A bundled folder can call itself anything: npm 11 and 12 do not find it by its name, npm 10 does.
    if (major > 10 && node.inDepBundle) return false;
    return wanted.some((spec) => fits(spec, node));
  });
  const chosen = new Set(named);
  for (const node of all) {
    const bundler = node.inDepBundle ? node.getBundler() : null;
    if (bundler === null) continue;
    if (chosen.has(bundler)) chosen.add(node);
    // What it is is written in the tarball of the one that bundles it.
    else if (chosen.has(node)) chosen.add(bundler);
  }
  return chosen;
}

function parsed(text: string): Spec {
  let spec: Spec;
  try {
    spec = npa(text);
  } catch (error) {
    throw resolveError(error);
  }
  if (spec.rawSpec === '*' || ['range', 'version', 'directory'].includes(spec.type)) return spec;
  throw new NpqError('usage', {
    message: `Expected a name, or a name and a range of versions, to rebuild; found ${JSON.stringify(text)}.`,
    hint: 'For example: npq rebuild esbuild',
  });
}

function fits(spec: Spec, node: Node): boolean {
  if (spec.type === 'directory') return node.path === spec.fetchSpec;
  if (spec.name !== node.name) return false;
  if (spec.rawSpec === '' || spec.rawSpec === '*') return true;
  return semver.satisfies(node.version, spec.fetchSpec ?? '');
}
