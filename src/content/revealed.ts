import type { Capability } from '../model/code-signs.ts';
import { programSigns } from './reach/command-words.ts';
import { programOf } from './reach/program.ts';
import { readShell } from './reach/shell.ts';
import type { Trait } from './record.ts';
import { finder } from './scan/scan.ts';
import { type Seen, traitsOfText } from './traits/traits.ts';

/** What a parser made of a program, as far as it is told here. */
export interface Told {
  readonly revealed: readonly (Placed & { readonly by?: 'joining' | 'decoding' })[];
  readonly loads: readonly (Placed & { readonly revealed: boolean })[];
  readonly computed: readonly {
    readonly what: 'load' | 'start' | 'evaluate';
    readonly line: number;
    readonly excerpt: string;
    /** `parameter`, `decoded`, `expression`: where it comes from. */
    readonly how?: string;
  }[];
  /** Paths that path.join and its like put together. */
  readonly paths?: readonly Placed[];
  readonly calls?: readonly {
    readonly kind: 'start' | 'evaluate' | 'network';
    readonly args: readonly (string | undefined)[];
    readonly line: number;
  }[];
  readonly gates?: readonly {
    readonly kind: 'delayed' | 'time-or-ci-gate';
    readonly line: number;
    readonly what: string;
  }[];
}

interface Placed {
  readonly value: string;
  readonly line: number;
}

type Hidden = Pick<Seen, 'traits' | 'capabilities' | 'hosts' | 'more'>;

const mostValues = 2_000;
/** Of a matcher, for all values of one file: they are short, and few say anything. */
const mostSteps = 60_000;
const mostCharacters = 1024 * 1024;
const mostOfAKind = 8;
const excerptLength = 200;

/** Nobody has a reason to spell these so that they cannot be searched for. */
const telling = /^(?:node:)?child_process$|^(?:eval|require|Function|_load|mainModule)$/;
const sensitive = new Set<Capability>([
  ...(['network', 'child-process', 'credential-files', 'dynamic-code', 'native-code'] as const),
]);

const capabilityOf = { start: 'child-process', evaluate: 'dynamic-code', network: 'network' } as const;

/** What matchers see in the strings that a program puts together, and what it does that cannot be made out. */
export function hiddenIn(told: Told, source?: string, able: readonly Capability[] = []): Hidden {
  const traits: Trait[] = [];
  const capabilities = new Set<Capability>(told.calls?.map(({ kind }) => capabilityOf[kind]));
  const hosts = new Set<string>();
  const add = (trait: Omit<Trait, 'hidden'>, hidden = true): void => {
    if (traits.filter(({ kind }) => kind === trait.kind).length >= mostOfAKind) return;
    const excerpt = trait.excerpt.slice(0, excerptLength);
    traits.push({ ...trait, excerpt, ...(hidden ? { hidden } : {}) });
  };
  const steps = { left: mostSteps };
  const asks = told.calls?.some(({ kind }) => kind === 'network') === true;
  for (const { value, line, by } of told.revealed) {
    const host = bareHost(value, by, source);
    // A page asks without any client, for an image.
    if (host !== undefined && (asks || able.includes('network') || value.startsWith('//')))
      add({ kind: 'spelled-apart', line, excerpt: value, what: host });
  }
  for (const { value, line, honest } of worthALook(told)) {
    if (steps.left < 0) break;
    const seen = traitsOfText(value, steps);
    for (const trait of seen.traits) add({ ...trait, line });
    for (const capability of seen.capabilities) capabilities.add(capability);
    for (const host of seen.hosts) hosts.add(host);
    if (honest) continue;
    const veiledHost = source === undefined ? undefined : hostOutOf(value, seen.hosts, source);
    if (veiledHost !== undefined) add({ kind: 'spelled-apart', line, excerpt: value, what: veiledHost });
    const what = seen.traits[0]?.kind ?? seen.capabilities.find((one) => sensitive.has(one));
    if (what !== undefined) add({ kind: 'spelled-apart', line, excerpt: value, what });
    else if (telling.test(value)) add({ kind: 'spelled-apart', line, excerpt: value, what: value });
  }
  for (const { value, line } of commandsIn(told)) {
    // A list of words shows what a command line would, and no matcher sees it in one.
    for (const trait of traitsOfText(value).traits) add({ ...trait, line }, false);
    if (fetches(value)) capabilities.add('network');
  }
  for (const { what, line, excerpt, how } of told.computed) {
    // Whatever loads plugins takes their names from its callers.
    // But who loads it from a place that only its requests know is told what to load by somebody else.
    if (how === 'parameter' && !(what === 'load' && asks)) continue;
    add({ kind: 'computed-load', line, excerpt, what: how === undefined ? what : `${what}: ${how}` });
  }
  for (const { value, line } of decodedPrograms(told))
    add({ kind: 'computed-load', line, excerpt: value, what: 'evaluate: decoded' });
  for (const { kind, line, what } of told.gates ?? []) add({ kind, line, excerpt: what, what });
  return {
    ...{ traits, capabilities: [...capabilities], hosts: [...hosts] },
    ...(steps.left < 0 ? { more: true } : {}),
  };
}

