import { nearest } from '../model/nearest.ts';

/**
 * Every command of npm 10, 11 and 12, and what npq does with it. A command that is not on this list is
 * refused, never handed to npm: a newer npm may have one that installs.
 */
export type VerbRule =
  | { readonly verb: string; readonly kind: 'gated' | 'passed'; readonly why: string }
  | { readonly verb: string; readonly kind: 'not-yet'; readonly why: string; readonly hint: string };

interface VerbUse {
  /** Positional arguments after the verb. */
  readonly specs: readonly string[];
  /** `--workspace`, `--workspaces`, or the cwd lies in one. */
  readonly workspaces: boolean;
}

type Ruling = { readonly kind: VerbRule['kind']; readonly why: string };
type Entry = Ruling | ((use: VerbUse) => Ruling);

const gated = (why: string): Ruling => ({ kind: 'gated', why });
const passed = (why: string): Ruling => ({ kind: 'passed', why });
const notYet = (why: string): Ruling => ({ kind: 'not-yet', why });

const changesTree = gated('Changes the installed tree.');
const registryOnly = passed('Talks to the registry about your packages or account and installs nothing.');
const readsTree = passed('Only reads the tree that is installed or locked.');
const readsRegistry = passed('Only shows what the registry says.');
const ownScript = passed("Runs the project's own scripts, with what is installed already.");
const settings = passed("Reads or writes npm's settings.");
const shows = passed('Only shows something.');
const scriptPolicy = passed('Writes down which install scripts may run; the install that follows is gated.');

const buildsTree = (what: string) => notYet(`${what} changes the installed tree.`);
const runsFetched = (what: string) => notYet(`${what} fetches packages and runs them.`);

/** The project itself or a folder or file on this machine; npm's own test for it. */
const isLocal = (spec: string) => /^(?:[.]|~\/|\/|[a-zA-Z]:)/.test(spec);

/** A name of a registry, with a version, range or tag or without; what a git address or shorthand never is. */
const isRegistryName = (spec: string) => /^(?:@[^/@:#]+\/)?[^/@:#]+(?:@[^/:#]*)?$/.test(spec);

/** Of a git address npm shows what its clone says, and for hosted ones it prepares the clone with its scripts. */
const asksAbout = ({ specs }: VerbUse): Ruling =>
  specs.every((spec) => isLocal(spec) || isRegistryName(spec))
    ? readsRegistry
    : notYet('For a git address npm runs the scripts of the repository before it shows anything.');

const packs = ({ specs }: VerbUse): Ruling =>
  specs.every(isLocal)
    ? passed("Packs the project's own files and runs its own scripts.")
    : notYet('For a git address npm runs the scripts of the repository to pack it.');

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
  link: notYet('link installs the dependencies of what it links, and missing packages globally.'),
  edit: notYet('edit runs install scripts of packages in the tree.'),
  exec: runsFetched('exec'),
  diff: notYet('diff packs what it compares, and npm runs the scripts of a git repository for that.'),

  audit: ({ specs: [what] }) =>
    what === undefined || what === 'signatures'
      ? passed('Asks the registry about the locked tree and changes nothing.')
      : what === 'fix'
        ? changesTree
        : buildsTree('audit with this argument'),
  cache: ({ specs: [what] }) =>
    what === undefined || ['rm', 'clear', 'clean', 'verify', 'check', 'ls', 'npx'].includes(what)
      ? passed("Lists or cleans npm's cache.")
      : notYet('cache add packs what it adds, and npm runs the scripts of a git repository for that.'),
  init: ({ specs, workspaces }) =>
    specs.length > 0
      ? runsFetched('init with an initializer')
      : workspaces
        ? buildsTree('init of a workspace')
        : passed('Asks a few questions and writes package.json.'),
  version: ({ specs, workspaces }) =>
    specs.length > 0 && workspaces
      ? buildsTree('version of a workspace')
      : passed("Shows versions, or raises the project's own and runs its own scripts."),
  patch: ({ specs: [what] }) =>
    what === 'ls' || what === undefined
      ? passed('Lists patches.')
      : notYet('patch fetches packages and changes the installed tree.'),
  pack: packs,
  publish: packs,
  stage: ({ specs: [what, ...specs], workspaces }) =>
    what === 'publish' ? packs({ specs, workspaces }) : registryOnly,

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
    return { verb, kind: 'gated', why: "npq's own: looks as install does, and installs nothing." };
  const entry = rules.get(verb);
  const known = entry ?? notYet('npq does not know this command.');
  const ruling = typeof known === 'function' ? known({ specs, workspaces }) : known;
  if (ruling.kind !== 'not-yet') return { verb, kind: ruling.kind, why: ruling.why };
  return {
    verb,
    kind: ruling.kind,
    why: ruling.why,
    hint: entry === undefined ? hintFor(verb) : notGated,
  };
}

const notGated = 'npq does not gate it yet. Run npm itself if you accept that nothing of it is vetted.';

function hintFor(verb: string): string {
  const guess = nearest(verb, knownVerbs);
  const didYouMean = guess === undefined ? '' : `Did you mean \`npq ${guess}\`? `;
  return `${didYouMean}Should your npm have it: run npm itself if you accept that nothing of it is vetted.`;
}
