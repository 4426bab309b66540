import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { gitAuthor } from '../../src/waive/author.ts';
import { createGitRepo } from '../world/git.ts';
import { type TempProject, tempProject } from '../world/project.ts';

let project: TempProject;

beforeEach(() => {
  project = tempProject();
});
afterEach(() => project.dispose());

/** The author as somebody has it who works in the project with this home, PATH and environment. */
function author(vars: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
  const host = nodeHost(process);
  const env: Host['env'] = {
    ...host.env,
    ...{ cwd: project.dir, home: project.home },
    vars: { PATH: process.env['PATH'], HOME: project.home, ...vars },
  };
  return gitAuthor({ env, files: host.files, spawner: host.spawner }, project.dir);
}

function userConfig(text: string): void {
  writeFileSync(join(project.home, '.gitconfig'), text);
}

/** A program that leaves a trace where it runs. */
function trap(path: string): string {
  const trace = join(project.home, 'trapped');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\ntouch '${trace}'\necho Mallory\n`);
  chmodSync(path, 0o755);
  return trace;
}

describe('who answers for a waiver', () => {
  it('is whom the user’s own git configuration names, also in a file that it includes', async () => {
    userConfig('[user]\n\tname = Ann Example\n[include]\n\tpath = more\n');
    writeFileSync(join(project.home, 'more'), '[user]\n\temail = ann@mail.example\n');
    expect(await author()).toBe('Ann Example <ann@mail.example>');
  });

  it('is one line, whatever is written there', async () => {
    userConfig('[user]\n\tname = "Ann\\n\u001B[31m\\tExample"\n');
    expect(await author()).toBe('Ann [31m Example');
  });

  it('is nobody where git knows none, or there is no git', async () => {
    expect(await author()).toBeUndefined();
    userConfig('[user]\n\tname = Ann\n');
    expect(await author({ PATH: join(project.home, 'empty') })).toBeUndefined();
  });
});

describe('a project that would speak for the user', () => {
  it('is not asked: its own git configuration is not read, nor what its variables name', async () => {
    await using repo = createGitRepo({ 'a.txt': 'a' }, { dir: project.dir });
    repo.git('config', 'user.name', 'Mallory');
    userConfig('[user]\n\tname = Ann\n');
    expect(await author()).toBe('Ann');
    const evil = join(project.dir, 'evil');
    writeFileSync(evil, '[user]\n\tname = Mallory\n');
    const vars = {
      ...{ GIT_CONFIG_GLOBAL: evil, GIT_DIR: join(project.dir, '.git'), GIT_CONFIG: evil },
      ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'Mallory' },
    };
    expect(await author(vars)).toBe('Ann');
  });

  it('cannot bring its own git', async () => {
    userConfig('[user]\n\tname = Ann\n');
    const traces = [
      trap(join(project.dir, 'bin', 'git')),
      trap(join(project.dir, 'node_modules', '.bin', 'git')),
      trap(join(project.home, 'node_modules', '.bin', 'git')),
      trap(join(project.dir, 'git')),
    ];
    const folders = [
      ...[join(project.dir, 'bin'), join(project.dir, 'node_modules', '.bin')],
      ...[join(project.home, 'node_modules', '.bin'), '.', ''],
    ];
    expect(await author({ PATH: [...folders, process.env['PATH']].join(':') })).toBe('Ann');
    expect(traces.filter((trace) => existsSync(trace))).toEqual([]);
  });
});
