import { basename, relative } from 'node:path';
import { NpqError } from '../errors.ts';
import { plain } from './display.ts';
import type { NpmrcNeedsAgreement } from './inspection.ts';

export interface AgreementQuestion {
  readonly title: string;
  /** One sentence each, not wrapped and not sanitized: the printer does both. */
  readonly lines: readonly string[];
}

/** What the user is asked before the project's own settings count. */
export function agreementQuestion(inspection: NpmrcNeedsAgreement): AgreementQuestion {
  const count = inspection.keys.length;
  const settings = count === 1 ? 'a setting that changes' : `${count} settings that change`;
  const what =
    inspection.files.length === 1
      ? `The project's ${plain(basename(inspection.file))} brings`
      : 'The project brings';
  return {
    title: `${what} ${settings} how npm works on your machine:`,
    lines: inspection.dangers.map(({ file, text }) =>
      inspection.files.length === 1 ? text : `${plain(file)}: ${text}`,
    ),
  };
}

/** The same for a run where nobody can be asked. */
export function untrustedError(inspection: NpmrcNeedsAgreement, cwd: string): NpqError {
  const named = inspection.files.map((file) => `--trust ${plain(relative(cwd, file) || file)}`).join(' ');
  const single = inspection.files.length === 1;
  const reasons = inspection.dangers
    .map(({ file, text }) => (single ? `  ${text}` : `  ${plain(file)}: ${text}`))
    .join('\n');
  return new NpqError('config-untrusted', {
    message: `${inspection.files.map(plain).join(', ')} would change how npm works, and nobody agreed to it:\n${reasons}`,
    hint: `Read the file, then run \`npq trust\` at a terminal, or in CI add \`${named}\`.`,
  });
}

/** For somebody who has just read it all and said no. */
export function declinedError(inspection: NpmrcNeedsAgreement): NpqError {
  return new NpqError('config-untrusted', {
    message: `Nothing was installed, because you did not agree to ${inspection.files.map(plain).join(', ')}.`,
    hint: 'Take the settings out of the file, or run it again and agree.',
  });
}
