/** Plain npm for tests, and projects to run it in. */
export { type TempProject, tempProject } from './project.ts';
export { isolatedEnv, type NpmOptions, type NpmResult, npmCli, runNpm } from './run-npm.ts';
