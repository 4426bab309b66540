import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownFolders } from '../../src/config/folders.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { tempFolder } from '../evidence/support.ts';

const home = '/home/ada';
const inside = (
  project: string,
  vars: Record<string, string>,
  from: string | undefined = home,
  accountHome = home,
) => ownFolders({ files: nodeFiles, env: { vars, home: from, accountHome, platform: 'linux' } }, project);
const folders = async (vars: Record<string, string>, project = '/home/ada/work/thing') =>
  (await inside(project, vars)).state;

it.each<[vars: Record<string, string>, state: string]>([
  [{}, '/home/ada/.local/state/npq'],
  [{ XDG_STATE_HOME: '/home/ada/state' }, '/home/ada/state/npq'],
  [{ XDG_STATE_HOME: 'state' }, '/home/ada/.local/state/npq'],
  [{ NPQ_HOME: '/var/npq', XDG_STATE_HOME: '/elsewhere' }, '/var/npq/state'],
  [{ NPQ_HOME: '/home/ada/work/thing-beside' }, '/home/ada/work/thing-beside/state'],
])('%j: decisions are kept in %s', async (vars, state) => {
  expect(await folders(vars)).toBe(state);
});

it.each<Record<string, string>>([
  { NPQ_HOME: '.npq' },
  { NPQ_HOME: '../npq' },
  { NPQ_HOME: '/home/ada/work/thing' },
  { NPQ_HOME: '/home/ada/work/thing/.cache/npq' },
  { XDG_STATE_HOME: '/home/ada/work/thing/.local/state' },
])('a project cannot bring its own ledger: %j', async (vars) => {
  await expect(folders(vars)).rejects.toThrow(/outside the project/);
});

it('who installs in the home folder itself keeps the decisions there all the same', async () => {
  expect(await folders({ XDG_STATE_HOME: '/home/ada/state' }, home)).toBe('/home/ada/state/npq');
  expect(await folders({ NPQ_HOME: '/home/ada/npq' }, '/home')).toBe('/home/ada/npq/state');
  expect(await folders({}, home)).toBe('/home/ada/.local/state/npq');
});

it('without a home nothing is kept', async () => {
  const of = (from: string | undefined) =>
    ownFolders(
      { files: nodeFiles, env: { vars: {}, home: from, accountHome: home, platform: 'linux' } },
      '/x',
    );
  expect((await of(undefined)).state).toBeUndefined();
  expect((await of('.')).state).toBeUndefined();
});

it.each(['/srv/checkout', '/srv/checkout/home'])(
  'a home that is the checkout (%s) keeps nothing, and that is told',
  async (from) => {
    const { state, notes } = await inside('/srv/checkout', {}, from);
    expect([state, notes.length]).toEqual([undefined, 1]);
    await expect(inside('/srv/checkout', { NPQ_HOME: '/srv/checkout/npq' }, from)).rejects.toThrow(/outside/);
  },
);

it('a symbolic link into the project leads into the project', async () => {
  await using folder = tempFolder();
  const checkout = join(folder.path, 'checkout');
  mkdirSync(join(checkout, 'state'), { recursive: true });
  symlinkSync(join(checkout, 'state'), join(folder.path, 'link'));
  await expect(inside(checkout, { NPQ_HOME: join(folder.path, 'link') })).rejects.toThrow(/outside/);
});
