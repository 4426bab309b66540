import { basename, relative } from 'node:path';
import { NpqError } from '../errors.ts';
import type { WantsAgreement } from './both-files.ts';
import { plain } from './display.ts';

export interface AgreementQuestion {
  readonly title: string;
  /** One sentence each, not wrapped and not sanitized: the printer does both. */
  readonly lines: readonly string[];
}

/** What the user is asked before the project's own settings count. */
export function agreementQuestion(wants: WantsAgreement): AgreementQuestion {
  const { npmrc, settings, files } = wants;
  const dangers = [...npmrc, ...settings];
  const single = files.length === 1;
  const whose = single ? `The project's ${plain(basename(files[0] ?? ''))} brings` : 'The project brings';
  const many = dangers.length !== 1;
  const change =
    npmrc.length === 0 ? (many ? 'make' : 'makes') : many ? 'change how npm works' : 'changes how npm works';
  const what = many ? `${dangers.length} settings that ${change}` : `a setting that ${change}`;
  const effect =
    npmrc.length === 0
      ? ' npq milder than you have it'
      : settings.length === 0
        ? ' on your machine'
        : ' on your machine, or make npq milder';
  return {
    title: `${whose} ${what}${effect}:`,
    lines: dangers.map(({ file, text }) => (single ? text : `${plain(file)}: ${text}`)),
  };
}

/** The same for a run where nobody can be asked. */
export function untrustedError({ npmrc, settings, files }: WantsAgreement, cwd: string): NpqError {
  const named = files.map((file) => `--trust ${plain(relative(cwd, file) || file)}`).join(' ');
  const single = files.length === 1;
  const reasons = [...npmrc, ...settings]
    .map(({ file, text }) => (single ? `  ${text}` : `  ${plain(file)}: ${text}`))
    .join('\n');
  const effect =
    npmrc.length === 0
      ? 'make npq milder'
      : settings.length === 0
        ? 'change how npm works'
        : 'change how npm works and make npq milder';
  return new NpqError('config-untrusted', {
    message: `${files.map(plain).join(', ')} would ${effect}, and nobody agreed to it:\n${reasons}`,
    hint: `Read the file, then run \`npq trust\` at a terminal, or in CI add \`${named}\`.`,
  });
}

/** For somebody who has just read it all and said no. */
export function declinedError({ files }: WantsAgreement): NpqError {
  return new NpqError('config-untrusted', {
    message: `Nothing was installed, because you did not agree to ${files.map(plain).join(', ')}.`,
    hint: 'Take the settings out of the file, or run it again and agree.',
  });
}
