import type { Capability, Trait, TraitKind } from '../record.ts';

/** What a package does, after "it" or "now". */

export const capabilityWords: Readonly<Record<Capability, string>> = {
  network: 'opens connections',
  'child-process': 'starts other programs',
  'file-write': 'writes files',
  environment: 'reads environment variables',
  'credential-files': 'reads files that hold credentials',
  'dynamic-code': 'runs text as code',
  'native-code': 'loads machine code',
};

/** `%` is what exactly was seen, or the words after the bar where nothing more is known. */
const words: Readonly<Record<TraitKind | 'npm-credentials', string>> = {
  'hex-names': 'has names that a tool made unreadable',
  'decode-and-run': 'decodes text and runs it',
  packer: 'is packed so that nobody reads it',
  jsfuck: 'is written in brackets alone',
  'escape-run': 'spells text in escapes',
  'variation-selectors': 'hides bytes in invisible characters',
  'blank-run': 'hides code far to the right',
  'hidden-require': 'hides where it loads from',
  bidi: 'has characters that turn the order of the text',
  invisible: 'has invisible characters',
  'spelled-apart': 'spells % in pieces|names in pieces',
  'computed-load': 'loads what is computed',
  'internal-loader': "goes around node's loader",
  'encoded-text': 'holds encoded text',
  request: 'asks %|sends requests',
  sink: 'sends to %|sends to a place for collecting',
  'raw-address': 'connects to %|connects to a bare address',
  'dns-exfiltration': 'sends data in names of the DNS',
  'runtime-download': 'fetches another runtime',
  'pipe-to-shell': 'pipes a download into a shell',
  'decode-to-shell': 'pipes encoded text into a shell',
  'credential-path': 'reads %|reads files that hold credentials',
  'npm-credentials': 'reads %|reads what npm logs in with',
  'token-pattern': 'searches for tokens',
  'environment-dump': 'takes the whole environment',
  'token-route': 'asks a registry for tokens',
  'repository-route': 'makes or lists repositories',
  'host-facts': 'asks who and where it is',
  'secret-scanner': 'runs a scanner for secrets',
  'metadata-service': "asks a cloud's metadata service",
  'wallet-hook': 'steps between a page and a wallet',
  'workflow-file': 'writes a CI workflow',
  'agent-flags': 'starts a coding agent without its guards',
  'destroys-home': 'deletes the home folder',
  persistence: 'has itself started again',
  'reverse-shell': 'gives a shell away',
  miner: 'mines',
  'self-publish': 'publishes packages',
  'tls-off': 'switches the check of certificates off',
  'deletes-itself': 'deletes itself',
  'long-encoded': 'holds a long encoded text',
  detached: 'leaves a process behind',
  'runs-text': 'runs text as code',
  decodes: 'decodes text',
  'system-tool': 'runs %|runs a tool of the system',
  'takes-input': 'sends away what people enter',
  'sends-keys': 'sends keys of wallets away',
  'runs-data': 'runs %|runs what stands in data',
  'alters-others': 'changes the code of others',
  'rewrites-manifest': 'rewrites package.json',
  'geography-wipe': 'destroys files by country',
  delayed: 'waits before it acts',
  'time-or-ci-gate': 'acts only at times or outside of CI',
};

export function traitWords({ kind, what }: Pick<Trait, 'kind' | 'what'>): string {
  const [exact = '', vague = exact] = words[kind].split('|');
  if (what === undefined || what === '') return vague;
  return exact.replace('%', () => (what.length > 60 ? `${what.slice(0, 59)}…` : what));
}
