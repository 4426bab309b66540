import { around, type Matcher, near } from './matcher.ts';

/** All rights over the machine: a container that has its files, or a rule by which nobody is asked for a password. */

const engine = '(?:docker|podman|nerdctl)';

const byCommand = near(
  'takes-root',
  ['--privileged', '/:/', 'nopasswd', '/etc/sudoers', '--pid=host', 'docker.sock', 'source=/', 'src=/'],
  new RegExp(
    String.raw`\b${engine}\b[^;\n]{0,200}?(?:--privileged\b|[\s'"\`=]\/:\/\w|--pid=host|\b(?:source|src)=\/,)|\bNOPASSWD\s{0,3}:|\/etc\/sudoers\.d\/`,
  ),
  {
    before: 240,
    behind: 80,
    what: (match) => (/^(?:docker|podman|nerdctl)/.test(match[0]) ? 'docker' : 'sudo'),
  },
);

/** What an engine is told about a container by name: its program need not be there for that. */
const toEngine =
  /\/containers\/create\b|\bcreateContainer\s{0,4}\(|\b(?:docker|podman|containerd)\.sock\b|\bdocker_engine\b|\bsocketPath\b/;

/** The machine's files, all of its rights, or its other programs, in the words of the engine's interface. */
const byInterface = near(
  'takes-root',
  ['privileged', 'pidmode', 'binds', 'mounts'],
  /\bPrivileged['"`]?\]?\s{0,4}(?::|=(?!=))\s{0,4}(?:true|!0)|\bPidMode['"`]?\]?\s{0,4}(?::|=(?!=))\s{0,4}['"`]host|\bBinds['"`]?\]?\s{0,4}(?::|=(?!=)|\.push)\s{0,4}[[(]\s{0,4}['"`]\/(?:etc|root|home)?\/?:|\bMounts['"`]?\]?\s{0,4}(?::|=(?!=)|\.push)[^;]{0,120}?\bSource['"`]?\s{0,4}:\s{0,4}['"`]\/(?:etc|root|home)?\/?['"`]/,
  {
    before: 20,
    behind: 220,
    what: 'docker',
    and: (window, index) => toEngine.test(around(window, index, 3_000, 3_000)),
  },
);

export const takesRootMatchers: readonly Matcher[] = [byCommand, byInterface];
