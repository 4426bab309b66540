import type { TarballContent } from '../../evidence/needs.ts';
import { type CommandSign, commandSigns, m2Signs } from '../reach/command-signs.ts';
import { gypSigns, m4Signs } from '../reach/gyp-signs.ts';
import type { Shipped } from '../record.ts';

/** Something that stands in a command, in a binding.gyp or among what is shipped, and that a row is made of. */
export interface Sign {
  /** The row it belongs to: `M2`, `M4b`. */
  readonly row: string;
  /** What exactly, as it stands there: a stranger's text. */
  readonly what: string;
  readonly excerpt?: string;
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

/** What the reading of commands and build files finds, by the rows that stand on it. */
export const ownSigns: SignReader = {
  command(command, { files, manifest, code }) {
    const from = { files, manifest, ...(code === undefined ? {} : { records: code.files }) };
    return commandSigns(command, from).flatMap(({ sign, excerpt, what }) => {
      const row = m2Signs.has(sign) ? 'M2' : rowOfCommand[sign];
      return row === undefined ? [] : [{ row, what: what ?? sign, excerpt }];
    });
  },
  gyp({ code, files }) {
    if (code?.gyp === undefined) return [];
    return gypSigns(code.gyp, files).map(({ sign, what, ...place }) => ({
      ...{ row: m4Signs.has(sign) ? 'M4' : 'M4b', what: what ?? gypWords[sign] ?? sign },
      ...place,
    }));
  },
  shipped({ code }) {
    return (code?.shipped ?? []).map(({ sign, path, what }) => ({ row: rowOfShipped[sign], path, what }));
  },
};

const rowOfCommand: Partial<Readonly<Record<CommandSign, string>>> = {
  'runs-file': 'M8',
  'other-runtime': 'I7',
  'brings-package': 'M10',
  'dependency-program': 'M11',
  'unknown-program': 'M11b',
  'other-package': 'M11',
  substitution: 'M12',
  variable: 'M12',
};

const gypWords: Readonly<Record<string, string>> = { 'no-sources': 'it has nothing to build' };

const rowOfShipped: Readonly<Record<Shipped['sign'], string>> = {
  'bundled-hook': 'S1',
  npmrc: 'S2',
  'shrinkwrap-elsewhere': 'S3',
  'shrinkwrap-host': 'S3h',
  unread: 'S4',
};
