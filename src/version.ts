import { createRequire } from 'node:module';
import { packageFolder } from './package-folder.ts';

const manifest = createRequire(packageFolder)('./package.json') as {
  readonly version: string;
  readonly engines: { readonly node: string };
};

/** npq's own version, from the package.json beside bin and dist. */
export const npqVersion: string = manifest.version;

/** The versions of Node.js that it runs on, as a range. */
export const neededNode: string = manifest.engines.node;
