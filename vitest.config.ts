import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Folders whose tests start npq and npm as processes of their own, or let a whole npq run and go on within theirs. */
const whole = ['test/e2e/**/*.test.ts', 'test/transcripts/**/*.test.ts', 'test/matrix/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/world/fetch-node.ts', 'test/world/fetch-managers.ts', 'test/world/sweep.ts'],
    // Most of the time goes to npm and npq as processes of their own, for which a worker only waits.
    maxWorkers: Math.max(4, availableParallelism()),
    // For what hangs: on a machine with ten times as much to do everything takes ten times as long.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // A second, as vitest has it, is soon over on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default'],
    // npq's modules keep nothing between two calls, so that its tests may share them: loading them anew for every
    // file would take as long as running the tests.
    isolate: false,
    setupFiles: ['test/world/same-environment.ts', 'test/world/fuzz-seed.ts'],
    // vitest takes projects by their names: what runs longest comes first, and what is short fills the end.
    projects: [
      { extends: true, test: { name: '1 whole', include: whole } },
      { extends: true, test: { name: '2 parts', include: ['test/**/*.test.ts'], exclude: whole } },
    ],
  },
});
