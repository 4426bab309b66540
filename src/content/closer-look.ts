import { messageOf } from '../errors.ts';
import { capabilities as inOrder } from '../model/code-signs.ts';
import { cheaplyRevealed } from './cheaply-revealed.ts';
import { shorten } from './foreign.ts';
import type { FileKind, FileRecord, Trait } from './record.ts';
import { hiddenIn, type Told } from './revealed.ts';
import { scan } from './scan/scan.ts';
import type { Steps } from './traits/places.ts';
import { type Seen, traitsOf } from './traits/traits.ts';

export type Failure = 'syntax' | 'too-deep' | 'over-budget' | 'exhausted';
export type Parsed = (Told & { readonly incomplete?: boolean }) | { readonly failed: Failure };

export interface Look {
  /** What an install script starts it as: read further than others, and told where that cannot be done. */
  readonly startedAs?: FileKind;
  /** A tool reads it, and runs none of it: that it is no JavaScript is as it should be. */
  readonly isRead?: boolean;
  /** Parses the text; asked only where that is worth its time. */
  readonly unfold: (text: string) => Parsed;
  /** Of the matchers, for all files of the package. */
  readonly steps?: Steps;
}

const mostHosts = 32;

/** What one file shows. Throws for nothing that its bytes may be. */
export function lookAt(path: string, bytes: Buffer, look: Look): FileRecord {
  try {
    return recordOf(path, bytes, look);
  } catch (error) {
    // Matchers and parser have limits of their own; whatever gets past them is still a stranger's doing.
    const unread = `reading it failed: ${shorten(messageOf(error), 100)}`;
    return { ...empty(look.startedAs ?? 'script'), unread };
  }
}

export function empty(kind: FileKind): FileRecord {
  return { kind, capabilities: [], traits: [], hosts: [], longestLine: 0, entropy: 0 };
}

function recordOf(path: string, bytes: Buffer, { startedAs, isRead, unfold, steps }: Look): FileRecord {
  const scanned = scan(path, bytes, startedAs);
  const seen: Seen & { readonly more?: true } = traitsOf(path, scanned, steps);
  const { kind, format, longestLine, entropy } = scanned;
  const record = {
    ...{ kind, longestLine, entropy: Math.round(entropy * 100) / 100 },
    ...(format === undefined ? {} : { format }),
    ...sorted(seen),
    ...(seen.more === true ? { unread: moreThanLookedAt } : {}),
  };
  if (kind !== 'script' || !(seen.veiled || startedAs !== undefined || mayRunDecoded(seen, bytes.length)))
    return record;
  const parsed = unfold(scanned.text());
  const started = startedAs !== undefined;
  if ('failed' in parsed) {
    const hidden = hiddenIn({ revealed: cheaplyRevealed(scanned.text()), loads: [], computed: [] });
    const asExpected = isRead === true && parsed.failed === 'syntax';
    const unread = asExpected ? {} : unreadBecause(parsed.failed, started);
    return { ...record, ...together(seen, hidden), ...unread };
  }
  const cut = parsed.incomplete === true;
  const more = started && cut ? { unread: moreThanFollowed } : {};
  // Whatever stands where its budget ended the parser did not come to.
  const told = cut
    ? { ...parsed, revealed: [...parsed.revealed, ...cheaplyRevealed(scanned.text())] }
    : parsed;
  return { ...record, ...together(seen, hiddenIn(told, scanned.text(), seen.capabilities)), ...more };
}

const moreThanLookedAt = 'it has more to look at than is looked at';

/** In a bundle the one has nothing to do with the other. */
const mostOfOnePurpose = 128 * 1024;
const mostOfOneAnswer = 32 * 1024;

/** Whether what it decodes is what it runs, the parser tells. */
function mayRunDecoded({ traits, capabilities, hosts }: Shown, size: number): boolean {
  if (size > mostOfOnePurpose) return false;
  // Whom it asks for what it runs does not stand in it as an address.
  const asks = capabilities.includes('network') && hosts.length === 0;
  if (asks && capabilities.includes('dynamic-code') && size <= mostOfOneAnswer) return true;
  const decodes = traits.some(({ kind }) => kind === 'decodes' || kind === 'long-encoded');
  return (
    traits.some(({ kind }) => kind === 'decode-and-run') || (decodes && capabilities.includes('dynamic-code'))
  );
}

const moreThanFollowed = 'it is started at install, and does more than can be followed';

/**
 * Of a large file that nothing starts at install it is enough that all of it was matched, and what stands apart in
 * it was put together as far as that needs no parser: popular packages have many such. Node does not run what is
 * no JavaScript.
 */
function unreadBecause(failed: Failure, started: boolean): Pick<FileRecord, 'unread'> {
  if (failed === 'too-deep') return { unread: 'its code is nested too deeply to be parsed' };
  if (failed === 'exhausted') return { unread: 'its package has more code to follow than is followed' };
  if (!started) return {};
  if (failed === 'over-budget')
    return { unread: 'it is started at install, and has more code than is parsed' };
  return { unread: 'it is started at install, and could not be parsed as JavaScript' };
}

type Shown = Pick<Seen, 'traits' | 'capabilities' | 'hosts' | 'more'>;

function together(seen: Shown, hidden: Shown): Shown & Pick<FileRecord, 'unread'> {
  const known = new Set(seen.traits.map(keyOf));
  const more = hidden.more === true ? { unread: moreThanLookedAt } : {};
  return {
    ...more,
    ...sorted({
      traits: [...seen.traits, ...hidden.traits.filter((trait) => !known.has(keyOf(trait)))],
      capabilities: [...seen.capabilities, ...hidden.capabilities],
      hosts: [...seen.hosts, ...hidden.hosts],
    }),
  };
}

function keyOf({ kind, line }: Trait): string {
  return `${kind} ${line}`;
}

function sorted({ traits, capabilities, hosts }: Shown): Shown {
  return {
    traits,
    capabilities: inOrder.filter((one) => capabilities.includes(one)),
    hosts: [...new Set(hosts)].sort().slice(0, mostHosts),
  };
}
