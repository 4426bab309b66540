import type { TarballContent } from '../../evidence/needs.ts';

/** Something that stands in a command, in a binding.gyp or among what is shipped, and that a row is made of. */
export interface Sign {
  /** The row it belongs to. */
  readonly sign: string;
  /** What exactly, as it stands there: a stranger's text. */
  readonly excerpt: string;
  readonly path?: string;
  readonly line?: number;
}

/** What the rows are told of shell commands and build files, which others read. */
export interface SignReader {
  /** Of one command that npm would run. */
  command(command: string, content: TarballContent): readonly Sign[];
  /** Of binding.gyp and what it includes. */
  gyp(content: TarballContent): readonly Sign[];
  /** Of bundled packages, `.npmrc` and npm-shrinkwrap.json. */
  shipped(content: TarballContent): readonly Sign[];
}

export const ownSigns: SignReader = { command: () => [], gyp: () => [], shipped: () => [] };
