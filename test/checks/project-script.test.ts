import { describe, expect, it } from 'vitest';
import projectScript from '../../src/checks/project-script.ts';
import { findingOf, npm11, offline, outcomeOf, projectScripts } from './given.ts';

describe('project-script flags', () => {
  it('scripts of a project that nobody has seen, with their text', () => {
    const project = [projectScripts({ run: { postinstall: 'node setup.mjs' }, hash: 'f00' })];
    expect(findingOf(projectScript, { projectScripts: project })).toMatchObject({
      severity: 'medium',
      subject: { kind: 'project', path: 'package.json' },
      message: 'the project has an install-time script that you have not seen',
      excerpt: ['postinstall: node setup.mjs'],
      data: { hash: 'f00' },
    });
  });

  it('each package.json by itself', () => {
    const result = outcomeOf(projectScript, {
      projectScripts: [
        projectScripts({ run: { prepare: 'husky', postinstall: 'x' } }),
        projectScripts({ label: 'packages/a/package.json' }),
        projectScripts({ label: 'packages/b/package.json', run: { install: 'y' } }),
      ],
    });
    const findings = result.kind === 'flagged' ? result.findings : [];
    expect(findings.map(({ subject }) => subject)).toEqual([
      { kind: 'project', path: 'package.json' },
      { kind: 'project', path: 'packages/b/package.json' },
    ]);
    expect(findings[0]?.message).toContain('2 install-time scripts');
  });

  it('them mildly where nothing will run', () => {
    const project = [projectScripts({ run: { install: 'y' } })];
    const npm = { ...npm11, ignoreScripts: true };
    expect(findingOf(projectScript, { projectScripts: project }, { npm }).severity).toBe('info');
  });
});

describe('the boundary', () => {
  it('is one changed letter: seen scripts are shown once, changed ones again', () => {
    const seen = [projectScripts({ run: { install: 'make' }, seen: true })];
    const changed = [projectScripts({ run: { install: 'make ' }, seen: false })];
    expect(outcomeOf(projectScript, { projectScripts: seen }).kind).toBe('clean');
    expect(outcomeOf(projectScript, { projectScripts: changed }).kind).toBe('flagged');
  });
});

describe('project-script passes', () => {
  it('a project without install-time scripts, and a folder without package.json', () => {
    expect(outcomeOf(projectScript, { projectScripts: [projectScripts({})] }).kind).toBe('clean');
    expect(outcomeOf(projectScript, { projectScripts: [] }).kind).toBe('clean');
  });
});

describe('project-script is unknown', () => {
  it('where a package.json cannot be read', () => {
    expect(outcomeOf(projectScript, { projectScripts: offline })).toMatchObject({
      kind: 'unknown',
      subject: { kind: 'project', path: '/home/ada/kitchen' },
    });
  });
});
