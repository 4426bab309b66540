import { describe, expect, it } from 'vitest';
import { readDiff } from '../../src/cli/diff-command.ts';
import { isOwnCommand } from '../../src/cli/own-commands.ts';

const read = (line: string) => readDiff(line.split(' '));

describe('npq diff', () => {
  it.each<[line: string, name: string, from: string, to: string]>([
    ['diff left-pad 1.2.0 1.3.0', 'left-pad', '1.2.0', '1.3.0'],
    ['diff @types/node ^20 latest', '@types/node', '^20', 'latest'],
    ['diff react 18.x next', 'react', '18.x', 'next'],
    ['diff react release-1.2 v3', 'react', 'release-1.2', 'v3'],
  ])('reads %j', (line, name, from, to) => {
    expect(read(line)).toMatchObject({ name, from, to, json: false, verbose: false, texts: false });
    expect(isOwnCommand(line.split(' '), new Set())).toBe(true);
  });

  it('reads its own options wherever they stand, and passes npm’s on', () => {
    expect(
      read('diff --json a 1 --npq-verbose 2 --text --offline --@acme:registry=http://registry.example/'),
    ).toEqual({
      ...{ name: 'a', from: '1', to: '2', json: true, verbose: true, texts: true },
      npmOptions: ['--offline', '--@acme:registry=http://registry.example/'],
    });
  });

  it.each([
    'diff',
    'diff left-pad',
    'diff left-pad 1.2.0',
    'diff left-pad 1.2.0 1.3.0 index.js',
    'diff --diff=left-pad@1.2.0 --diff=left-pad@1.3.0',
    'diff left-pad 1.2.0 1.3.0 --diff=x',
    'diff left-pad 1.2.0 1.3.0 --diff-name-only',
    'diff left-pad 1.2.0 1.3.0 --diff-unified=1',
    'diff -- left-pad 1.2.0 1.3.0',
    'diff left-pad@1 1.2.0 1.3.0',
    'diff ./left-pad 1.2.0 1.3.0',
    'diff acme/left-pad 1.2.0 1.3.0',
    'diff README.md package.json index.js',
    'diff lib ./src test/a',
    'diff left-pad 1.2.0 --registry 1.3.0',
    'diff --help',
  ])('leaves %j to npm', (line) => {
    expect(isOwnCommand(line.split(' '), new Set())).toBe(false);
  });
});
