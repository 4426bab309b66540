import { expect, it } from 'vitest';
import { ownFolders } from '../../src/config/folders.ts';

const home = '/home/ada';
const folders = (vars: Record<string, string>, project = '/home/ada/work/thing') =>
  ownFolders({ vars, home, platform: 'linux' }, project).state;

it.each<[vars: Record<string, string>, state: string]>([
  [{}, '/home/ada/.local/state/npq'],
  [{ XDG_STATE_HOME: '/home/ada/state' }, '/home/ada/state/npq'],
  [{ XDG_STATE_HOME: 'state' }, '/home/ada/.local/state/npq'],
  [{ NPQ_HOME: '/var/npq', XDG_STATE_HOME: '/elsewhere' }, '/var/npq/state'],
  [{ NPQ_HOME: '/home/ada/work/thing-beside' }, '/home/ada/work/thing-beside/state'],
])('%j: decisions are kept in %s', (vars, state) => {
  expect(folders(vars)).toBe(state);
});

it.each<Record<string, string>>([
  { NPQ_HOME: '.npq' },
  { NPQ_HOME: '../npq' },
  { NPQ_HOME: '/home/ada/work/thing' },
  { NPQ_HOME: '/home/ada/work/thing/.cache/npq' },
  { XDG_STATE_HOME: '/home/ada/work/thing/.local/state' },
])('a project cannot bring its own ledger: %j', (vars) => {
  expect(() => folders(vars)).toThrow(/outside the project/);
});

it('who installs in the home folder itself keeps the decisions there all the same', () => {
  expect(folders({ XDG_STATE_HOME: '/home/ada/state' }, home)).toBe('/home/ada/state/npq');
  expect(folders({ NPQ_HOME: '/home/ada/npq' }, '/home')).toBe('/home/ada/npq/state');
  expect(folders({}, home)).toBe('/home/ada/.local/state/npq');
});

it('without a home nothing is kept', () => {
  expect(ownFolders({ vars: {}, home: undefined, platform: 'linux' }, '/x').state).toBeUndefined();
  expect(ownFolders({ vars: {}, home: '.', platform: 'linux' }, '/x').state).toBeUndefined();
});
