import { describe, expect, it } from 'vitest';
import { agreementQuestion, untrustedError } from '../../src/trust/agreement-question.ts';
import type { NpmrcNeedsAgreement } from '../../src/trust/inspection.ts';
import { inspect } from './inspect.ts';

async function needing(npmrc: string, files = {}): Promise<NpmrcNeedsAgreement> {
  const { inspection } = await inspect({ npmrc, files, npmMajor: 12 });
  if (inspection.kind === 'fine') throw new Error('expected that it asks');
  return inspection;
}

describe('the question', () => {
  it('says what each setting could do and leaves out the harmless ones', async () => {
    const question = agreementQuestion(await needing('fund=false\ngit=./evil.sh\nstrict-ssl=false\n'));
    expect(question).toEqual({
      title: "The project's .npmrc brings 2 settings that change how npm works on your machine:",
      lines: [
        'git = ./evil.sh: npm would start this program in place of git.',
        'strict-ssl = false: certificates would not be checked, and anybody on the line could change packages.',
      ],
    });
  });

  it('speaks of one setting as of one', async () => {
    const { title } = agreementQuestion(await needing('git=./evil.sh\n'));
    expect(title).toBe("The project's .npmrc brings a setting that changes how npm works on your machine:");
  });

  it('names the file of each where there are several', async () => {
    const inspection = await needing('git=./evil.sh\n', { '.npm-extension.cjs': '' });
    const question = agreementQuestion(inspection);
    expect(question.title).toMatch(/^The project brings 2 settings/);
    expect(question.lines.map((line) => line.split(': ')[0])).toEqual(inspection.files);
  });
});

describe('the error where nobody can be asked', () => {
  it('names the file, each key, and the way on', async () => {
    const inspection = await needing('git=./evil.sh\n//registry.example/:_authToken=0123\n');
    const error = untrustedError(inspection, inspection.file.replace(/\/\.npmrc$/, ''));
    expect(error.code).toBe('config-untrusted');
    expect(error.message).toContain(inspection.file);
    expect(error.message).toContain('git = ./evil.sh');
    expect(error.message).toContain('//registry.example/:_authToken = ***');
    expect(error.hint).toBe(
      'Read the file, then run `npq trust` at a terminal, or in CI add `--trust .npmrc`.',
    );
  });

  it('carries no control characters of the project into the terminal', async () => {
    const inspection = await needing('git=./e\u001b[2Jvil\u202e.sh\n');
    const error = untrustedError(inspection, '/');
    expect(error.message).toContain('./e [2Jvil .sh');
    expect(error.message.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
