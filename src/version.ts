import { createRequire } from 'node:module';

/** npq's own version, from the package.json beside bin and dist. */
export const npqVersion: string = (
  createRequire(import.meta.url)('../package.json') as { readonly version: string }
).version;
