import { afterAll, beforeAll, expect, it } from 'vitest';
import { npqVersion } from '../../src/version.ts';
import { runNpq } from '../e2e/npq.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { expectTranscript } from './transcript.ts';

let project: TempProject;
beforeAll(() => {
  project = tempProject();
});
afterAll(() => project.dispose());

it.each([
  ['screen-help-check', ['check', '--help']],
  ['screen-help-waive', ['help', 'waive']],
  ['screen-help-policy', ['policy', '--help']],
] as const)('%s', async (name, args) => {
  expectTranscript(name, args, await runNpq(args, project, undefined), project);
});

it('npq --version says its own version, and nothing else', async () => {
  const { code, stdout, stderr } = await runNpq(['--version'], project, undefined);
  expect([code, stdout, stderr]).toEqual([0, `${npqVersion}\n`, '']);
});
