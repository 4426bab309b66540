import type { Capability, Trait } from './record.ts';
import { finder } from './scan/scan.ts';
import type { Unfolded } from './syntax/unfold.ts';
import { type Seen, traitsOfText } from './traits/traits.ts';

type Hidden = Pick<Seen, 'traits' | 'capabilities' | 'hosts'>;

const mostValues = 2_000;
const mostCharacters = 1024 * 1024;
const mostOfAKind = 8;
const excerptLength = 200;

/** Nobody has a reason to spell these so that they cannot be searched for. */
const telling = /^(?:node:)?child_process$|^(?:eval|require|Function|_load|mainModule)$/;
const sensitive = new Set<Capability>([
  ...(['network', 'child-process', 'credential-files', 'dynamic-code', 'native-code'] as const),
]);

/** What matchers see in the strings that a program puts together, and what it does that cannot be made out. */
export function hiddenIn(unfolded: Pick<Unfolded, 'revealed' | 'loads' | 'computed'>): Hidden {
  const traits: Trait[] = [];
  const capabilities = new Set<Capability>();
  const hosts = new Set<string>();
  const add = (trait: Omit<Trait, 'hidden'>): void => {
    if (traits.filter(({ kind }) => kind === trait.kind).length < mostOfAKind)
      traits.push({ ...trait, excerpt: trait.excerpt.slice(0, excerptLength), hidden: true });
  };
  for (const { value, line } of worthALook(unfolded)) {
    const seen = traitsOfText(value);
    for (const trait of seen.traits) add({ ...trait, line });
    for (const capability of seen.capabilities) capabilities.add(capability);
    for (const host of seen.hosts) hosts.add(host);
    const what = seen.traits[0]?.kind ?? seen.capabilities.find((one) => sensitive.has(one));
    if (what !== undefined) add({ kind: 'spelled-apart', line, excerpt: value, what });
    else if (telling.test(value)) add({ kind: 'spelled-apart', line, excerpt: value, what: value });
  }
  for (const one of unfolded.computed) {
    // Whatever loads plugins takes their names from its callers.
    const how = 'how' in one && typeof one.how === 'string' ? one.how : undefined;
    if (how === 'parameter') continue;
    const what = how === undefined ? one.what : `${one.what}: ${how}`;
    add({ kind: 'computed-load', line: one.line, excerpt: one.excerpt, what });
  }
  return { traits, capabilities: [...capabilities], hosts: [...hosts] };
}

/** Matchers read many values as slowly as one long text; most values have nothing that any of them looks for. */
function worthALook({ revealed, loads }: Pick<Unfolded, 'revealed' | 'loads'>) {
  const found: { readonly value: string; readonly line: number }[] = [];
  let left = mostCharacters;
  const loaded = loads
    .filter((load) => load.revealed)
    .map(({ value, line }) => ({ value: `require(${JSON.stringify(value)})`, line }));
  for (const one of [...loaded, ...revealed]) {
    if (found.length >= mostValues || left <= 0) break;
    if (!telling.test(one.value) && !finder().touches(one.value.slice(0, left))) continue;
    found.push({ value: one.value.slice(0, left), line: one.line });
    left -= one.value.length;
  }
  return found;
}
