import { afterEach } from 'vitest';

/**
 * npm's reader writes into the environment of the process: with `omit=dev` it sets NODE_ENV to production, and what
 * it takes for its own defaults then depends on which test ran before.
 */
const before = { ...process.env };

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
