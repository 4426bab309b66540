import type { PackedManifest } from '../../evidence/needs.ts';

/** Where honest downloaders fetch from: hosts that keep releases for everybody, and the package's own domains. */
const shared = [
  ...['github.com', 'githubusercontent.com', 'nodejs.org', 'storage.googleapis.com'],
  ...['npmjs.org', 'npmjs.com', 'yarnpkg.com', 'npmmirror.com', 'npm.taobao.org'],
  ...['localhost', '127.0.0.1', 'example.com', 'example.org'],
];

/** Below these everybody can have a name: `user.github.io`. */
const landlords = new Set([
  ...['github.io', 'gitlab.io', 'netlify.app', 'vercel.app', 'herokuapp.com', 'pages.dev', 'workers.dev'],
  ...['web.app', 'firebaseapp.com', 'surge.sh', 'glitch.me', 'repl.co', 'amazonaws.com', 'azurewebsites.net'],
  ...['cloudfront.net', 'blogspot.com', 'wordpress.com', 'r2.dev', 'onrender.com', 'fly.dev', 'deno.dev'],
]);

/** Whether a package may be expected to talk to this host: lower case, without a port. */
export function isFirstParty(host: string, { name, homes }: Pick<PackedManifest, 'name' | 'homes'>): boolean {
  if (shared.some((known) => host === known || host.endsWith(`.${known}`))) return true;
  const domain = domainOf(host);
  if (homes.some((home) => domainOf(hostOf(home) ?? '') === domain)) return true;
  const words = new Set((domain.split('.')[0] ?? '').split('-'));
  const names = name.toLowerCase().replace(/^@/, '').split('/');
  return (
    !landlords.has(domain.slice(domain.indexOf('.') + 1)) &&
    names.some((one) => one.length >= 4 && words.has(one))
  );
}

/** Where releases are kept in buckets, the names of which are first come, first served. */
const buckets = ['amazonaws.com', 'r2.dev', 'blob.core.windows.net', 'digitaloceanspaces.com'];

/** A bucket that is called like the package: not surely its own, but what its own would be called. */
export function isBucketOf(host: string, { name }: Pick<PackedManifest, 'name'>): boolean {
  if (!buckets.some((landlord) => host.endsWith(`.${landlord}`))) return false;
  const plain = (text: string) => text.replace(/[^a-z0-9]/g, '');
  const names = name.toLowerCase().replace(/^@/, '').split('/').map(plain);
  return names.some((one) => one.length >= 4 && plain(host).startsWith(one));
}

/** Roughly what somebody registers; a name below a landlord's is a domain of its own. */
function domainOf(host: string): string {
  const labels = host.split('.');
  const two = labels.slice(-2).join('.');
  const inner = labels.at(-2) ?? '';
  const isSuffix = landlords.has(two) || (inner.length <= 3 && (labels.at(-1) ?? '').length === 2);
  return isSuffix ? labels.slice(-3).join('.') : two;
}

function hostOf(home: string): string | undefined {
  const [, host] = /^(?:[a-z+]{1,12}:)?\/\/(?:[^@/\s]{1,100}@)?([a-z0-9.-]{1,253})/i.exec(home) ?? [];
  return host?.toLowerCase();
}
