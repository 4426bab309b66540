/** Registries that everybody may fetch from, and that npm knows: whoever is led there gets what all others get. */
export const publicRegistries: readonly string[] = [
  'npmjs.org',
  'npmjs.com',
  'yarnpkg.com',
  'npmmirror.com',
  'npm.taobao.org',
];

/** Lower case, without a port. */
export function isPublicRegistry(host: string): boolean {
  return publicRegistries.some((known) => host === known || host.endsWith(`.${known}`));
}
