/**
 * Settings of npm 10, 11 and 12 that can run a program, redirect traffic, hand out or replace credentials,
 * weaken a protection or put files elsewhere. `could` ends the sentence "With it, …".
 */
export interface DangerousKey {
  readonly could: string;
  /** What the value names; absent where it is a plain setting. */
  readonly names?: 'address' | 'program' | 'file';
  /** True for values that only tighten, given what npm would use without the project's file. */
  readonly harmlessWhen?: (value: unknown, yours: Yours) => boolean;
}

/** The value of a key without the project's file. */
type Yours = (key: string) => unknown;

const isOn = (value: unknown): boolean => value === true;
const isOff = (value: unknown): boolean => value === false;
const isEmpty = (value: unknown): boolean =>
  value === '' || value === null || (Array.isArray(value) && value.every((item) => item === ''));

/** `allow-git` and its siblings, from strict to loose. */
const allowances = ['none', 'root', 'all'];

function noLooserThanYours(key: string): (value: unknown, yours: Yours) => boolean {
  return (value, yours) => {
    const rank = allowances.indexOf(String(value));
    // An npm that does not know the setting allows all.
    return rank >= 0 && rank <= allowances.indexOf(String(yours(key) ?? 'all'));
  };
}

function waitsAtLeastAsLong(value: unknown, yours: Yours): boolean {
  // npm lets the project's waiting time replace a date of the user's, and the date may be stricter.
  const date = yours('before');
  const days = yours('min-release-age');
  if (date !== null && date !== undefined) return false;
  const wanted = daysOf(value);
  return wanted !== undefined && wanted >= (daysOf(days) ?? 0);
}

/** npm 10 does not know the setting and leaves it a string. */
function daysOf(value: unknown): number | undefined {
  const days = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof days === 'number' && !Number.isNaN(days) ? days : undefined;
}

function program(could: string): DangerousKey {
  return { could: `npm would ${could}`, names: 'program' };
}
function address(could: string): DangerousKey {
  return { could, names: 'address' };
}
function file(could: string): DangerousKey {
  return { could, names: 'file' };
}
function unlessOff(could: string): DangerousKey {
  return { could, harmlessWhen: isOff };
}
function unlessOn(could: string): DangerousKey {
  return { could, harmlessWhen: isOn };
}
function token(what: string): DangerousKey {
  return { could: `a token that you make in this folder would ${what}` };
}
function allowance(key: string, what: string): DangerousKey {
  return { could: `npm would fetch ${what} that your settings refuse`, harmlessWhen: noLooserThanYours(key) };
}

const certificate = 'somebody else could pass for the registry';
const identity = 'requests would be sent in a name that is not yours';

export const dangerousKeys: Readonly<Record<string, DangerousKey>> = {
  git: program('start this program in place of git'),
  'script-shell': program('run every script with this program'),
  shell: program('start this program for npm explore'),
  editor: program('start this program for npm edit'),
  viewer: program('start this program to show help'),
  browser: program('start this program to show a page'),
  'node-gyp': program('run this program to build native packages'),
  'node-options': program('give every script these options, which can load code'),
  'init-module': program('run this file on npm init'),
  'init.module': program('run this file on npm init'),
  'extension-file': program('run this file while it builds the tree'),
  call: program('run this command on npm exec'),
  package: program('fetch and run these packages on npm exec'),
  yes: unlessOff('npm exec would fetch and run packages without asking'),
  diff: { could: 'npm diff would fetch what the project names' },

  registry: address('all packages would come from another address'),
  scope: { could: "all packages, unscoped ones too, could come from that scope's registry" },
  proxy: address('all traffic would pass through this address'),
  'https-proxy': address('all traffic would pass through this address'),
  noproxy: address('traffic to these hosts would bypass your proxy'),
  'local-address': address('traffic would leave by another of your network addresses'),
  'replace-registry-host': { could: 'packages in the lockfile would be fetched from another host' },

  'strict-ssl': unlessOn('certificates would not be checked, and anybody on the line could change packages'),
  ca: { could: certificate },
  cafile: file(certificate),
  cert: { could: identity },
  key: { could: identity },
  certfile: file(identity),
  keyfile: file(identity),
  _auth: { could: identity },
  _authtoken: { could: identity },
  '-authtoken': { could: identity },
  _password: { could: identity },
  username: { could: identity },
  password: { could: identity },
  otp: { could: identity },

  cache: file('npm would believe package data that somebody put into that folder'),
  offline: { could: 'npm would take what lies in its cache, however old, and ask nobody' },
  'prefer-offline': { could: 'npm would prefer what lies in its cache, however old' },
  'cache-min': { could: 'npm would prefer what lies in its cache, however old' },
  before: { could: 'npm would choose versions as of another day, and could pass over fixes' },
  'min-release-age': {
    could: 'npm would choose younger versions than you allow',
    harmlessWhen: waitsAtLeastAsLong,
  },
  'min-release-age-exclude': {
    could: 'npm would choose these packages however young',
    harmlessWhen: isEmpty,
  },
  'include-staged': unlessOff('npm would choose versions that their publishers have not released yet'),

  'allow-directory': allowance('allow-directory', 'dependencies from folders'),
  'allow-file': allowance('allow-file', 'dependencies from files'),
  'allow-git': allowance('allow-git', 'dependencies from git'),
  'allow-remote': allowance('allow-remote', 'dependencies from other addresses'),
  'allow-scripts': { could: 'install scripts of these packages would run', harmlessWhen: isEmpty },
  'dangerously-allow-all-scripts': unlessOff('install scripts of all packages would run'),
  'strict-allow-scripts': unlessOn('install scripts that nobody approved would no longer stop npm'),
  'ignore-scripts': unlessOn('install scripts would run, which your settings forbid'),
  'ignore-extension': unlessOn("the project's own code would run while npm builds the tree"),
  'foreground-scripts': unlessOff('install scripts would get your terminal and what you type'),
  force: unlessOff('npm would skip its own protections'),

  userconfig: file(
    "npm would read this file in place of your own .npmrc, and so the project's word as yours",
  ),
  globalconfig: file("npm would read this file in place of the machine's npmrc"),
  prefix: file("npm would use another global folder, and that folder's npmrc"),
  global: unlessOff('npm would install for the whole machine'),
  location: {
    could: 'npm would install for the whole machine',
    harmlessWhen: (value) => value === 'project' || value === 'user',
  },
  'logs-dir': file('npm would write its logs, with what you typed, into that folder'),
  'edit-dir': file('npm patch would use, and empty, that folder'),
  'patches-dir': file('npm patch would write into that folder'),
  'global-ignore-file': file('npm publish would no longer leave out what your own ignore file names'),

  'npm-version': { could: 'scripts would be told another npm version' },
  'bypass-2fa': token('work without a second factor'),
  'packages-all': token('cover all your packages'),
  packages: token('cover packages that the project names'),
  scopes: token('cover scopes that the project names'),
  orgs: token('cover organisations that the project names'),
  'orgs-permission': token('have rights that the project names'),
  'packages-and-scopes-permission': token('have rights that the project names'),
  cidr: token('be valid from addresses that the project names'),
  expires: token('be valid for as long as the project says'),
  'read-only': token('have rights that the project names'),
};
