import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import { inTurn, projectState, turnVars } from '../../src/install/turn.ts';
import { type TempProject, tempProject } from '../world/project.ts';

let project: TempProject;
beforeEach(() => {
  project = tempProject({ 'package-lock.json': '{}' });
});
afterEach(() => project.dispose());

const state = () => projectState(nodeFiles, project.dir);

test.each(['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'node_modules/.package-lock.json'])(
  'a project in which %s changed is another one',
  async (file) => {
    const before = await state();
    expect(await state()).toBe(before);
    project.write(file, '{"changed":true}');
    expect(await state()).not.toBe(before);
    project.write('index.js', 'its own code');
    project.write(file, '');
    const empty = await state();
    expect(empty).not.toBe(before);
  },
);

const refusing = {
  exclusivelyForLong: () => Promise.reject(Object.assign(new Error('EROFS'), { code: 'EROFS' })),
};
const never = { exclusivelyForLong: () => Promise.reject(new Error('was not to be asked')) };
const onWait = () => undefined;

test('without a folder to keep a lock in, or inside the turn itself, nobody waits', async () => {
  const { dir } = project;
  const work = async () => 'done';
  const free = { project: dir, env: { vars: {} }, onWait };
  expect(await inTurn({ ...free, files: never, state: undefined }, work)).toBe('done');
  expect(await inTurn({ ...free, files: refusing, state: '/state' }, work)).toBe('done');
  expect(await inTurn({ ...free, files: never, state: '/state', env: { vars: turnVars(dir) } }, work)).toBe(
    'done',
  );
});

test('work that fails is not done a second time without a lock', async () => {
  let times = 0;
  const files = { exclusivelyForLong: <T>(_path: string, work: () => Promise<T>) => work() };
  const failing = () => {
    times += 1;
    return Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
  };
  const input = { files, state: '/state', project: project.dir, env: { vars: {} }, onWait };
  await expect(inTurn(input, failing)).rejects.toThrow('ENOSPC');
  expect(times).toBe(1);
});
