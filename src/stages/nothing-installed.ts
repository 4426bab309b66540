import { NpqError } from '../errors.ts';

/** Nothing says what should lie in node_modules. */
export function noProject(found: string): NpqError {
  return new NpqError('usage', {
    message: `Expected a project whose packages npm has installed, found ${found}`.replace(/\.?$/, '.'),
    hint: 'Install it first (npq ci), or go to its folder. Trees of yarn and bun and global ones are not compared, because no record in them names the vetted bytes.',
  });
}
