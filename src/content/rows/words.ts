import { shorten } from '../foreign.ts';
import type { Trait, TraitKind } from '../record.ts';

/** What a file does that has such a trait; `{}` stands for what exactly was seen. */
const predicates: Readonly<Record<TraitKind, string>> = {
  'hex-names': 'is made unreadable by an obfuscator{}',
  'decode-and-run': 'decodes a text and runs it as code',
  packer: 'is packed so that only running it shows what it is',
  jsfuck: 'is written in brackets and signs so that nobody can read it',
  'escape-run': 'spells its code in escapes',
  'variation-selectors': 'hides data in characters that cannot be seen',
  'blank-run': 'hides code behind a long run of blanks',
  'hidden-require': 'hands require on under another name',
  bidi: 'has characters that turn the order of the text around',
  invisible: 'has invisible characters in its code',
  'spelled-apart': 'puts together a name that it does not want to be seen{}',
  'computed-load': 'loads something whose name cannot be made out',
  'internal-loader': "goes around require to Node's inner modules{}",
  'encoded-text': 'carries encoded texts{}',
  request: 'sends requests{}',
  sink: 'names a place where stolen data is collected{}',
  'raw-address': 'talks to a bare address without a name{}',
  'dns-exfiltration': 'sends data away inside of DNS questions{}',
  'runtime-download': 'fetches another runtime{}',
  'pipe-to-shell': 'pipes what it fetches into a shell',
  'decode-to-shell': 'decodes a text and hands it to a shell',
  'credential-path': 'reads credentials{}',
  'npm-credentials': 'reads what npm logs in with{}',
  'token-pattern': 'searches for access tokens{}',
  'environment-dump': 'collects all environment variables',
  'token-route': 'asks a registry what a token may do',
  'repository-route': 'creates repositories',
  'host-facts': 'collects names of the user and the machine',
  'secret-scanner': 'uses a scanner for secrets{}',
  'metadata-service': "asks a cloud's metadata service, which hands out credentials",
  'wallet-hook': 'takes over wallets and what is paid from them',
  'workflow-file': 'writes CI workflows',
  'agent-flags': 'starts AI agents that ask nobody{}',
  'destroys-home': "deletes the user's files",
  persistence: 'makes itself start again later{}',
  'reverse-shell': 'opens a shell to somewhere else{}',
  miner: 'mines coins{}',
  'self-publish': 'publishes packages',
  'tls-off': 'switches off the checking of TLS certificates',
  'deletes-itself': 'deletes its own file',
  'long-encoded': 'carries a long encoded text',
  detached: 'leaves a process behind',
  'runs-text': 'runs texts as code',
  decodes: 'decodes texts',
  'system-tool': 'starts a tool of the system that runs or fetches others{}',
  'takes-input': 'sends away what people enter{}',
  'sends-keys': "sends away a wallet's keys{}",
  'runs-data': 'runs what stands in a file that is no program{}',
  'alters-others': 'changes the code of other packages or programs{}',
  'rewrites-manifest': 'rewrites its own package.json',
  'geography-wipe': 'overwrites files depending on where it is',
  delayed: 'waits for long before it goes on',
  'time-or-ci-gate': 'runs only at some times or in some places{}',
};

/** "names a place where stolen data is collected (webhook.site)" */
export function predicateOf({ kind, what }: Trait): string {
  return predicates[kind].replace('{}', what === undefined ? '' : ` (${shorten(what, 80)})`);
}

/** Of several traits each kind once: "a, b and c". */
export function predicatesOf(traits: readonly Trait[]): string {
  const byKind = new Map(traits.toReversed().map((trait) => [trait.kind, trait]));
  const kinds = [...new Set(traits.map(({ kind }) => kind))];
  return inOne(kinds.flatMap((kind) => byKind.get(kind) ?? []).map(predicateOf));
}

/** "a, b and c" */
export function inOne(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
