import { afterAll, beforeAll, it } from 'vitest';
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
