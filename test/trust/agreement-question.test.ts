import { describe, expect, it } from 'vitest';
import { agreementQuestion, untrustedError } from '../../src/trust/agreement-question.ts';
import { bothFiles, type WantsAgreement } from '../../src/trust/both-files.ts';
import type { SettingsInspection } from '../../src/trust/inspection.ts';
import { inspect } from './inspect.ts';

async function needing(npmrc: string, files = {}, settings?: SettingsInspection): Promise<WantsAgreement> {
  const { inspection } = await inspect({ npmrc, files, npmMajor: 12 });
  const nobody = { agreements: { has: () => false }, vouched: [], cwd: '/' };
  const { wants } = bothFiles(inspection, settings, nobody);
  if (wants === undefined) throw new Error('expected that it asks');
  return wants;
}

const danger = {
  ...{ file: '/project/npq.json', key: 'preset', counts: false },
  text: 'preset = "report-only" (line 2) makes npq milder than your own settings.',
};
const milder: SettingsInspection = {
  ...{ file: '/project/npq.json', hash: 'x', origin: 'project' as const },
  ...{ notes: [danger], dangers: [danger] },
};

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
    const wants = await needing('git=./evil.sh\n', { '.npm-extension.cjs': '' });
    const question = agreementQuestion(wants);
    expect(question.title).toMatch(/^The project brings 2 settings/);
    expect(question.lines.map((line) => line.split(': ')[0])).toEqual(wants.files);
  });
});

describe('npq.json', () => {
  it('alone is asked about as what makes npq milder', async () => {
    expect(agreementQuestion(await needing('', {}, milder))).toEqual({
      title: "The project's npq.json brings a setting that makes npq milder than you have it:",
      lines: ['preset = "report-only" (line 2) makes npq milder than your own settings.'],
    });
    const error = untrustedError(await needing('', {}, milder), '/project');
    expect(error.message).toMatch(
      /^\/project\/npq\.json would make npq milder, and nobody agreed to it:\n {2}preset/,
    );
    expect(error.hint).toContain('--trust npq.json');
  });

  it('and .npmrc are one question', async () => {
    const wants = await needing('git=./evil.sh\n', {}, milder);
    const { title, lines } = agreementQuestion(wants);
    expect(title).toBe(
      'The project brings 2 settings that change how npm works on your machine, or make npq milder:',
    );
    expect(lines[1]).toMatch(/^\/project\/npq\.json: preset/);
    expect(untrustedError(wants, '/project').hint).toContain('--trust npq.json');
  });
});

describe('the error where nobody can be asked', () => {
  it('names the file, each key, and the way on', async () => {
    const wants = await needing('git=./evil.sh\n//registry.example/:_authToken=0123\n');
    const [file = ''] = wants.files;
    const error = untrustedError(wants, file.replace(/\/\.npmrc$/, ''));
    expect(error.code).toBe('config-untrusted');
    expect(error.message).toContain(file);
    expect(error.message).toContain('git = ./evil.sh');
    expect(error.message).toContain('//registry.example/:_authToken = ***');
    expect(error.hint).toBe(
      'Read the file, then run `npq trust` at a terminal, or in CI add `--trust .npmrc`.',
    );
  });

  it('carries no control characters of the project into the terminal', async () => {
    const wants = await needing('git=./e\u001b[2Jvil\u202e.sh\n');
    const error = untrustedError(wants, '/');
    expect(error.message).toContain('./e [2Jvil .sh');
    expect(error.message.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
