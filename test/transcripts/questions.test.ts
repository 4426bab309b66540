import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { runNpqInTerminal } from '../e2e/npq.ts';
import { downloadsService } from '../world/downloads.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  const { publish } = world.registry();
  const ago = (months: number) => new Date(Date.now() - months * 30.44 * 24 * 3_600_000).toISOString();
  publish({ name: 'vane', version: '1.1.0', publishedAt: ago(8.5) });
  publish({
    ...{
      name: 'vane',
      version: '1.2.0',
      publishedAt: ago(2.5),
      files: { 'setup.js': '// reads the wind\n' },
    },
    manifest: { scripts: { postinstall: 'node setup.js' } },
  });
  project = tempProject();
  writeFileSync(join(project.home, '.gitconfig'), '[user]\n\tname = Ann Example\n');
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

/** At a terminal that redraws nothing, so that all of the conversation stays on the screen. */
async function conversation(
  name: string,
  args: readonly string[],
  ...answers: readonly (readonly [when: string, answer: string])[]
): Promise<void> {
  const typing = answers.map(([when, answer]) => ({ when, keys: `${answer}\n` }));
  const env = { TERM: 'dumb' };
  const { code, screen } = await runNpqInTerminal(args, project, world, typing, { env });
  const typed = answers.map(([, answer]) => answer);
  const shown = screen
    .replace(/\r/g, '')
    .replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '')
    .replace(/^(?:npm notice|\n(?=npm notice)).*\n/gm, '')
    // What a terminal shows of what is typed; this one does not.
    .replace(
      /(Enter is 1, .*?\):|\(nothing goes back\)|\[90d\]) /g,
      (prompt) => `${prompt}${typed.shift()}\n`,
    )
    .replace(/\d+ (?:days|h) ago/g, '<age> ago')
    .replace(/\b\d{4}-\d\d-\d\d\b(?!T| \d)/g, '<day>')
    // A hash takes the line after, where it is too long for one.
    .replace(/sha512-[\w+/=]+\n +[\w+/=]+$/gm, '<sha512>');
  expectTranscript(name, args, { code, stdout: '', stderr: shown }, project);
}

const number = 'Number (Enter is 1';

describe.skipIf(!existsSync('/usr/bin/script'))('the question', () => {
  it('is answered with Enter: nothing is installed', () =>
    conversation('question-nothing', ['install', 'vane'], [number, '']));

  it('is answered with a version that passes', () =>
    conversation('question-version', ['install', 'vane'], [number, '2']));

  it('is answered with a version in the place of malware', () => {
    world.osv.publish({ id: 'MAL-2026-7', name: 'vane', introduced: '1.2.0', summary: 'Malicious code' });
    return conversation('question-blocked', ['install', 'vane'], [number, '2']);
  });

  it('is answered with the package that was meant', () => {
    world.registry().publish({ name: 'lodash', version: '4.17.21' });
    world.registry().publish({ name: 'lodahs', version: '1.0.0' });
    world.mountService('downloads', downloadsService({ lodahs: 12 }).service);
    return conversation('question-meant', ['install', 'lodahs'], [number, '2']);
  });

  it('is answered without scripts', () =>
    conversation('question-without-scripts', ['install', 'vane'], [number, '3']));

  it('is answered once the evidence was read', () =>
    conversation('question-evidence', ['install', 'vane'], [number, '7'], [number, '']));

  it('is answered with a waiver', () =>
    conversation(
      'question-waiver',
      ['install', 'vane'],
      [number, '6'],
      ['(nothing goes back)', '…'],
      ['Expected a reason', 'it only reads the wind'],
      ['[90d]', '30d'],
    ));

  it('is answered with all of it', () =>
    conversation('question-as-it-is', ['install', 'vane'], [number, '5']));
});
