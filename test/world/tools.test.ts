import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canary } from './canary.ts';
import { createGitRepo } from './git.ts';
import { isolatedEnv, tempProject } from './npm.ts';

test('a canary is silent until something runs it, and counts', async () => {
  await using bird = canary();
  expect([bird.runs(), existsSync(bird.path)]).toEqual([0, false]);
  const env = { PATH: process.env['PATH'] ?? '' };
  execFileSync('/bin/sh', ['-c', bird.script], { env });
  expect(bird.runs()).toBe(1);
  execFileSync(process.execPath, ['-e', bird.source], { env });
  execFileSync(process.execPath, ['--input-type=module', '-e', bird.moduleSource], { env });
  execFileSync('/bin/sh', ['-c', bird.shellSource], { env });
  expect(bird.runs()).toBe(4);
  expect(JSON.parse(JSON.stringify({ preinstall: bird.script })).preinstall).toBe(bird.script);
  bird.dispose();
  expect(existsSync(bird.path)).toBe(false);
});

test('a git repository is the same each time, whatever the person has configured', async () => {
  const files = { 'package.json': { name: 'from-git', version: '1.0.0' }, 'run.sh': '#!/bin/sh\n' };
  await using one = createGitRepo(files);
  await using other = createGitRepo(files);
  expect(one.sha).toBe(other.sha);
  expect(one.sha).toMatch(/^[0-9a-f]{40}$/);
  expect(one.url).toBe(`git+file://${one.dir}`);
  expect(one.git('log', '--format=%an <%ae> %at')).toBe('ada <ada@mail.example> 1705320000');
});

test('a git repository grows commits and branches', async () => {
  await using repo = createGitRepo({ 'package.json': '{}' });
  repo.branch('evil');
  const evil = repo.commit({ 'deep/er/file.js': 'x' }, 'add a file');
  repo.checkout('main');
  expect(existsSync(`${repo.dir}/deep/er/file.js`)).toBe(false);
  expect(repo.git('rev-parse', 'main')).toBe(repo.sha);
  expect(repo.git('rev-parse', 'evil')).toBe(evil);
  repo.dispose();
  expect(existsSync(repo.dir)).toBe(false);
});

test('a project has its own folder and home, and is gone afterwards', async () => {
  const project = tempProject({ 'src/a.js': 'x', '.npmrc': 'save-exact=true\n' });
  expect(project.readJson('package.json')).toEqual({ name: 'a-project', version: '1.0.0', private: true });
  expect([project.read('src/a.js'), project.exists('src/b.js')]).toEqual(['x', false]);
  project.write('src/b.js', { b: 1 });
  expect(project.readJson<{ b: number }>('src/b.js').b).toBe(1);
  expect(project.home.startsWith(project.dir)).toBe(false);
  await project[Symbol.asyncDispose]();
  expect([existsSync(project.dir), existsSync(project.home)]).toEqual([false, false]);
});

test('the environment for npm has nothing of ours but where programs are', async () => {
  await using project = tempProject();
  const before = { ...process.env };
  Object.assign(process.env, {
    NPM_CONFIG_REGISTRY: 'http://127.0.0.1:9/',
    npm_config_cache: '/nowhere',
    NODE_OPTIONS: '--no-warnings',
    HTTPS_PROXY: 'http://127.0.0.1:9/',
    NODE_AUTH_TOKEN: 'secret',
  });
  try {
    const env = isolatedEnv(project.home);
    expect(Object.keys(env).filter((name) => /proxy|token|registry|node_options/i.test(name))).toEqual([]);
    expect([env['HOME'], env['npm_config_cache']]).toEqual([project.home, `${project.home}/cache`]);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
});
