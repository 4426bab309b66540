import { createRequire } from 'node:module';
import { packageFolder } from './package-folder.ts';

/** npq's own version, from the package.json beside bin and dist. */
export const npqVersion: string = (
  createRequire(packageFolder)('./package.json') as { readonly version: string }
).version;
