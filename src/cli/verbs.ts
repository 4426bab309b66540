import { NpqError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';

/**
 * Every command of npm 10, 11 and 12, and what npq does with it. A command that is not on this list is gated: a
 * newer npm may have one that installs.
 */
export type VerbRule =
  | { readonly verb: string; readonly kind: 'gated'; readonly by: GatedBy; readonly why: string }
  | { readonly verb: string; readonly kind: 'passed'; readonly why: string }
  | { readonly verb: string; readonly kind: 'refused'; readonly why: string; readonly hint: string };

/**
 * `plan`: the tree is worked out and looked at first. `exec`: so are the packages whose program is to run.
 * `on-the-spot`: npm runs at a gate that vets each package as npm asks for it. `steps`: npm does the part that
 * installs nothing, and what installs goes by plan.
 */
export type GatedBy = 'plan' | 'exec' | 'on-the-spot' | 'steps';

interface VerbUse {
  /** Positional arguments after the verb. */
  readonly specs: readonly string[];
  /** `--workspace`, `--workspaces`, or the cwd lies in one. */
  readonly workspaces: boolean;
}

type Ruling =
  | { readonly kind: 'gated'; readonly by: GatedBy; readonly why: string }
  | { readonly kind: 'passed'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string; readonly hint: string };
type Entry = Ruling | ((use: VerbUse) => Ruling);

const gated = (why: string, by: GatedBy = 'plan'): Ruling => ({ kind: 'gated', by, why });
const passed = (why: string): Ruling => ({ kind: 'passed', why });
const onTheSpot = (why: string): Ruling => gated(why, 'on-the-spot');
const refused = (why: string, hint: string): Ruling => ({ kind: 'refused', why, hint });

const changesTree = gated('Changes the installed tree.');
const registryOnly = passed('Talks to the registry about your packages or account and installs nothing.');
const readsTree = passed('Only reads the tree that is installed or locked.');
const readsRegistry = passed('Only shows what the registry says.');
const ownScript = passed("Runs the project's own scripts, with what is installed already.");
const settings = passed("Reads or writes npm's settings.");
const shows = passed('Only shows something.');
const scriptPolicy = passed('Writes down which install scripts may run; the install that follows is gated.');

const runsFetched = gated('Fetches packages and runs them.', 'exec');

/** The project itself or a folder or file on this machine; npm's own test for it. */
const isLocal = (spec: string) => /^(?:[.]|~\/|\/|[a-zA-Z]:)/.test(spec);

/** A name of a registry, with a version, range or tag or without; what a git address or shorthand never is. */
const isRegistryName = (spec: string) => /^(?:@[^/@:#]+\/)?[^/@:#]+(?:@[^/:#]*)?$/.test(spec);

const isVettable = (spec: string) => isLocal(spec) || isRegistryName(spec);

/** Nobody could vet what comes from there before npm unpacks it or runs its scripts. */
const elsewhere = (what: string, hint: string): Ruling =>
  refused(
    `For a git address or a URL npm fetches past every registry, and runs the scripts of a repository ${what}.`,
    hint,
  );

/** Of a git address npm shows what its clone says, and for hosted ones it prepares the clone with its scripts. */
const asksAbout = ({ specs }: VerbUse): Ruling =>
  specs.every(isVettable)
    ? readsRegistry
    : elsewhere('before it shows anything', 'Clone it with git, and read its package.json there.');

const cloneAndPack = 'Clone it with git, look at it, and give npq the folder: npq pack ./folder';

const packs = ({ specs }: VerbUse): Ruling =>
  specs.every(isLocal)
    ? passed("Packs the project's own files and runs its own scripts.")
    : specs.every(isVettable)
      ? onTheSpot('Fetches the packages that it packs.')
      : elsewhere('to pack it', cloneAndPack);

const publishes = ({ specs }: VerbUse): Ruling =>
  specs.every(isLocal)
    ? passed("Packs the project's own files, runs its own scripts, and talks to the registry.")
    : refused(
        'It would fetch a package that nobody has vetted, and publish it under your name.',
        'Fetch it first, and publish the file: npq pack <package>, then npq publish ./file.tgz',
      );

const verbs = {
  install: changesTree,
  ci: changesTree,
  'install-test': changesTree,
  'install-ci-test': changesTree,
  update: changesTree,
  dedupe: changesTree,
  uninstall: gated('May fetch other versions of the packages that stay.'),
  prune: gated('May fetch packages that are missing.'),
  rebuild: gated('Runs install scripts of packages that lie in the tree.'),
  'find-dupes': gated('Plans a tree, and npm runs the scripts of git dependencies for that.'),
  link: ({ specs }) =>
    specs.every(isVettable)
      ? onTheSpot('Installs what is missing of what it links, globally too.')
      : elsewhere('to link it', 'Clone it with git, look at it, and link the folder: npq link ./folder'),
  edit: gated('Opens your editor, and then runs the install scripts of what was edited.', 'steps'),
  exec: runsFetched,
  diff: onTheSpot('Fetches the packages that it compares.'),

  audit: ({ specs: [what] }) =>
    what === undefined || what === 'signatures'
      ? passed('Asks the registry about the locked tree and changes nothing.')
      : what === 'fix'
        ? changesTree
        : onTheSpot('A way to audit that npq does not know.'),
  cache: ({ specs: [what, ...specs] }) =>
    what === undefined || ['rm', 'clear', 'clean', 'verify', 'check', 'ls', 'npx'].includes(what)
      ? passed("Lists or cleans npm's cache.")
      : specs.every(isVettable)
        ? onTheSpot("Fetches packages into npm's cache.")
        : elsewhere('to add it', 'Clone it with git, and let nothing of it into the cache.'),
  init: ({ specs, workspaces }) =>
    specs.length > 0
      ? runsFetched
      : workspaces
        ? gated('Writes package.json of a workspace, and then installs.', 'steps')
        : passed('Asks a few questions and writes package.json.'),
  version: ({ specs, workspaces }) =>
    specs.length > 0 && workspaces
      ? gated('Raises versions of workspaces, and then installs.', 'steps')
      : passed("Shows versions, or raises the project's own and runs its own scripts."),
  patch: ({ specs: [what] }) =>
    what === 'ls' || what === undefined
      ? passed('Lists patches.')
      : onTheSpot('Fetches what it patches, and changes the installed tree.'),
  pack: packs,
  publish: publishes,
  stage: ({ specs: [what, ...specs], workspaces }) =>
    what === 'publish' ? publishes({ specs, workspaces }) : registryOnly,

  run: ownScript,
  'run-script': ownScript,
  test: ownScript,
  start: ownScript,
  stop: ownScript,
  restart: ownScript,
  explore: passed('Opens your shell, or runs your command, in a package that is installed.'),
  shrinkwrap: passed('Renames the lockfile and changes no package.'),

  'approve-scripts': scriptPolicy,
  'deny-scripts': scriptPolicy,
  'install-scripts': scriptPolicy,

  explain: readsTree,
  fund: (use) => (use.specs.every(isRegistryName) ? readsTree : asksAbout(use)),
  ll: readsTree,
  ls: readsTree,
  outdated: readsTree,
  query: readsTree,
  sbom: readsTree,

  bugs: asksAbout,
  docs: asksAbout,
  ping: readsRegistry,
  repo: asksAbout,
  search: readsRegistry,
  // Behind the package stand the fields to show.
  view: ({ specs, workspaces }) => asksAbout({ specs: specs.slice(0, 1), workspaces }),

  access: registryOnly,
  adduser: registryOnly,
  deprecate: registryOnly,
  'dist-tag': registryOnly,
  hook: registryOnly,
  login: registryOnly,
  logout: registryOnly,
  org: registryOnly,
  owner: (use) => (use.specs.every(isRegistryName) ? registryOnly : asksAbout(use)),
  profile: registryOnly,
  star: registryOnly,
  stars: registryOnly,
  team: registryOnly,
  token: registryOnly,
  trust: registryOnly,
  undeprecate: registryOnly,
  unpublish: registryOnly,
  unstar: registryOnly,
  whoami: registryOnly,

  config: settings,
  get: settings,
  pkg: passed("Reads or writes the project's package.json."),
  set: settings,

  '': shows,
  completion: shows,
  doctor: shows,
  help: shows,
  'help-search': shows,
  prefix: shows,
  root: shows,
} as const satisfies Readonly<Record<string, Entry>>;

const rules = new Map<string, Entry>(Object.entries(verbs));

/** npm's names of the commands that are on the list. */
export const knownVerbs: readonly string[] = [...rules.keys()];

export function verbRule(
  verb: string,
  specs: readonly string[],
  /** Where it is not known, the careful answer counts. */
  workspaces = true,
): VerbRule {
  if (verb === 'check')
    return {
      ...{ verb, kind: 'gated', by: 'plan' },
      why: "npq's own: looks as install does, and installs nothing.",
    };
  const known = rules.get(verb) ?? notListed;
  return { verb, ...(typeof known === 'function' ? known({ specs, workspaces }) : known) };
}

const notListed = onTheSpot('npq does not know this command: whatever it fetches is vetted.');

/** What neither npq nor the user's npm knows is a slip; npm would say no more. */
export function unknownVerb(verb: string): NpqError {
  const guess = nearest(verb, [...knownVerbs, 'check', 'policy', 'waive', 'trust', 'with', 'db', 'verify']);
  return new NpqError('usage', {
    message: `Expected a command of npq or npm, found ${JSON.stringify(verb)}, which neither knows.`,
    hint: guess === undefined ? 'See npq --help and npq help.' : `Try \`npq ${guess}\`, if that was meant.`,
  });
}