/** What other programs are started as, word by word. */
function commandsIn({ calls = [] }: Told): readonly Placed[] {
  return calls
    .filter(({ kind }) => kind === 'start')
    .slice(0, mostCommands)
    .map(({ args, line }) => ({ value: args.flatMap((one) => one ?? []).join(' '), line }));
}

/** Whoever starts curl needs no module of Node's to reach the network. */
function fetches(command: string): boolean {
  const { commands } = readShell(command);
  return commands.some((one) => {
    const { name } = programOf(one);
    return programSigns.some(([sign, expression]) => reachesOut.has(sign) && expression.test(name));
  });
}

const reachesOut: ReadonlySet<string> = new Set(['fetch-tool', 'name-server-tool', 'raw-socket']);
const mostCommands = 64;

/**
 * A host that an address is put together with, and of which not even the domain stands anywhere as it is: whoever
 * breaks a long line leaves names whole.
 */
function hostOutOf(value: string, hosts: readonly string[], source: string): string | undefined {
  if (!/^(?:https?|wss?):\/\//i.test(value)) return undefined;
  const plain = source.toLowerCase();
  return hosts.find((host) => !plain.includes(host.split('.').slice(-2).join('.')));
}

/**
 * The name of a host by itself, or behind two slashes, for a client that is told the rest apart. Decoded, nobody was
 * to find it; of parts, it is an address that a page asks where no scheme has to be written.
 */
function bareHost(value: string, by: 'joining' | 'decoding' | undefined, source = ''): string | undefined {
  const found = /^(\/\/)?((?:[a-z0-9][a-z0-9-]{0,62}\.){1,6}[a-z]{2,24})(?=$|[/?#:])/i.exec(value);
  const [whole = '', slashes, name = ''] = found ?? [];
  if (found === null || (by !== 'decoding' && slashes === undefined)) return undefined;
  if (slashes === undefined && (whole.length < value.length || ofFiles.test(name) || name.length < 6))
    return undefined;
  const host = name.toLowerCase();
  return source.toLowerCase().includes(host.split('.').slice(-2).join('.')) ? undefined : host;
}

/** Names of files and of members have dots in them as well. */
const ofFiles =
  /\.(?:[cm]?[jt]sx?|json\d?|txt|html?|css|exe|dll|so|dylib|node|wasm|sh|bat|cmd|ps1|vbs|py|rb|pl|md|log|key|crt|pem|cer|zip|gz|t?gz|tar|bin|dat|db|sqlite|ldb|png|jpe?g|gif|svg|ico|pdf|xml|ya?ml|ini|conf|env|exports|prototype|constructor|length|name|value|plist|lock|map|asar|app|local|id|mode|warn|error|info|stringify|parse|from|then)$/i;

/** What is run as code, and stands nowhere as it is: whoever can write it down has no need to encode it. */
function decodedPrograms({ revealed, calls = [] }: Told): readonly Placed[] {
  const decoded = new Set(revealed.flatMap(({ value, by }) => (by === 'decoding' ? [value] : [])));
  return calls.flatMap(({ kind, args, line }) => {
    const value = kind === 'evaluate' ? args.find((one) => one !== undefined && decoded.has(one)) : undefined;
    return value === undefined || value.length < shortestProgram ? [] : [{ value, line }];
  });
}

const shortestProgram = 12;

interface Candidate extends Placed {
  /** Everybody puts such a text together. */
  readonly honest: boolean;
}

/** Matchers read many values as slowly as one long text; most values have nothing that any of them looks for. */
function worthALook(told: Told): readonly Candidate[] {
  const found: Candidate[] = [];
  let left = mostCharacters;
  for (const one of candidates(told)) {
    if (found.length >= mostValues || left <= 0) break;
    const value = one.value.slice(0, left);
    if (!telling.test(value) && !finder().touches(value)) continue;
    found.push({ ...one, value });
    left -= value.length;
  }
  return found;
}

function* candidates({ revealed, loads, paths = [], calls = [] }: Told): Generator<Candidate> {
  for (const load of loads)
    if (load.revealed)
      yield { value: `require(${JSON.stringify(load.value)})`, line: load.line, honest: false };
  for (const one of revealed) yield { ...one, honest: false };
  const apart = new Set(revealed.map(({ value }) => value));
  for (const { kind, args, line } of calls) {
    if (kind !== 'start' || !args.some((one) => one !== undefined && apart.has(one))) continue;
    yield { value: args.flatMap((one) => one ?? []).join(' '), line, honest: false };
  }
  for (const one of paths) yield { ...one, honest: true };
}
