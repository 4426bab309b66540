import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The real package managers that `npq with` is tested with, each held to its bytes. */
export interface PinnedManager {
  readonly id: 'pnpm 10' | 'pnpm 12' | 'yarn 1' | 'yarn 4' | 'bun';
  /** As it is typed. */
  readonly name: 'pnpm' | 'yarn' | 'bun';
  /** The npm package that it comes in. */
  readonly package: string;
  readonly version: string;
  readonly integrity: string;
  /** The program in it. */
  readonly program: string;
  /** It is no JavaScript, and runs here alone. */
  readonly only?: string;
}

export const managers: readonly PinnedManager[] = [
  {
    ...{ id: 'pnpm 10', name: 'pnpm', package: 'pnpm', version: '10.34.8', program: 'bin/pnpm.cjs' },
    integrity:
      'sha512-9ieo6XE0Ov5J39D2PQKCNCAd+oMdXLWIcz4eX42ya/FpiaMhYatcG02zsf28NzFgYGtbieAC323RmoWt+R/FqA==',
  },
  {
    ...{ id: 'pnpm 12', name: 'pnpm', package: '@pnpm/exe.linux-x64', version: '12.21.0', program: 'pnpm' },
    integrity:
      'sha512-8eufCjHXspKbNS/kh8q4Q0gqJoOuvC4Q5pgos6XS8By/nAMtP+jf8F1Cw9er840kfAX+PJ/ts+A9qnLE91rvXQ==',
    only: 'linux-x64',
  },
  {
    ...{ id: 'yarn 1', name: 'yarn', package: 'yarn', version: '1.22.22', program: 'bin/yarn.js' },
    integrity:
      'sha512-prL3kGtyG7o9Z9Sv8IPfBNrWTDmXB4Qbes8A9rEzt6wkJV8mUvoirjU0Mp3GGAU06Y0XQyA3/2/RQFVuK7MTfg==',
  },
  {
    ...{
      id: 'yarn 4',
      name: 'yarn',
      package: '@yarnpkg/cli-dist',
      version: '4.18.1',
      program: 'bin/yarn.js',
    },
    integrity:
      'sha512-EH+A4TxAtBWXKE0DGQxW9Bo9crXHLJ73mfxjTQJuv8XonNWWTpei8BQ5JjczHJNU9GROTycwMFn8iOvRIZXUcA==',
  },
  {
    ...{
      id: 'bun',
      name: 'bun',
      package: '@oven/bun-linux-x64-baseline',
      version: '1.4.5',
      program: 'bin/bun',
    },
    integrity:
      'sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==',
    only: 'linux-x64',
  },
];

/** Beside what is installed, and gone with it. */
const cache = join(
  dirname(dirname(createRequire(import.meta.url).resolve('semver/package.json'))),
  '.cache',
  'npq-managers',
);

export function managerFolder({ package: name, version }: PinnedManager): string {
  return join(cache, `${name.replace('/', '+')}-${version}`);
}

/** For the PATH of somebody who has it. */
export function managerPath(one: PinnedManager): string {
  return join(managerFolder(one), 'npq-on-path');
}

export function managerProgram(one: PinnedManager): string {
  return join(managerFolder(one), one.program);
}

/** Why its tests are skipped; undefined where they run. */
export function missingManager(one: PinnedManager): string | undefined {
  if (one.only !== undefined && one.only !== `${process.platform}-${process.arch}`) {
    return `${one.id} is pinned for ${one.only} alone`;
  }
  return existsSync(managerPath(one)) ? undefined : `${one.id} was not to be had`;
}
