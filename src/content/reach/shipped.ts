import type { TarballFile } from '../../evidence/needs.ts';
import { asObject, type Foreign, own, textOf } from '../foreign.ts';
import { decodeManifest } from '../packed-manifest.ts';
import type { Shipped } from '../record.ts';
import { isPublicRegistry } from '../registries.ts';
import { exoticSpec } from '../rows/dependency-spec.ts';

const most = { signs: 50, manifests: 2_000, entries: 20_000, depth: 16 };

/** Settings that lead npm elsewhere, or have it start something. */
const steering =
  /^\s{0,20}((?:@[\w-]{1,100}:)?registry|node-options|script-shell|init-module|git|ignore-scripts|onload-script|https?-proxy|proxy|cafile|strict-ssl|shell|node-gyp|python|prefix|globalconfig|userconfig|allow-\w{1,20})\s{0,20}=/i;

/** Reads the texts of the files that it names; undefined is a text that is not at hand. */
export function shippedSigns(
  files: ReadonlyMap<string, TarballFile>,
  text: (path: string) => string | undefined,
): readonly Shipped[] {
  const found: Shipped[] = [];
  let manifests = 0;
  for (const path of files.keys()) {
    if (found.length >= most.signs) break;
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    if (name === '.npmrc') found.push(...settings(path, text(path)));
    else if (path === 'npm-shrinkwrap.json') found.push(...elsewhere(path, text(path)));
    else if (
      name === 'package.json' &&
      /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/i.test(path)
    ) {
      manifests += 1;
      if (manifests <= most.manifests) found.push(...hooksOf(path, text(path)));
    }
  }
  return found.slice(0, most.signs);
}

function settings(path: string, text: string | undefined): readonly Shipped[] {
  if (text === undefined) return [{ sign: 'unread', path, what: 'its text is not to be had' }];
  const lines = text.slice(0, 64 * 1024).split(/\r?\n/, 1_000);
  const steers = lines.flatMap((line) => steering.exec(line)?.[1] ?? []);
  return [{ sign: 'npmrc', path, what: [...new Set(steers)].slice(0, 8).join(', ') }];
}

function hooksOf(path: string, text: string | undefined): readonly Shipped[] {
  if (text === undefined) return [{ sign: 'unread', path, what: 'its text is not to be had' }];
  const decoded = decodeManifest(text);
  if (decoded.status !== 'decoded') return [];
  return ['preinstall', 'install', 'postinstall'].flatMap((event) => {
    const command = decoded.manifest.scripts.get(event);
    return command
      ? [{ sign: 'bundled-hook' as const, path, what: `${event}: ${command.slice(0, 160)}` }]
      : [];
  });
}

/**
 * npm obeys a package's own shrinkwrap. What is resolved to another host than most of it, to git, or to an address
 * that is no registry's, is no ordinary lock.
 */
function elsewhere(path: string, text: string | undefined): readonly Shipped[] {
  if (text === undefined) return [{ sign: 'unread', path, what: 'its text is not to be had' }];
  let document: Foreign;
  try {
    document = asObject(JSON.parse(text.replace(/^\uFEFF/, ''))) ?? {};
  } catch {
    return [{ sign: 'unread', path, what: 'it is no JSON' }];
  }
  const addresses: string[] = [];
  collect(document, addresses, 0);
  const hosts = addresses.map(hostOf);
  const counts = new Map<string, number>();
  for (const host of hosts) counts.set(host, (counts.get(host) ?? 0) + 1);
  const [usual] = [...counts].sort(([, left], [, right]) => right - left)[0] ?? [''];
  const odd = addresses.filter((address, index) => hosts[index] !== usual || !likeRegistry.test(address));
  const shown = (address: string) => address.replace(/\/\/[^/@\s]*@/, '//').slice(0, 200);
  const found: Shipped[] = [...new Set(odd)]
    .slice(0, 8)
    .map((address) => ({ sign: 'shrinkwrap-elsewhere', path, what: shown(address) }));
  // All of it may lead to one host that is nobody's registry; whether the package came from there is known later.
  const isOwn = (index: number) => hosts[index] === usual && usual !== '' && !isPublicRegistry(usual);
  const example = addresses.find((address, index) => isOwn(index) && !odd.includes(address));
  return example === undefined ? found : [...found, { sign: 'shrinkwrap-host', path, what: shown(example) }];
}

/** `…/name/-/name-1.0.0.tgz`. */
const likeRegistry = /^https?:\/\/[^?#\s]{1,500}\/-\/[^/?#\s]{1,200}\.tgz$/i;

function collect(value: Foreign, into: string[], depth: number): void {
  if (depth > most.depth) return;
  for (const field of ['packages', 'dependencies']) {
    for (const entry of Object.values(asObject(own(value, field)) ?? {})) {
      const one = asObject(entry);
      if (one === undefined || into.length >= most.entries) continue;
      const resolved = textOf(own(one, 'resolved'), 2_000);
      if (resolved !== undefined && own(one, 'link') !== true && !resolved.startsWith('file:'))
        into.push(resolved);
      // The older form has the address of what comes from no registry where others have a version.
      const version = textOf(own(one, 'version'), 2_000);
      if (version !== undefined && exoticSpec(version)?.kind === 'elsewhere') into.push(version);
      // Its `dependencies` are names and ranges in the newer form, and have no objects.
      collect(one, into, depth + 1);
    }
  }
}

/** Lower case, without a port; empty for what is no address. */
export function hostOf(address: string): string {
  return /^[a-z+]{2,10}:\/\/(?:[^/@\s]{1,300}@)?([^/?#\s:]{1,300})/i.exec(address)?.[1]?.toLowerCase() ?? '';
}
