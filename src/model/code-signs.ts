import { listed } from './listed.ts';

/**
 * The vocabulary of what code does: every check, row and report names a capability or a trait by these words, so that
 * the same thing is never told in two ways. All of them go on after "it", "which" or "now".
 */

/** What code can reach for, in the order of reports. */
export const capabilityWords = {
  network: 'uses the network',
  'child-process': 'starts other programs',
  'file-write': 'writes files',
  environment: 'reads environment variables',
  'credential-files': 'reads files that hold credentials',
  'dynamic-code': 'runs text as code',
  'native-code': 'loads machine code',
} as const;
export type Capability = keyof typeof capabilityWords;
export const capabilities = Object.keys(capabilityWords) as readonly Capability[];

/**
 * One thing that was seen at one place of one file; rows of the table are made of them, and stand in brackets. `%` is
 * what exactly was seen; where nothing more is known the words after the bar, or those without the brackets, count.
 */
const traitWords = {
  // Made to be unreadable (I1, C1, C2, C3, C7).
  'hex-names': 'is made unreadable by an obfuscator (%)',
  'decode-and-run': 'decodes text and runs it as code',
  packer: 'is packed so that only running it shows what it is',
  jsfuck: 'is written in brackets alone, so that nobody can read it',
  'escape-run': 'spells its code in escapes',
  'variation-selectors': 'hides bytes in invisible characters',
  'blank-run': 'hides code behind a long run of blanks',
  'hidden-require': 'hands require on under another name',
  bidi: 'has characters that turn the order of the text around',
  invisible: 'has invisible characters in its code',
  'spelled-apart': 'puts a name together from pieces (%)',
  'computed-load': 'loads something whose name cannot be made out',
  'internal-loader': "goes around require to Node's inner modules (%)",
  'encoded-text': 'carries encoded text (%)',
  // Where things are sent to and fetched from (I2, I6, I7, C5, C6).
  request: 'sends requests to %|sends requests',
  sink: 'names a place where stolen data is collected (%)',
  'raw-address': 'connects to a bare address (%)',
  'dns-exfiltration': 'sends data away inside of DNS questions',
  'runtime-download': 'fetches another runtime (%)',
  'pipe-to-shell': 'pipes what it fetches into a shell',
  'decode-to-shell': 'decodes text and hands it to a shell',
  // What is taken (I3, I4, I5).
  'credential-path': 'reads %|reads files that hold credentials',
  'npm-credentials': 'reads what npm logs in with (%)',
  'token-pattern': 'searches for access tokens (%)',
  'environment-dump': 'collects all environment variables',
  'token-route': 'asks a registry what a token may do',
  'repository-route': 'lists or creates repositories',
  'host-facts': 'collects names of the user and the machine',
  'secret-scanner': 'uses a scanner for secrets (%)',
  'metadata-service': "asks a cloud's metadata service, which hands out credentials",
  'wallet-hook': 'takes over wallets and what is paid from them',
  // What is done with the machine (I4, I5, I8, C8, C10).
  'workflow-file': 'writes CI workflows',
  'agent-flags': 'starts AI agents that ask nobody (%)',
  'destroys-home': "deletes the user's files",
  persistence: 'has itself started again later (%)',
  'reverse-shell': 'opens a shell to somewhere else (%)',
  miner: 'mines coins (%)',
  'self-publish': 'publishes packages',
  'tls-off': 'switches off the checking of TLS certificates',
  'deletes-itself': 'deletes its own file',
  'long-encoded': 'carries a long encoded text',
  detached: 'leaves a process behind',
  'runs-text': 'runs text as code',
  decodes: 'decodes text',
  'system-tool': 'starts a tool of the system that runs or fetches others (%)',
  // Taken from people, hidden in data, put into what others made (C17, C18, C19, C20).
  'takes-input': 'sends away what people enter (%)',
  'sends-keys': "sends away a wallet's keys (%)",
  'listens-in': 'sends away what other code hands to functions of everybody (%)',
  'injects-script': "puts a stranger's script into pages (%)",
  'runs-data': 'runs what stands in a file that is no program (%)',
  'alters-others': 'changes the code of other packages or programs (%)',
  // What others say, whom they reach, and who sees it (C28).
  'told-from-outside': 'does what it is told from outside (%)',
  reroutes: 'sends or fetches by way of somebody whom nobody named (%)',
  'shown-to-some': "shows a stranger's page or script to some visitors only (%)",
  // One value followed from call to call (C24).
  'runs-fetched': 'runs what it fetches',
  'runs-dropped': 'starts a file that it has just put where nobody looks',
  'sends-file': 'sends away %|sends away a file of secrets',
  'rewrites-manifest': 'rewrites its own package.json',
  'geography-wipe': 'overwrites files depending on where it is',
  delayed: 'waits for long before it goes on',
  'time-or-ci-gate': 'runs only at some times or in some places (%)',
  // Done to the project, and to the machine (I4).
  'steers-npm': "changes the project's settings or lockfile, and with them what npm installs (%)",
  'alters-settings': 'changes what other programs do for this user (%)',
  'takes-root': 'takes all rights over the machine (%)',
} as const;
export type TraitKind = keyof typeof traitWords;
export const traitKinds = Object.keys(traitWords) as readonly TraitKind[];

export interface NamedTrait {
  readonly kind: TraitKind;
  /** A stranger's text. */
  readonly what?: string;
}

const whatLength = 80;

/** `names a place where stolen data is collected (webhook.site)` */
export function traitDeed({ kind, what = '' }: NamedTrait): string {
  const [exact = '', vague = exact.replace(/ \(%\)/, '')] = traitWords[kind].split('|');
  if (what === '') return vague;
  // An address may carry a password.
  const named = what.replace(/\/\/[^/@\s]*@/g, '//');
  const shown = named.length > whatLength ? `${named.slice(0, whatLength)}…` : named;
  return exact.replace('%', () => shown);
}

/** Of several traits each kind once, by the first of it. */
export function traitDeeds(traits: readonly NamedTrait[]): string {
  const byKind = new Map(traits.toReversed().map((trait) => [trait.kind, trait]));
  const kinds = [...new Set(traits.map(({ kind }) => kind))];
  return listed(kinds.flatMap((kind) => byKind.get(kind) ?? []).map(traitDeed));
}
