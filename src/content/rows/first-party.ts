import type { PackedManifest, TarballContent } from '../../evidence/needs.ts';
import { publicRegistries } from '../registries.ts';

/** Where honest downloaders fetch from: hosts that keep releases for everybody, and the package's own domains. */
const shared = [
  ...['github.com', 'githubusercontent.com', 'nodejs.org', 'storage.googleapis.com'],
  ...publicRegistries,
  ...['localhost', '127.0.0.1', 'example.com', 'example.org'],
];

/** Below these everybody can have a name: `user.github.io`. */
const landlords = new Set([
  ...['github.io', 'gitlab.io', 'netlify.app', 'vercel.app', 'herokuapp.com', 'pages.dev', 'workers.dev'],
  ...['web.app', 'firebaseapp.com', 'surge.sh', 'glitch.me', 'repl.co', 'amazonaws.com', 'azurewebsites.net'],
  ...['cloudfront.net', 'blogspot.com', 'wordpress.com', 'r2.dev', 'onrender.com', 'fly.dev', 'deno.dev'],
  ...['blob.core.windows.net', 'digitaloceanspaces.com'],
]);

/**
 * Whether a package may be expected to talk to this host: lower case, without a port. A name that is a part of the
 * domain's does not do: `get-axios.com` is for everybody to register.
 */
export function isFirstParty(host: string, { name, homes }: Pick<PackedManifest, 'name' | 'homes'>): boolean {
  if (isShared(host)) return true;
  const domain = domainOf(host);
  if (homes.some((home) => domainOf(hostOf(home) ?? '') === domain)) return true;
  const [label = ''] = domain.split('.');
  return !isLet(domain) && label.length >= 4 && namesOf(name).includes(label);
}

/**
 * The same of a package that there is an earlier version of: what that one called its own, or named. Who took it
 * over chooses a host, and writes the homepage, but has not done so a month ago.
 */
export function isFamiliar(host: string, before: TarballContent): boolean {
  if (isShared(host)) return true;
  const domain = domainOf(host);
  if (before.manifest.homes.some((home) => domainOf(hostOf(home) ?? '') === domain)) return true;
  for (const { hosts } of before.code?.files.values() ?? [])
    if (hosts.some((known) => domainOf(known) === domain)) return true;
  return false;
}

function isShared(host: string): boolean {
  return shared.some((known) => host === known || host.endsWith(`.${known}`));
}

function namesOf(name: string): readonly string[] {
  return name.toLowerCase().replace(/^@/, '').split('/');
}

/** Where releases are kept in buckets, the names of which are first come, first served. */
const buckets = ['amazonaws.com', 'r2.dev', 'blob.core.windows.net', 'digitaloceanspaces.com'];

/** A bucket that is called like the package: not surely its own, but what its own would be called. */
export function isBucketOf(host: string, { name }: Pick<PackedManifest, 'name'>): boolean {
  if (!buckets.some((landlord) => host.endsWith(`.${landlord}`))) return false;
  const plain = (text: string) => text.replace(/[^a-z0-9]/g, '');
  const names = namesOf(name).map(plain);
  return names.some((one) => one.length >= 4 && plain(host).startsWith(one));
}

/** Roughly what somebody registers; a name below a landlord's is a domain of its own. */
function domainOf(host: string): string {
  if (isLet(host)) return host;
  const labels = host.split('.');
  const isSuffix = (labels.at(-2) ?? '').length <= 3 && (labels.at(-1) ?? '').length === 2;
  return labels.slice(isSuffix ? -3 : -2).join('.');
}

function isLet(host: string): boolean {
  for (let at = host.indexOf('.'); at !== -1; at = host.indexOf('.', at + 1))
    if (landlords.has(host.slice(at + 1))) return true;
  return false;
}

function hostOf(home: string): string | undefined {
  const [, host] = /^(?:[a-z+]{1,12}:)?\/\/(?:[^@/\s]{1,100}@)?([a-z0-9.-]{1,253})/i.exec(home) ?? [];
  return host?.toLowerCase();
}
