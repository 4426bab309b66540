import { afterEach, beforeEach, describe, it } from 'vitest';
import { npqEnv } from '../e2e/npq.ts';
import { runNpqHere } from '../e2e/npq-here.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

/** A lockfile in which one package is malware, and another has an install script. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  project = tempProject({
    'package.json': {
      ...{ name: 'a-project', version: '1.0.0' },
      dependencies: { hookline: '*', sprout: '1.x' },
    },
  });
  await project.npm(['install', '--package-lock-only', '--no-audit'], { env: npqEnv(project, world) });
  const summary = 'Malicious code in tidy-logger (npm)';
  world.osv.publish({ id: 'MAL-2026-1042', name: 'tidy-logger', summary });
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

async function transcript(name: string, ...args: readonly string[]): Promise<void> {
  const result = await runNpqHere(args, project, world);
  // Every check stands there with its reason, and what checks there are is no matter of the format.
  const stdout = result.stdout
    .replace(/("rules": \[)[\s\S]*?(\n {10}\])/, '$1 …$2')
    .replace(/("ruleIndex": )\d+/g, '$1…')
    .replace(/("packages": \[)[\s\S]*?(\n {4}\])/, '$1 …$2');
  expectTranscript(name, args, { ...result, stdout }, project);
}

describe('a report on stdout', () => {
  it.each(['human', 'json', 'sarif', 'markdown', 'github'])('%s', (format) =>
    transcript(`format-${format}`, 'check', '--report', format),
  );

  it('of an error', () =>
    transcript('format-error', 'check', 'sprout', '--report', 'github', `--registry=${world.nowhere}`));
});

describe('a report in a file', () => {
  it('is not written over what npm reads', () =>
    transcript('format-refused', 'check', '--report', 'json=package.json'));

  it('leaves stdout to one', () => transcript('format-two', 'check', '--json', '--report', 'sarif'));
});
